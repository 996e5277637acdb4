import { redact } from "../line-logger.ts";
import { redactText } from "../redact-text.ts";
import type { Finding } from "./finding.ts";
import type { SettingsPeek } from "./settings-peek.ts";

/** What a bug report needs, and whose names must not be in it. */
export interface BundleParts {
  readonly appVersion: string;
  readonly findings: readonly Finding[];
  readonly peek: SettingsPeek;
  /** The newest lines of the log. */
  readonly log: readonly string[];
  readonly secrets: readonly string[];
  /** What names this person or place, with the word that stands for it. */
  readonly names: readonly (readonly [name: string, standIn: string])[];
}

/** Shorter names are parts of too many words, and say little. */
const SHORTEST_NAME = 3;
/** Names that are everybody's: hiding them would only make the report unreadable. */
const commonNames: ReadonlySet<string> = new Set([
  "root",
  "node",
  "clawtray",
  "localhost",
  "127.0.0.1",
  "::1",
]);

/** The report as text that can be published. Pure but for the runtime's version. */
export function bundleText(parts: BundleParts): string {
  const { appVersion, findings, peek, log, secrets, names } = parts;
  const settings = peek.kind === "present" ? peek.settings : { settings: peek.kind };
  const report = {
    clawtray: appVersion,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    findings,
    settings,
  };
  const clean = redact(report, secrets, -2) as object;
  const text = JSON.stringify({ ...clean, log: log.map((line) => redact(line, secrets)) }, null, 2);
  const anonymous = names
    .filter(([name]) => name.length >= SHORTEST_NAME && !commonNames.has(name))
    .sort(([one], [other]) => other.length - one.length)
    .reduce((all, [name, standIn]) => all.replaceAll(JSON.stringify(name).slice(1, -1), standIn), text);
  // Device ids and fingerprints name a device: their beginnings are enough to tell two apart.
  const short = anonymous.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/gi, "$1…");
  const groups = short.replace(/\b([0-9a-f]{4} [0-9a-f]{4})(?: [0-9a-f]{4}){14}\b/gi, "$1 …");
  return `${redactText(groups)}\n`;
}
