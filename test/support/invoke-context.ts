import type { InvokeContext } from "../../src/core/commands/command.ts";

/** What a command is given when it runs; abort the controller to end it. */
export function someContext(
  largestResult = 25 * 1024 * 1024,
  controller = new AbortController(),
): InvokeContext {
  return {
    invokeId: "i1",
    signal: controller.signal,
    timeoutMs: 30_000,
    largestResult,
    async progress() {},
    stepAside() {},
  };
}
