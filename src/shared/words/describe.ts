import { compareCommand, shortFingerprintOf } from "../fingerprint.ts";
import { isPassing, type Standing, standingOf } from "../standing.ts";
import type { Connecting, NodeState, WaitingReason, Warning } from "../state.ts";
import { isolate } from "../text/isolate.ts";
import type { StateCatalogue } from "./en/states.ts";

/** A state in words: the same in the tray, the window and the terminal. */
export interface Description {
  /** Two or three words. */
  readonly title: string;
  readonly sentence: string;
  /** What to do next; null when nothing is to be done. */
  readonly remedy: string | null;
  readonly warnings: readonly string[];
}

/** Puts values into a text, where they turn nothing around them; a name without a value stays visible, so that a mistake shows. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? whole : isolate(value);
  });
}

/** Host and port of a `ws://` or `wss://` address, user and host of an `ssh://` one, for a sentence. */
export function hostOf(url: string): string {
  return /^(?:wss?|ssh):\/\/([^/?]+)/i.exec(url)?.[1] ?? url;
}

/** True for a gateway that is reached through SSH. */
export const isThroughSsh = (url: string | undefined): boolean => /^ssh:/i.test(url ?? "");

/** The values every sentence about a gateway may use. */
export function gatewayValues(url: string): { readonly gateway: string; readonly host: string } {
  const gateway = hostOf(url);
  return { gateway, host: gateway.replace(/:\d+$/, "").replace(/^.*@/, "") };
}

/** Values that are codes are looked up, so that they too are translated; what is not known has words of its own. */
export function translateDetail(
  detail: Readonly<Record<string, string | null>>,
  words: StateCatalogue,
): Record<string, string> {
  const unknown: Readonly<Record<string, string>> = words.unknown;
  const entries = Object.entries(detail).map(([name, value]) => [name, value ?? unknown[name] ?? ""]);
  const values: Record<string, string> = Object.fromEntries(entries);
  /** Only what the table has itself: a value comes from outside, and every object knows a `constructor`. */
  const translate = (name: string, table: Readonly<Record<string, string>>): void => {
    const value = values[name];
    const word = value !== undefined && Object.hasOwn(table, value) ? table[value] : undefined;
    if (word !== undefined) values[name] = fill(word, values);
  };
  translate("expected", words.credentials);
  translate("sent", words.credentials);
  translate("store", words.keyStores);
  for (const name of ["known", "found"]) {
    const deviceId = detail[name];
    if (typeof deviceId === "string") values[name] = shortFingerprintOf(deviceId);
  }
  translate("certificate", words.certificates);
  translate("accessAnswer", words.accessAnswers);
  translate("source", words.proxySources);
  translate("proxyProblem", words.proxyProblems);
  translate("why", words.fileProblems);
  translate("problem", words.addressProblems);
  return values;
}

/**
 * Both ends of a certificate's fingerprint are enough for a sentence in the window, where the whole
 * of it is shown beside.
 */
export function shortenPresented(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { presented } = values;
  if (presented === undefined) return values;
  const groups = presented.replace(/[^0-9a-f]/gi, "").match(/.{4}/g) ?? [];
  return { ...values, presented: `${groups.slice(0, 2).join(" ")} … ${groups.slice(-2).join(" ")}` };
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
  { lastFailure, gateway }: Connecting,
  values: Readonly<Record<string, string>>,
  words: StateCatalogue,
): string {
  const { connecting, connectingThroughSsh } = words.sentences;
  if (lastFailure === null)
    return fill(isThroughSsh(gateway?.url) ? connectingThroughSsh : connecting, values);
  const failure = fill(words.waiting[lastFailure], values);
  return fill(words.sentences.connectingAgain, { failure });
}

const titleOf = (state: NodeState, words: StateCatalogue): string =>
  titleOfStanding(standingOf(state), words);

/** A state's title, where no more is known of it. Pure. */
export function titleOfStanding(standing: Standing, words: StateCatalogue): string {
  return standing === "awaiting-surface" ? words.standing.awaitingSurface : words.phases[standing];
}

/** What a person can do while it is tried again; some of it passes by itself. */
function whileWaiting(reason: WaitingReason, { standing, remedies }: StateCatalogue): string {
  return isPassing(reason) ? remedies.waiting : `${standing.whileWaiting[reason]} ${standing.triesAgain}`;
}

/** Says what a state means and what to do next; `brief` where a certificate's fingerprint stands beside. Pure. */
export function describe(
  state: NodeState,
  words: StateCatalogue,
  { brief = false }: { readonly brief?: boolean } = {},
): Description {
  const values = gatewayValues(state.gateway?.url ?? "");
  const throughSsh = isThroughSsh(state.gateway?.url);
  const title = titleOf(state, words);
  const warnings = state.warnings.map((warning: Warning) => words.warnings[warning]);
  switch (state.phase) {
    case "unconfigured":
      return { title, sentence: words.sentences.unconfigured, remedy: words.remedies.unconfigured, warnings };
    case "connecting":
      return { title, sentence: connectingSentence(state, values, words), remedy: null, warnings };
    case "awaiting-approval": {
      const sentence = words.sentences[awaitingWords[state.kind]];
      const kind = state.kind === "stale" ? "awaitingRemoval" : "awaitingApproval";
      const remedy = fill(words.remedies[kind], { command: state.adminCommand, compare: compareCommand });
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
      return {
        title,
        sentence: fill(words.sentences[throughSsh ? "connectedThroughSsh" : "connected"], values),
        remedy: null,
        warnings,
      };
    case "waiting":
      return {
        title,
        sentence: fill(words.waiting[state.reason], values),
        remedy: whileWaiting(state.reason, words),
        warnings,
      };
    case "paused":
      return { title, sentence: words.sentences.paused, remedy: words.remedies.paused, warnings };
    case "blocked": {
      const text = words.blocked[state.reason];
      const detail = translateDetail(state.detail, words);
      const all = { ...values, ...(brief ? shortenPresented(detail) : detail) };
      return { title, sentence: fill(text.sentence, all), remedy: fill(text.remedy, all), warnings };
    }
  }
}
