import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { end, startBus } from "./desktop.ts";

/** The machine's login manager, on a system bus of its own: it shuts down when a test says so. */
export interface LoginManager {
  /** What an app needs in its environment to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Tells everybody that the machine is about to shut down. */
  shutDown(): void;
  /** Waits until a lock that delays a shutdown was taken, or was released by whoever had it. */
  untilLock(state: "taken" | "released"): Promise<void>;
  /** What was locked until now is no matter. */
  forget(): void;
  dispose(): Promise<void>;
}

export async function startLoginManager(): Promise<LoginManager> {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-logind-"));
  const started: ChildProcess[] = [];
  const environment = { DBUS_SYSTEM_BUS_ADDRESS: await startBus(folder, false, started) };
  const service = spawn("python3", [join(import.meta.dirname, "logind.py")], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(service);
  let said: string[] = [];
  createInterface(service.stdout).on("line", (line) => said.push(line));
  const untilSaid = (what: string, matches: (line: string) => boolean) =>
    waitFor(what, () => (said.some(matches) ? true : null), { timeoutMs: 15_000 });
  await untilSaid("the login manager", (line) => line === "ready");
  return {
    environment,
    shutDown: () => void service.stdin.write("shutdown\n"),
    async untilLock(state) {
      await untilSaid(`a lock to be ${state}`, (line) => line.startsWith(`${state} shutdown`));
    },
    forget() {
      said = [];
    },
    async dispose() {
      for (const child of started.reverse()) await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
