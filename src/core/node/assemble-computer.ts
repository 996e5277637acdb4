import type { CommandSources } from "../commands/offers.ts";
import type { ComputerDoor, ComputerOffer } from "../computer/source.ts";
import type { SettingsStore } from "../settings/settings.ts";
import { systemClock } from "../time/clock.ts";
import type { Node } from "./node.ts";

/** Computer use, where a front end can show that it happens. */
export const computerOf = (
  sources: CommandSources | undefined,
  parts: Pick<ComputerDoor, "activity" | "questions" | "gateway">,
  settings: SettingsStore,
): ComputerOffer | null =>
  sources?.openComputer?.({
    ...parts,
    clock: systemClock,
    isOn: () => settings.read().capabilities.computer,
  }) ?? null;

/** Its session ends with the connection, and with the switch. */
export function followComputer(node: Pick<Node, "subscribe">, computer: ComputerOffer | null): void {
  if (computer !== null) node.subscribe((state) => computer.follow(state));
}
