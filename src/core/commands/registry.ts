import type { CapabilityName, CapabilityStatus, CapabilitySwitches } from "../../shared/capability.ts";
import { capabilityNames } from "../../shared/capability.ts";
import type { DeclaredSurface } from "../gateway/contract.ts";
import { RECEIVE_LIMIT, USUAL_FRAME_LIMIT } from "../gateway/frames.ts";
import type { Command } from "./command.ts";

/** Around the parameters in a frame, bytes. */
const FRAME_ROOM = 64 * 1024;

/** The commands behind one of the owner's switches; none where this computer cannot do it. */
export interface Offer {
  readonly capability: CapabilityName;
  readonly commands: readonly Command[];
}

export type Lookup =
  | { readonly kind: "found"; readonly command: Command }
  /** There is such a command, and its owner has switched it off. */
  | { readonly kind: "off"; readonly capability: CapabilityName }
  | { readonly kind: "unknown" };

/** What this node may do now; caps and commands are declared, and commands found, from nothing else. */
export interface CommandRegistry {
  find(name: string): Lookup;
  /** What is declared at connect: every command and capability that is on, once, in a steady order. */
  surface(): DeclaredSurface;
  /** The largest frame that what is on now can need, bytes. */
  frameLimit(): number;
  /** Every capability, in the order of `capabilityNames`. */
  capabilities(): readonly CapabilityStatus[];
}

/**
 * Builds a registry over the switches, which are read anew at every call: what is switched off is
 * gone with the next look. Throws on two commands of one name: that is a mistake of ours.
 */
export function createRegistry(
  offers: readonly Offer[],
  switches: () => CapabilitySwitches,
): CommandRegistry {
  const byName = new Map<string, { readonly command: Command; readonly capability: CapabilityName }>();
  for (const { capability, commands } of offers) {
    for (const command of commands) {
      if (byName.has(command.name)) throw new Error(`two commands are named ${command.name}`);
      byName.set(command.name, { command, capability });
    }
  }
  return {
    find(name) {
      const entry = byName.get(name);
      if (entry === undefined) return { kind: "unknown" };
      return switches()[entry.capability]
        ? { kind: "found", command: entry.command }
        : { kind: "off", capability: entry.capability };
    },
    surface() {
      const now = switches();
      const on = [...byName.values()].filter((entry) => now[entry.capability]);
      return {
        caps: [...new Set(on.flatMap(({ command }) => command.capability ?? []))].sort(),
        commands: on.map(({ command }) => command.name).sort(),
        permissions: {},
      };
    },
    frameLimit() {
      const now = switches();
      const needs = [...byName.values()]
        .filter((entry) => now[entry.capability])
        .map(({ command }) => (command.largestParams ?? 0) + FRAME_ROOM);
      return Math.min(RECEIVE_LIMIT, Math.max(USUAL_FRAME_LIMIT, ...needs));
    },
    capabilities() {
      const now = switches();
      return capabilityNames.map((name) => {
        const own = [...byName.values()].filter((entry) => entry.capability === name);
        const commands = own.map(({ command }) => command.name).sort();
        return { name, on: now[name], available: commands.length > 0, commands };
      });
    },
  };
}
