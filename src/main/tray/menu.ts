import type { ComputerUse } from "../../core/computer/computer-use.ts";
import type { AppSnapshot, LoginItem } from "../../shared/bridge.ts";
import { isPassing } from "../../shared/standing.ts";
import type { NodeState } from "../../shared/state.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import { lookOf } from "../computer/look.ts";
import type { Words } from "../words/words.ts";
import { trayLine } from "./tray-line.ts";

export type TrayAction =
  | "copy-fingerprint"
  | "copy-admin-command"
  | "copy-surface-command"
  | "ask"
  | "open"
  | "open-fitting"
  | "open-questions"
  | "reconnect"
  | "pause"
  | "resume"
  | "computer-pause"
  | "computer-resume"
  | "computer-end"
  | "pause-all"
  | "resume-all"
  | "toggle-login-item"
  | "quit";

/** One line of the menu, as a value: what Electron makes of it is decided in one place. */
export type TrayEntry =
  | { readonly kind: "text"; readonly label: string }
  | {
      readonly kind: "action";
      readonly label: string;
      readonly action: TrayAction;
      /** The id of the connection it is for; absent where there is only one, or it is for the app. */
      readonly connection?: string;
    }
  /** What belongs to one of several connections. */
  | { readonly kind: "section"; readonly label: string; readonly entries: readonly TrayEntry[] }
  | {
      readonly kind: "switch";
      readonly label: string;
      readonly action: TrayAction;
      readonly on: boolean;
      readonly enabled: boolean;
    }
  | { readonly kind: "line" };

const text = (label: string): TrayEntry => ({ kind: "text", label });
const item = (label: string, action: TrayAction): TrayEntry => ({ kind: "action", label, action });

/** What belongs to this phase alone, under the status line. */
function phaseEntries(node: NodeState, words: Words): readonly TrayEntry[] {
  const { tray } = words.desktop;
  switch (node.phase) {
    case "awaiting-approval":
      return [
        text(fill(tray.fingerprint, { shortFingerprint: node.shortFingerprint ?? "" })),
        ...(node.requestId === null ? [] : [text(fill(tray.request, { requestId: node.requestId }))]),
        item(tray.copyFingerprint, "copy-fingerprint"),
        item(tray.copyAdminCommand, "copy-admin-command"),
      ];
    case "connected":
      return node.surface.status === "pending" ? [item(tray.copyAdminCommand, "copy-surface-command")] : [];
    case "waiting":
      return isPassing(node.reason) ? [] : [item(tray.whatToDo, "open-fitting")];
    case "blocked":
      return [item(tray.whatToDo, "open-fitting")];
    default:
      return [];
  }
}

function actions(node: NodeState, words: Words): readonly TrayEntry[] {
  const { tray } = words.desktop;
  if (node.gateway === null) return node.phase === "paused" ? [item(tray.resume, "resume")] : [];
  const ask = item(tray.ask, "ask");
  if (node.phase === "paused") return [ask, item(tray.resume, "resume")];
  const again =
    node.phase === "waiting" || node.phase === "blocked" ? [item(tray.reconnect, "reconnect")] : [];
  return [ask, ...again, item(tray.pause, "pause")];
}

/** What the menu is about. */
export type MenuFacts = Pick<AppSnapshot, "node" | "loginItem" | "questions" | "captures">;

/** What is captured, what the state means, and what belongs to it. */
function stateEntries({ node, captures }: TrayFacts, words: Words): readonly TrayEntry[] {
  const { tray } = words.desktop;
  return [
    ...captures.map((sign) => text(tray.captures[sign])),
    ...(node.phase === "unconfigured" || node.phase === "paused"
      ? []
      : [text(trayLine(describe(node, words.catalogue).sentence))]),
    ...phaseEntries(node, words),
  ];
}

const questionEntries = (count: number, { desktop: { tray } }: Words): readonly TrayEntry[] =>
  count === 0 ? [] : [item(fill(tray.questions, { count: String(count) }), "open-questions")];

