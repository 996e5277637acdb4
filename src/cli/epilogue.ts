import { systemWords } from "../shared/words/system-words.ts";
import { exitCode } from "./exit-code.ts";

/** A word and what it means. */
type Entry = readonly [word: string, meaning: string];

/** What `--help` and the manual say about the environment. */
export const environment: readonly Entry[] = [
  [
    "OPENCLAW_GATEWAY_TOKEN, OPENCLAW_GATEWAY_PASSWORD",
    "sent to a gateway that does not know this device yet; never stored once the gateway has issued a device token",
  ],
  [
    "CF_ACCESS_CLIENT_ID, CF_ACCESS_CLIENT_SECRET, CLAWTRAY_EDGE_HEADERS",
    "headers for an access page in front of the gateway: those of Cloudflare Access, or lines of NAME: VALUE; kept in the key store",
  ],
];

export const exitCodes: readonly Entry[] = [
  [String(exitCode.ok), "ended as requested; status: connected"],
  [String(exitCode.failed), "failed"],
  [String(exitCode.usage), "wrong arguments, or no gateway is known"],
  [String(exitCode.blocked), "blocked: a person must act"],
  [String(exitCode.alreadyRunning), "another process is already running"],
  [String(exitCode.noIdentity), "no identity"],
  [
    String(exitCode.waiting),
    "status: running, but not connected (connecting, waiting, waiting for approval, paused)",
  ],
  [String(exitCode.notRunning), "status, service status, stop, ask: not running"],
  [String(exitCode.replaced), "run --service: a newer program has replaced it; start it again"],
];

/** Lines of at most 80 columns, all but the first indented so far. */
function folded(meaning: string, indent: number): string {
  const lines = [""];
  for (const word of meaning.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && indent + line.length + 1 + word.length > 80) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}

const list = (title: string, entries: readonly Entry[]): string =>
  `${title}:\n${entries.map(([word, meaning]) => `  ${word}${word.length < 3 ? `  ${folded(meaning, 5)}` : `\n      ${folded(meaning, 6)}`}\n`).join("")}`;

/** What follows the list of commands. */
export function epilogue(platform: string): string {
  const { setVariable, signals, signalsTitle } = systemWords(platform);
  const variables: readonly Entry[] = [...environment, ["to set one", setVariable("OPENCLAW_GATEWAY_TOKEN")]];
  const lists = [list("Environment", variables), list("Exit codes", exitCodes), list(signalsTitle, signals)];
  return `\n${lists.join("\n")}\nMore about a command: clawtray help run\n`;
}
