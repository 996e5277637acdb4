import type { Logger } from "../../core/log/log.ts";
import type { Outcome } from "../../shared/bridge.ts";
import { channels } from "../../shared/channels.ts";
import { traceOf } from "../lifecycle/trace.ts";

/** Thrown for anything that none of our pages sends. */
export const INVALID_ARGUMENTS = new Error("invalid arguments");

const FAILED: Outcome = { ok: false, problem: "failed", detail: "" };
const REQUEST_CHANNELS: readonly string[] = [channels.intend, channels.request];

/**
 * Answers one call of a page. What goes wrong meanwhile goes to the log, with its trace: Electron would print it where
 * nobody looks. The page gets an outcome it has a sentence for, or a refusal that reveals nothing internal.
 */
export async function answered(channel: string, log: Logger, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error === INVALID_ARGUMENTS) throw error;
    log.log("error", "a call of the window could not be answered", { channel, trace: traceOf(error) });
    if (REQUEST_CHANNELS.includes(channel)) return FAILED;
    throw new Error("failed: see the log");
  }
}
