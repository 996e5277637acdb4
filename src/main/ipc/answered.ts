import type { Logger } from "../../core/log.ts";
import type { Outcome } from "../../shared/bridge.ts";
import { channels } from "../../shared/channels.ts";
import { traceOf } from "../trace.ts";

/** Thrown for what no page of ours sends. */
export const INVALID_ARGUMENTS = new Error("invalid arguments");

const FAILED: Outcome = { ok: false, problem: "failed", detail: "" };
const WISHES: readonly string[] = [channels.intend, channels.request];

/**
 * Answers one call of a page. What goes wrong meanwhile is for the log, with its trace: Electron would print it
 * where nobody looks. The page gets an outcome it has a sentence for, or a refusal that names nothing of ours.
 */
export async function answered(channel: string, log: Logger, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error === INVALID_ARGUMENTS) throw error;
    log.log("error", "a call of the window could not be answered", { channel, trace: traceOf(error) });
    if (WISHES.includes(channel)) return FAILED;
    throw new Error("failed: the log says why");
  }
}
