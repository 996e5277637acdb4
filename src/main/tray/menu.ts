import type { AppSnapshot } from "../../shared/bridge.ts";
import type { NodeState } from "../../shared/state.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import type { Words } from "../words.ts";

export type TrayAction =
  | "copy-fingerprint"
  | "copy-admin-command"
  | "copy-surface-command"
  | "open"
  | "open-fitting"
  | "open-questions"
  | "reconnect"
  | "pause"
  | "resume"
  | "toggle-login-item"
  | "quit";

/** One line of the menu, as a value: what Electron makes of it is decided in one place. */
export type TrayEntry =
  | { readonly kind: "text"; readonly label: string }
  | { readonly kind: "action"; readonly label: string; readonly action: TrayAction }
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
    case "blocked":
      return [item(tray.whatToDo, "open-fitting")];
    default:
      return [];
  }
}

function wishes(node: NodeState, words: Words): readonly TrayEntry[] {
  const { tray } = words.desktop;
  if (node.phase === "paused") return [item(tray.resume, "resume")];
  if (node.gateway === null) return [];
  const again =
    node.phase === "waiting" || node.phase === "blocked" ? [item(tray.reconnect, "reconnect")] : [];
  return [...again, item(tray.pause, "pause")];
}

/** The whole menu for this snapshot. Pure. */
export function trayMenu(snapshot: AppSnapshot, words: Words): readonly TrayEntry[] {
  const { node, loginItem, questions, captures } = snapshot;
  const { tray } = words.desktop;
  const said = describe(node, words.catalogue);
  return [
    text(said.title),
    ...captures.map((sign) => text(tray.captures[sign])),
    ...(node.phase === "unconfigured" || node.phase === "paused" ? [] : [text(said.sentence)]),
    ...phaseEntries(node, words),
    ...(questions.length === 0
      ? []
      : [item(fill(tray.questions, { count: String(questions.length) }), "open-questions")]),
    { kind: "line" },
    item(tray.open, "open"),
    ...wishes(node, words),
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
