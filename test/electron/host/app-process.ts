import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Envelope, SimulatedComputer } from "../protocol.ts";

type Handler = (...args: never[]) => unknown;

export interface AppProcessOptions {
  readonly computer: SimulatedComputer;
  /** The built main module. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const RUN = fileURLToPath(new URL("../main/run.ts", import.meta.url));

/** The process in which the app's main module runs, seen from the test. */
export class AppProcess {
  readonly #child: ChildProcess;
  readonly #handlers = new Map<string, Handler>();
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #count = 0;
  #output = "";
  /** Resolves with the exit code when the process has ended. */
  readonly ended: Promise<number | null>;

  constructor({ computer, entry, args, env }: AppProcessOptions) {
    // A folder of its own: a path of another system, which this one takes for a name, becomes a file here.
    const folder = mkdtempSync(join(tmpdir(), "clawtray-app-"));
    this.#child = fork(RUN, [entry, ...args], {
      cwd: folder,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      env: { ...env, ELECTRON_DOUBLE: JSON.stringify(computer) },
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on("data", (data: Buffer) => {
        this.#output += data.toString();
      });
    }
    this.#child.on("message", (message) => void this.#take(message as Envelope));
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", (code) => {
        rmSync(folder, { recursive: true, force: true });
        for (const call of this.#waiting.values()) call.reject(new Error("the app has ended"));
        this.#waiting.clear();
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }
  /** Everything the app wrote. */
  get output(): string {
    return this.#output;
  }

  answer(method: string, handler: Handler): void {
    this.#handlers.set(method, handler);
  }

  call(method: string, ...args: readonly unknown[]): Promise<unknown> {
    this.#count += 1;
    const id = this.#count;
    return new Promise((resolve, reject) => {
      if (!this.#child.connected) return reject(new Error("the app has ended"));
      this.#waiting.set(id, { resolve, reject });
      this.#post({ kind: "call", id, method, args });
    });
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  terminate(): void {
    this.#child.kill("SIGTERM");
  }

  #post(envelope: Envelope): void {
    if (this.#child.connected) this.#child.send(envelope, () => {});
  }

  async #take(envelope: Envelope): Promise<void> {
    if (envelope.kind === "reply") {
      const call = this.#waiting.get(envelope.id);
      this.#waiting.delete(envelope.id);
      if (envelope.error === null) call?.resolve(envelope.value);
      else call?.reject(new Error(envelope.error));
      return;
    }
    const handler = this.#handlers.get(envelope.method);
    if (envelope.kind === "tell") {
      handler?.(...(envelope.args as never[]));
      return;
    }
    const { id } = envelope;
    try {
      if (handler === undefined) throw new Error(`the double's host half knows no ${envelope.method}`);
      this.#post({ kind: "reply", id, value: await handler(...(envelope.args as never[])), error: null });
    } catch (error) {
      this.#post({
        kind: "reply",
        id,
        value: null,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }
}
