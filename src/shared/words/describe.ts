import { shortFingerprintOf } from "../fingerprint.ts";
import type { Connecting, NodeState, Warning } from "../state.ts";
import type { StateCatalogue } from "./english.ts";

/** A state in words: the same in the tray, the window and the terminal. */
export interface Description {
  /** Two or three words. */
  readonly title: string;
  readonly sentence: string;
  /** What to do next; null when nothing is to be done. */
  readonly remedy: string | null;
  readonly warnings: readonly string[];
}

/** Puts values into a text; a name without a value stays visible, so that a mistake shows. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Host and port of a `ws://` or `wss://` address, for a sentence. */
export function hostOf(url: string): string {
  return /^wss?:\/\/([^/]+)/.exec(url)?.[1] ?? url;
}

/** Detail values that are words themselves are looked up, so that they too are translated. */
export function translateDetail(
  detail: Readonly<Record<string, string>>,
  words: StateCatalogue,
): Record<string, string> {
  const values: Record<string, string> = { ...detail };
  for (const name of ["expected", "sent"]) {
    const word = words.credentials[values[name] as keyof StateCatalogue["credentials"]];
    if (word !== undefined) values[name] = word;
  }
  const store = words.keyStores[values.store as keyof StateCatalogue["keyStores"]];
  if (store !== undefined) values.store = store;
  for (const name of ["known", "found"]) {
    const deviceId = values[name];
    if (deviceId !== undefined) values[name] = shortFingerprintOf(deviceId);
  }
  const certificate = words.certificates[values.certificate as keyof StateCatalogue["certificates"]];
  if (certificate !== undefined) values.certificate = certificate;
  const why = words.fileProblems[values.why as keyof StateCatalogue["fileProblems"]];
  if (why !== undefined) values.why = fill(why, values);
  const problem = words.addressProblems[values.problem as keyof StateCatalogue["addressProblems"]];
  if (problem !== undefined) values.problem = fill(problem, values);
  return values;
}

/**
 * The key of the gateway's configuration that admits more commands. Up to 2026.6.11 at least it is
 * `allowCommands`, and such a gateway does not start with the other; from 2026.8 it is `commands.allow`, and
 * the old key is moved by itself. So a gateway that does not say its version is told the old one.
 */
export function commandsSetting(version: string | null): string {
  const [, year = "", month = ""] = /^(\d{4})\.(\d{1,2})\./.exec(version ?? "") ?? [];
  return Number(year) * 100 + Number(month) >= 2026_08
    ? "gateway.nodes.commands.allow"
    : "gateway.nodes.allowCommands";
}

const awaitingWords = {
  "new-device": "awaitingApproval",
  repair: "awaitingRepair",
  stale: "awaitingRemoval",
} as const;

/** While it is tried again, why it failed stays in sight. */
function connectingSentence(
  { lastFailure }: Connecting,
  values: Readonly<Record<string, string>>,
  words: StateCatalogue,
): string {
  if (lastFailure === null) return fill(words.sentences.connecting, values);
  const failure = fill(words.waiting[lastFailure], values);
  return fill(words.sentences.connectingAgain, { failure });
}

/** Says what a state means and what to do next. Pure. */
export function describe(state: NodeState, words: StateCatalogue): Description {
  const gateway = state.gateway === null ? "" : hostOf(state.gateway.url);
  const values = { gateway, host: gateway.replace(/:\d+$/, "") };
  const title = words.phases[state.phase];
  const warnings = state.warnings.map((warning: Warning) => words.warnings[warning]);
  switch (state.phase) {
    case "unconfigured":
      return { title, sentence: words.sentences.unconfigured, remedy: words.remedies.unconfigured, warnings };
    case "connecting":
      return { title, sentence: connectingSentence(state, values, words), remedy: null, warnings };
    case "awaiting-approval": {
      const sentence = words.sentences[awaitingWords[state.kind]];
      const kind = state.kind === "stale" ? "awaitingRemoval" : "awaitingApproval";
      const remedy = fill(words.remedies[kind], { command: state.adminCommand });
      return { title, sentence: fill(sentence, values), remedy, warnings };
    }
    case "connected":
      if (state.surface.status === "pending") {
        const { requestId, adminCommand } = state.surface;
        const kind = requestId === null ? "surfaceWidened" : "surfacePending";
        const setting = commandsSetting(state.gateway?.version ?? null);
        const remedy = fill(words.remedies[kind], { command: adminCommand, setting });
        return { title, sentence: fill(words.sentences[kind], values), remedy, warnings };
      }
      return { title, sentence: fill(words.sentences.connected, values), remedy: null, warnings };
    case "waiting":
      return {
        title,
        sentence: fill(words.waiting[state.reason], values),
        remedy: words.remedies.waiting,
        warnings,
      };
    case "paused":
      return { title, sentence: words.sentences.paused, remedy: words.remedies.paused, warnings };
    case "blocked": {
      const text = words.blocked[state.reason];
      const all = { known: words.unknownDevice, ...values, ...translateDetail(state.detail, words) };
      return { title, sentence: fill(text.sentence, all), remedy: fill(text.remedy, all), warnings };
    }
  }
}
