import { redact } from "../log/line-logger.ts";
import { redactText } from "../log/redact-text.ts";
import type { Examination } from "./examine.ts";

/** What a bug report needs, and the names that must not be in it. */
export interface BundleParts {
  readonly appVersion: string;
  /** Of one connection, or of all of them; the first one first. */
  readonly examinations: readonly Pick<Examination, "findings" | "peek" | "secrets">[];
  /** The newest lines of the log. */
  readonly log: readonly string[];
  /** What identifies this person or place, each with the word that replaces it. */
  readonly names: readonly (readonly [name: string, standIn: string])[];
  /** What the owner calls the connections, where there are several; any word may be one. */
  readonly connections: readonly string[];
  /** What the owner calls the servers of tools; any word may be one. */
  readonly servers: readonly string[];
}

/** Shorter names are part of too many words, and say little. */
const MIN_NAME_LENGTH = 3;
/** Names that everybody has: hiding them would only make the report unreadable. */
const commonNames: ReadonlySet<string> = new Set([
  "root",
  "node",
  "clawtray",
  "first",
  "localhost",
  "127.0.0.1",
  "::1",
]);

/** The report as text that can be published. Pure except for the runtime's version. */
export function bundleText(parts: BundleParts): string {
  const { appVersion, examinations, log, names, connections, servers } = parts;
  const secrets = examinations.flatMap((examination) => examination.secrets);
  const [first, ...further] = examinations.map(({ findings, peek }) => ({
    findings,
    settings: peek.kind === "present" ? peek.settings : { settings: peek.kind },
  }));
  const report = {
    clawtray: appVersion,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    ...first,
    ...(further.length === 0 ? {} : { connections: further }),
  };
  const clean = redact(report, secrets, -2) as object;
  const text = JSON.stringify({ ...clean, log: log.map((line) => redact(line, secrets)) }, null, 2);
  const anonymous = names
    .filter(([name]) => name.length >= MIN_NAME_LENGTH && !commonNames.has(name))
    .sort(([one], [other]) => other.length - one.length)
    .reduce((all, [name, standIn]) => all.replaceAll(JSON.stringify(name).slice(1, -1), standIn), text);
  const unnamed = withoutWords(
    withoutWords(anonymous, connections, "CONNECTION"),
    [...new Set(servers)],
    "SERVER",
  );
  // Device ids and fingerprints identify a device: their beginnings are enough to tell two apart.
  const short = unnamed.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/gi, "$1…");
  const groups = short.replace(/\b([0-9a-f]{4} [0-9a-f]{4})(?: [0-9a-f]{4}){14}\b/gi, "$1 …");
  return `${redactText(groups)}\n`;
}

/** Each of these names as a number. */
const withoutWords = (text: string, names: readonly string[], standIn: string): string =>
  names.reduce(
    (all, name, index) =>
      commonNames.has(name) ? all : all.replaceAll(wholeWord(name), `${standIn}-${index + 1}`),
    text,
  );

/** Whole words alone: a connection may be called "net" or "rules", and a key of the report is no name. */
function wholeWord(name: string): RegExp {
  const written = JSON.stringify(name).slice(1, -1);
  const escaped = written.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}]|":)`, "gu");
}
