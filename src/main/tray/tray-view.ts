import type { ComputerUse } from "../../core/computer/computer-use.ts";
import { lookOf as standingLook } from "../../shared/standing.ts";
import type { Phase } from "../../shared/state.ts";
import { lookOf } from "../computer/look.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { Words } from "../words/words.ts";
import {
  computerEntries,
  connectionsMenu,
  connectionsTooltip,
  type TrayEntry,
  trayMenu,
  trayTooltip,
} from "./menu.ts";
import { worstLook } from "./worst.ts";

/** Everything the tray shows. */
export interface TrayView {
  readonly look: Phase | "capturing";
  readonly tooltip: string;
  readonly menu: readonly TrayEntry[];
}

/** What the tray shows of these connections; of one that is still being set up beside others, nothing. */
export function trayView(
  connections: Pick<OpenConnections, "all">,
  words: Words,
  use: ComputerUse = { phase: "idle" },
): TrayView {
  const view = viewOf(connections, words);
  const look = lookOf(use);
  if (look === null) return view;
  return {
    look: "capturing",
    tooltip: `${view.tooltip} · ${words.catalogue.computer[look]}`,
    menu: [...computerEntries(use, words), ...view.menu],
  };
}

function viewOf(connections: Pick<OpenConnections, "all">, words: Words): TrayView {
  const [first, ...others] = connections.all().filter(({ kept }) => kept !== null);
  if (first === undefined) throw new Error("no connection is open yet");
  if (others.length === 0) {
    const snapshot = first.model.snapshot();
    return {
      look: snapshot.captures.length > 0 ? "capturing" : standingLook(snapshot.node),
      tooltip: trayTooltip(snapshot, words),
      menu: trayMenu(snapshot, words),
    };
  }
  const all = [first, ...others].map(({ id, name, node, signs }) => ({
    id,
    name,
    node: node.state(),
    captures: signs.now(),
    questions: node.questions().length,
  }));
  return {
    look: all.some(({ captures }) => captures.length > 0)
      ? "capturing"
      : worstLook(all.map(({ node }) => node)),
    tooltip: connectionsTooltip(all, words),
    menu: connectionsMenu(all, first.model.snapshot().loginItem, words),
  };
}
