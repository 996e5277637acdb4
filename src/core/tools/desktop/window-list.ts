import { isRecord } from "../../../shared/record.ts";
import { failure, type Result, success } from "../../../shared/result.ts";
import type { OpenWindow, WindowSource } from "../built-in/sources.ts";
import { type Environment, findProgram, tell } from "./program.ts";

/** More windows are not asked about: each takes a program's start. */
const MAX_ASKED = 100;

/**
 * The open windows by the programs that the system has for it; null where nothing tells. Wayland tells nobody, and
 * what is left of X11 beside it would be half of the truth.
 */
export function windowList(environment: Environment, platform: NodeJS.Platform): WindowSource | null {
  if (platform === "linux") {
    if (!environment.DISPLAY || environment.WAYLAND_DISPLAY) return null;
    const xprop = findProgram("xprop", environment, platform);
    return xprop === null ? null : { list: (signal) => listOfX11(xprop, environment, signal) };
  }
  const script = platform === "darwin" ? macScript : platform === "win32" ? windowsScript : null;
  const program = script === null ? null : findProgram(script.program, environment, platform);
  if (script === null || program === null) return null;
  return {
    async list(signal) {
      const told = await tell(program, script.words, { environment, signal, reads: true });
      return told.ok ? readJson(told.value) : told;
    },
  };
}

/** Window managers keep the list (Extended Window Manager Hints, `_NET_CLIENT_LIST`). */
async function listOfX11(
  xprop: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<Result<readonly OpenWindow[], string>> {
  const ask = (words: readonly string[]) => tell(xprop, words, { environment, signal, reads: true });
  const root = await ask(["-root", "-notype", "_NET_CLIENT_LIST"]);
  if (!root.ok) return root;
  const ids = root.value.match(/0x[0-9a-f]+/g)?.slice(0, MAX_ASKED) ?? [];
  if (ids.length === 0 && !root.value.includes("#"))
    return failure("no window manager keeps a list of windows");
  const windows: OpenWindow[] = [];
  for (const id of ids) {
    const told = await ask(["-id", id, "-notype", "_NET_WM_NAME", "WM_NAME", "WM_CLASS"]);
    // It may have been closed meanwhile.
    if (told.ok) windows.push(readProperties(told.value));
    if (signal.aborted) return failure("it was cancelled");
  }
  return success(windows);
}

/** What xprop says of one window. Pure. */
export function readProperties(text: string): OpenWindow {
  const property = (name: string) => new RegExp(`^${name} = (.*)$`, "m").exec(text)?.[1];
  const title = stringsOf(property("_NET_WM_NAME"))[0] ?? oldTitle(property("WM_NAME")) ?? "";
  const names = stringsOf(property("WM_CLASS"));
  return { title, program: names[1] ?? names[0] ?? null };
}

/** In a property of the type STRING, xprop writes no backslash before quotes: the title ends at the last one. */
function oldTitle(value = ""): string | undefined {
  return /^"(.*)"$/.exec(value)?.[1]?.replace(/(?:\\[0-7]{3})+/g, decodeOctal);
}

/** Quoted texts, in which xprop writes a backslash before quotes, and bytes it cannot show as octal numbers. */
function stringsOf(value = ""): readonly string[] {
  return [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) =>
    text.replace(/((?:\\[0-7]{3})+)|\\(.)/g, (_all, bytes: string | undefined, escaped: string) =>
      bytes === undefined ? escaped : decodeOctal(bytes),
    ),
  );
}

const decodeOctal = (bytes: string): string =>
  Buffer.from(
    bytes
      .split("\\")
      .slice(1)
      .map((octal) => Number.parseInt(octal, 8)),
  ).toString("utf8");

const macScript = {
  program: "osascript",
  words: [
    "-l",
    "JavaScript",
    "-e",
    `JSON.stringify(Application("System Events").processes.whose({backgroundOnly: false})().flatMap((process) => process.windows().map((window) => ({title: window.title() || "", program: process.name()}))))`,
  ],
};

const windowsScript = {
  program: "powershell.exe",
  words: [
    "-NoLogo",
    "-NoProfile",
    "-NonInteractive",
    "-Command",
    "[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false; ConvertTo-Json @(Get-Process | Where-Object { $_.MainWindowTitle } | ForEach-Object { @{ title = $_.MainWindowTitle; program = $_.ProcessName } })",
  ],
};

/** A list of `{title, program}`. Pure. */
function readJson(text: string): Result<readonly OpenWindow[], string> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return failure("the system's answer cannot be understood");
  }
  const list: readonly unknown[] = Array.isArray(content) ? content : [content];
  return success(
    list.flatMap((one) =>
      isRecord(one) && typeof one.title === "string"
        ? [{ title: one.title, program: typeof one.program === "string" ? one.program : null }]
        : [],
    ),
  );
}
