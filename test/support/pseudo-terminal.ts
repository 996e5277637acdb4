import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { onTestFinished } from "vitest";
import { TerminalScreen } from "./terminal-screen.ts";

/** What can give a program a terminal on this machine. */
export type TerminalTool = "script" | "python3";

/** The first there is; null when there is none. */
export function terminalTool(): TerminalTool | null {
  const script = spawnSync("script", ["--version"], { encoding: "utf8" });
  if (script.stdout?.includes("util-linux")) return "script";
  return spawnSync("python3", ["-c", "import pty"]).status === 0 ? "python3" : null;
}

const rows = 40;
const columns = 100;
const longestEndMs = 5_000;

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/** A program in a terminal of 40 rows and 100 columns, and what it shows there. */
export class PseudoTerminal {
  readonly #child: ChildProcess;
  readonly #screen = new TerminalScreen();
  readonly #watchers = new Set<() => void>();
  readonly #ended: Promise<void>;
  #output = "";

  constructor(tool: TerminalTool, command: readonly string[], environment: NodeJS.ProcessEnv) {
    const sized = ["sh", "-c", `stty rows ${rows} cols ${columns}; exec "$@"`, "sh", ...command];
    const [program, parameters] =
      tool === "script"
        ? ["script", ["-qfec", sized.map(quoted).join(" "), "/dev/null"]]
        : ["python3", ["-c", "import pty, sys; pty.spawn(sys.argv[1:])", ...sized]];
    this.#child = spawn(program, parameters, { env: environment, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#screen.write(text);
      this.#output += text;
      for (const watcher of [...this.#watchers]) watcher();
    });
    // A key for a program that has ended meanwhile reaches nobody.
    this.#child.stdin?.on("error", () => {});
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()));
    onTestFinished(() => this.#end());
  }

  /** Everything that was written to it, also what was drawn over since. */
  get output(): string {
    return this.#output;
  }

  get screen(): string {
    return this.#screen.text;
  }

  /** Presses keys; what is given at once arrives at once, as a pasted text does. */
  press(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Resolves as soon as the screen holds; rejects with the screen when it does not within 25 seconds. */
  shows(condition: (screen: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition(this.screen)) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`the terminal never showed it:\n${this.screen}`));
      }, 25_000);
      this.#watchers.add(look);
      look();
    });
  }

  async #end(): Promise<void> {
    this.press("\u0003");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), longestEndMs);
    await this.#ended;
    clearTimeout(timer);
  }
}
