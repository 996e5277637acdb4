import { win32 } from "node:path";
import { runFile } from "../../environment/run-file.ts";

const MAX_MS = 5_000;

async function ask(program: string, words: readonly string[], root: string): Promise<string> {
  const file = win32.join(root, "System32", program);
  return (await runFile(file, words, { timeout: MAX_MS, windowsHide: true })).stdout;
}

/** The last number in a text, if it can be a code page. */
function codePageIn(text: string): number | null {
  const number = Number(/(\d{3,5})\D*$/.exec(text)?.[1]);
  return Number.isInteger(number) && number > 0 ? number : null;
}

/**
 * The code page that console programs write in on this Windows computer, or null when it cannot be determined. `chcp`
 * answers in the user's language, but ends with the number in all of them.
 */
async function findOut(root: string): Promise<number | null> {
  const console_ = codePageIn(await ask("chcp.com", [], root));
  if (console_ !== null) return console_;
  const key = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage";
  return codePageIn(await ask("reg.exe", ["query", key, "/v", "OEMCP"], root));
}

/** Asks once, at the first question; always null outside Windows. */
export function createConsoleCodePage(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
): () => Promise<number | null> {
  let answer: Promise<number | null> | null = null;
  return () => {
    answer ??=
      platform === "win32" ? findOut(environment.SystemRoot ?? "C:\\Windows") : Promise.resolve(null);
    return answer;
  };
}
