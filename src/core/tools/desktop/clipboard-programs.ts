import { success } from "../../../shared/result.ts";
import type { ClipboardSource } from "../built-in/sources.ts";
import { type Environment, findProgram, REPORTED_ERROR, tell } from "./program.ts";

interface Words {
  readonly program: string;
  readonly words: readonly string[];
  /** It reports an error when there is no text. */
  readonly failsWhenEmpty?: boolean;
}

interface Pair {
  readonly read: Words;
  readonly write: Words;
}

const wayland: Pair = {
  read: { program: "wl-paste", words: ["--no-newline", "--type", "text"], failsWhenEmpty: true },
  write: { program: "wl-copy", words: ["--type", "text/plain"] },
};
const xclip: Pair = {
  read: { program: "xclip", words: ["-selection", "clipboard", "-out"], failsWhenEmpty: true },
  write: { program: "xclip", words: ["-selection", "clipboard", "-in"] },
};
const xsel: Pair = {
  read: { program: "xsel", words: ["--clipboard", "--output"] },
  write: { program: "xsel", words: ["--clipboard", "--input"] },
};
const mac: Pair = { read: { program: "pbpaste", words: [] }, write: { program: "pbcopy", words: [] } };

const powershell = (script: string): Words => ({
  program: "powershell.exe",
  words: ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script],
});
/** `clip.exe` reads the code page of the console; PowerShell can be told to read UTF-8. */
const windows: Pair = {
  read: powershell(
    "[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false; [Console]::Out.Write((Get-Clipboard -Raw))",
  ),
  write: powershell(
    "[Console]::InputEncoding = New-Object Text.UTF8Encoding $false; Set-Clipboard -Value ([Console]::In.ReadToEnd())",
  ),
};

/** In the order in which they are tried. */
function candidates(environment: Environment, platform: NodeJS.Platform): readonly Pair[] {
  if (platform === "win32") return [windows];
  if (platform === "darwin") return [mac];
  return [...(environment.WAYLAND_DISPLAY ? [wayland] : []), ...(environment.DISPLAY ? [xclip, xsel] : [])];
}

/** The clipboard by the programs that the system has for it; null where there are none, or no desktop. */
export function clipboardPrograms(
  environment: Environment,
  platform: NodeJS.Platform,
): ClipboardSource | null {
  for (const { read, write } of candidates(environment, platform)) {
    const reader = findProgram(read.program, environment, platform);
    const writer = findProgram(write.program, environment, platform);
    if (reader === null || writer === null) continue;
    return {
      async read(signal) {
        const text = await tell(reader, read.words, { environment, signal, reads: true });
        const empty = !text.ok && text.failure === REPORTED_ERROR && read.failsWhenEmpty === true;
        return empty ? success("") : text;
      },
      async write(text, signal) {
        const written = await tell(writer, write.words, { environment, signal, input: text });
        return written.ok ? success(undefined) : written;
      },
    };
  }
  return null;
}
