import { execFileSync, spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { until } from "./until.ts";

/** Another program's window with a field for text, on this display. */
export interface TextField {
  /** What is in it. */
  text(): string;
  /** Gives it the keyboard, in front of every other window, without a touch of mouse or keyboard. */
  bringUp(): Promise<void>;
  /** Puts the pointer on the first letter's place, as a person's hand does. */
  pointAtStart(): void;
}

const python = "/usr/bin/python3";
const script = fileURLToPath(new URL("../scripted/computer/entry.py", import.meta.url));

/** What a program of Gtk for Python needs and this machine has not; null when all is here. */
export const missingForGtk = (): string | null =>
  spawnSync(python, ["-c", "import gi; gi.require_version('Gtk', '3.0')"]).status === 0
    ? null
    : "no Gtk 3 for Python on this machine";

/** Starts it; it lasts as long as the test. */
export async function startTextField(environment: Readonly<Record<string, string>>): Promise<TextField> {
  const env = { ...process.env, ...environment, LC_ALL: "C.UTF-8", NO_AT_BRIDGE: "1" };
  const xdotool = (...words: readonly string[]): string => {
    try {
      return String(execFileSync("xdotool", words, { env, stdio: "pipe" }));
    } catch {
      // It fails while there is no such window.
      return "";
    }
  };
  const program = spawn(python, [script], { env, stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void program.kill());
  let output = "";
  program.stdout.setEncoding("utf8").on("data", (data: string) => {
    output += data;
  });
  let window = "";
  await until("another program's window is there", () => {
    window = xdotool("search", "--onlyvisible", "--name", "^Entry$").trim();
    return window !== "";
  });
  const isFocused = () => xdotool("getwindowfocus", "getwindowname") === "Entry\n";
  return {
    text: () => JSON.parse(output.trimEnd().split("\n").at(-1) || '""') as string,
    async bringUp() {
      // The second is for a display without a window manager.
      xdotool("windowactivate", window);
      if (!isFocused()) xdotool("windowraise", window, "windowfocus", window);
      await until("it has the keyboard", isFocused);
    },
    pointAtStart: () => void xdotool("mousemove", "--window", window, "1", "8"),
  };
}
