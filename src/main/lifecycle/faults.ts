import { app, dialog } from "electron";
import type { Logger } from "../../core/log/log.ts";
import { fill } from "../../shared/words/describe.ts";
import type { CurrentWords } from "../words/words.ts";
import { traceOf } from "./trace.ts";

interface FaultParts {
  readonly log: Logger;
  readonly logFolder: string;
  readonly words: CurrentWords;
}

/**
 * What nobody caught in this process goes to the log with its trace, and a person is told once, with the log's
 * location. The app keeps running: the node is a state machine of its own, and a computer that silently stops being a
 * node is worse than a surface that went wrong.
 */
export function setUpFaults({ log, logFolder, words }: FaultParts): void {
  let told = false;
  const take = (kind: string) => (error: unknown) => {
    log.log("error", kind, { trace: traceOf(error) });
    process.stderr.write(`Clawtray: ${kind}. See the log in ${logFolder}.\n`);
    if (told) return;
    told = true;
    const { fault } = words.now().desktop;
    void showProblem(fault.message, fill(fault.detail, { logFolder }));
  };
  process.on("uncaughtException", take("an uncaught error"));
  process.on("unhandledRejection", take("an unhandled rejection"));
}

/** The log gets the trace, the terminal a line, and a person a box; the next start is not kept from trying. */
export function tellOfFailedStart({ log, logFolder, words }: FaultParts, error: unknown): void {
  log.log("error", "could not start", { trace: traceOf(error) });
  process.stderr.write(`Clawtray could not start: ${String(error)}. See the log in ${logFolder}.\n`);
  app.releaseSingleInstanceLock();
  const { message, detail } = words.now().desktop.startFailed;
  void showProblem(message, fill(detail, { logFolder })).then(() => app.exit(1));
}

/** The system's own message box with one button; resolves when it was closed, or when there can be none. */
export async function showProblem(message: string, detail: string): Promise<void> {
  try {
    await dialog.showMessageBox({ type: "error", title: "Clawtray", message, detail });
  } catch {
    // Before the app is ready, or without a display, the terminal and the log have said it.
  }
}
