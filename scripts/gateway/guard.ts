import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import { cleanEnvironment } from "./environment.ts";
import type { GuardianOrder, Remnant } from "./remnant.ts";

let guardian: ChildProcess | null = null;
let lastId = 0;

/**
 * Has a remnant removed however this process ends, even by a SIGKILL; the returned function says that it is already
 * gone. The guardian is a separate process that notices our end by its closed input.
 */
export function guard(remnant: Remnant): () => void {
  const id = ++lastId;
  tell({ order: "keep", id, remnant });
  return () => tell({ order: "release", id });
}

function tell(order: GuardianOrder): void {
  guardian ??= startGuardian();
  guardian.stdin?.write(`${JSON.stringify(order)}\n`);
}

function startGuardian(): ChildProcess {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "guardian.ts")], {
    // A session of its own: a Ctrl-C at the terminal is not meant for it.
    detached: true,
    env: cleanEnvironment({}),
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
  });
  child.unref();
  // Failing to write to a guardian somebody killed is no reason to fail.
  child.stdin.on("error", () => undefined);
  if ("unref" in child.stdin) (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
