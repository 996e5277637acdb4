import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Ids of the windows of this process in sight (whose title holds these words), as the X display lists them. */
export async function windowsOf(pid: number, title?: string): Promise<string[]> {
  const named = title === undefined ? [] : ["--name", title];
  const search = ["search", "--onlyvisible", "--all", "--pid", String(pid), ...named];
  // It fails when there is none.
  const { stdout } = await run("xdotool", search).catch(() => ({ stdout: "" }));
  return stdout.split("\n").filter((line) => line !== "");
}

/** Presses these keys (`ctrl+r`) while this window has the keyboard. */
export async function pressKeys(window: string, keys: string): Promise<void> {
  await run("xdotool", ["windowfocus", "--sync", window, "key", keys]);
}

/** Presses these keys wherever the keyboard is. */
export async function pressAnywhere(keys: string): Promise<void> {
  await run("xdotool", ["key", keys]);
}
