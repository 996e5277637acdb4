import { exitCode } from "./exit-code.ts";

/** A word and what it means. */
type Entry = readonly [word: string, meaning: string];

/** What `--help` and the manual say of the environment. */
export const environment: readonly Entry[] = [
  [
    "OPENCLAW_GATEWAY_TOKEN, OPENCLAW_GATEWAY_PASSWORD",
    "shown to a gateway that does not know this device yet; never stored once the gateway has issued a device token",
  ],
];

export const exitCodes: readonly Entry[] = [
  [String(exitCode.ok), "ended as asked; of status: connected"],
  [String(exitCode.failed), "failed"],
  [String(exitCode.usage), "wrong arguments, or no gateway is known"],
  [String(exitCode.blocked), "blocked: a person must act"],
  [String(exitCode.alreadyRunning), "another process runs already"],
  [String(exitCode.noIdentity), "no identity"],
  [String(exitCode.waiting), "of status: runs, and is not connected (connecting, waiting, paused)"],
  [String(exitCode.notRunning), "of status: not running"],
  [String(exitCode.replaced), "of run --service: a newer program took its place; to be started again"],
];

export const signals: readonly Entry[] = [
  ["SIGINT, SIGTERM", "close cleanly"],
  ["SIGHUP", "look for the gateway now; a connection that is up is left alone"],
];

const list = (title: string, entries: readonly Entry[]): string =>
  `${title}:\n${entries.map(([word, meaning]) => `  ${word}${word.length < 3 ? "  " : "\n      "}${meaning}\n`).join("")}`;

/** What follows the list of commands. */
export const epilogue = `
${[list("Environment", environment), list("Exit codes", exitCodes), list("Signals of run", signals)].join("\n")}
More about a command: clawtray help run
`;
