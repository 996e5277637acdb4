import { dialog } from "electron";
import type { Logger } from "../core/log.ts";
import { fill } from "../shared/words/describe.ts";
import { traceOf } from "./trace.ts";
import type { Words } from "./words.ts";

interface FaultParts {
  readonly log: Logger;
  readonly logFolder: string;
  readonly words: () => Words;
}

/**
 * What nobody caught in this process goes to the log with its trace, and a person is told once, with the
 * log's place. The app goes on: the node is a state machine of its own, and a computer that silently stops
 * being one is worse than a surface that went wrong.
 */
export function setUpFaults({ log, logFolder, words }: FaultParts): void {
  let told = false;
  const take = (kind: string) => (error: unknown) => {
    log.log("error", kind, { trace: traceOf(error) });
    process.stderr.write(`Clawtray: ${kind}. The log in ${logFolder} says more.\n`);
    if (told) return;
    told = true;
    const { fault } = words().desktop;
    void showProblem(fault.message, fill(fault.detail, { logFolder }));
  };
  process.on("uncaughtException", take("an error that nobody caught"));
  process.on("unhandledRejection", take("a rejection that nobody handled"));
}

/** The system's own box with one button; resolves when it was closed, or when there can be none. */
export async function showProblem(message: string, detail: string): Promise<void> {
  try {
    await dialog.showMessageBox({ type: "error", title: "Clawtray", message, detail });
  } catch {
    // Before the app is ready, or without a display, the terminal and the log have said it.
  }
}