/** How a person sees that an agent uses this computer, and stops it. Pure. */
export function computerEntries(use: ComputerUse, { catalogue: { computer } }: Words): readonly TrayEntry[] {
  const look = lookOf(use);
  if (look === null) return [];
  return [
    text(computer[look]),
    look === "paused" ? item(computer.resume, "computer-resume") : item(computer.pause, "computer-pause"),
    item(computer.end, "computer-end"),
    { kind: "line" },
  ];
}

/** What is the app's, below what is the connection's. */
const appEntries = (loginItem: LoginItem, { desktop: { tray } }: Words): readonly TrayEntry[] => [
  {
    kind: "switch",
    label: tray.startAtLogin,
    action: "toggle-login-item",
    on: loginItem.status === "on",
    enabled: loginItem.status !== "not-supported",
  },
  { kind: "line" },
  item(tray.quit, "quit"),
];

/** The whole menu for this snapshot. Pure. */
export function trayMenu(snapshot: MenuFacts, words: Words): readonly TrayEntry[] {
  const { node, loginItem, questions } = snapshot;
  return [
    text(describe(node, words.catalogue).title),
    ...stateEntries(snapshot, words),
    ...questionEntries(questions.length, words),
    { kind: "line" },
    item(words.desktop.tray.open, "open"),
    ...actions(node, words),
    ...appEntries(loginItem, words),
  ];
}

/** One of several connections, as the tray shows it. */
export interface NamedFacts extends TrayFacts {
  readonly id: string;
  readonly name: string;
  /** How many of its questions wait. */
  readonly questions: number;
}

/** "work: Connected". */
const titleOf = ({ name, node }: NamedFacts, words: Words): string =>
  fill(words.desktop.tray.section, { name, title: describe(node, words.catalogue).title });

/** The whole menu where there are several connections: a section of each, and what is for all. Pure. */
export function connectionsMenu(
  all: readonly NamedFacts[],
  loginItem: LoginItem,
  words: Words,
): readonly TrayEntry[] {
  const { tray } = words.desktop;
  const configured = all.filter(({ node }) => node.gateway !== null);
  const allPaused = configured.every(({ node }) => node.phase === "paused");
  return [
    ...all.map((one) => sectionOf(one, words)),
    ...questionEntries(
      all.reduce((sum, { questions }) => sum + questions, 0),
      words,
    ),
    { kind: "line" },
    item(tray.open, "open"),
    ...(configured.length === 0
      ? []
      : [allPaused ? item(tray.resumeAll, "resume-all") : item(tray.pauseAll, "pause-all")]),
    ...appEntries(loginItem, words),
  ];
}

function sectionOf(one: NamedFacts, words: Words): TrayEntry {
  const entries = [
    ...stateEntries(one, words),
    { kind: "line" } as const,
    item(words.desktop.tray.openConnection, "open-fitting"),
    ...actions(one.node, words),
  ];
  return {
    kind: "section",
    label: [titleOf(one, words), ...one.captures.map((sign) => words.desktop.tray.captures[sign])].join(
      " · ",
    ),
    entries: entries.map((entry) => (entry.kind === "action" ? { ...entry, connection: one.id } : entry)),
  };
}

/** The words shown when the pointer rests on the icon of several connections. Pure. */
export function connectionsTooltip(all: readonly NamedFacts[], words: Words): string {
  const signs = (one: NamedFacts) => one.captures.map((sign) => words.desktop.tray.captures[sign]);
  const title = all.map((one) => [titleOf(one, words), ...signs(one)].join(" · ")).join(" · ");
  return fill(words.desktop.tray.tooltip, { title });
}

/** What the tooltip is about. */
type TrayFacts = Pick<AppSnapshot, "node" | "captures">;

/** The words shown when the pointer rests on the icon. Pure. */
export function trayTooltip({ node, captures }: TrayFacts, words: Words): string {
  const { tray } = words.desktop;
  const signs = captures.map((sign) => tray.captures[sign]);
  const title = [describe(node, words.catalogue).title, ...signs].join(" · ");
  return fill(tray.tooltip, { title });
}
