import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { NodeState } from "../../src/shared/state.ts";

export const program = fileURLToPath(new URL("../../out/cli/index.js", import.meta.url));

/** The built CLI as a process of its own, with everything it said. */
export class CliProcess {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly exited: Promise<number | null>;
  readonly #watchers = new Set<() => void>();

  constructor(
    words: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    runtime = process.execPath,
    /** What the runtime runs; null when `runtime` is the whole program. */
    entry: string | null = program,
  ) {
    const {
      OPENCLAW_GATEWAY_TOKEN: _token,
      OPENCLAW_GATEWAY_PASSWORD: _password,
      ...inherited
    } = process.env;
    this.child = spawn(runtime, entry === null ? [...words] : [entry, ...words], {
      env: { ...inherited, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => this.#take("stdout", text));
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => this.#take("stderr", text));
    this.exited = new Promise((resolve) => this.child.once("close", (code) => resolve(code)));
    onTestFinished(() => {
      this.child.kill("SIGKILL");
    });
  }

  #take(stream: "stdout" | "stderr", text: string): void {
    this[stream] += text;
    for (const watcher of [...this.#watchers]) watcher();
  }

  /** The states of `--json`, every one so far. */
  get states(): readonly NodeState[] {
    return this.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => (JSON.parse(line) as { state: NodeState }).state);
  }

  /** Resolves when the condition holds for what was said so far. */
  until(condition: () => boolean, timeoutMs = 20_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(
          new Error(`never said; stdout: ${this.stdout.slice(-800)} stderr: ${this.stderr.slice(-800)}`),
        );
      }, timeoutMs);
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
  }

  /** Resolves with the first state that shows this phase. */
  async phase<Phase extends NodeState["phase"]>(phase: Phase): Promise<Extract<NodeState, { phase: Phase }>> {
    const found = () => this.states.find((state) => state.phase === phase);
    await this.until(() => found() !== undefined);
    return found() as Extract<NodeState, { phase: Phase }>;
  }
}
