import type { CapabilityName, CapabilityStatus, CapabilitySwitches } from "../../shared/capability.ts";
import { capabilityNames } from "../../shared/capability.ts";
import type { DeclaredSurface } from "../gateway/contract.ts";
import { RECEIVE_LIMIT, USUAL_FRAME_LIMIT } from "../gateway/frames.ts";
import type { Command } from "./command.ts";

/** Room in a frame for what surrounds the parameters, bytes. */
const FRAME_ROOM = 64 * 1024;

/** The commands behind one of the owner's switches; none when this computer cannot provide them. */
export interface Offer {
  readonly capability: CapabilityName;
  readonly commands: readonly Command[];
  /** It needs no command to be available: the node itself tells the gateway. */
  readonly commandless?: boolean;
}

export type Lookup =
  | { readonly kind: "found"; readonly command: Command }
  /** There is such a command, and its owner has switched it off. */
  | { readonly kind: "off"; readonly capability: CapabilityName }
  | { readonly kind: "unknown" };

/** What this node may do now; caps and commands are declared, and commands found, from nothing else. */
export interface CommandRegistry {
  find(name: string): Lookup;
  /** What is declared at connect: every command and capability that is on, once, in a stable order. */
  surface(): DeclaredSurface;
  /** The largest frame that the commands currently on can need, bytes. */
  frameLimit(): number;
  /** Every capability, in the order of `capabilityNames`. */
  capabilities(): readonly CapabilityStatus[];
}

/**
 * Builds a registry over the switches, which are reread at every call: what is switched off is gone at the next lookup.
 * Throws when two commands have the same name, which is a bug.
 */
export function createRegistry(
  offers: readonly Offer[],
  switches: () => CapabilitySwitches,
  /** Commands that no capability governs: what their owner decided is their own to know. */
  others: readonly Command[] = [],
  permissions: (capabilities: readonly CapabilityStatus[]) => DeclaredSurface["permissions"] = () => ({}),
): CommandRegistry {
  const byName = new Map<string, { readonly command: Command; readonly capability: CapabilityName }>();
  for (const { capability, commands } of offers) {
    for (const command of commands) {
      if (byName.has(command.name)) throw new Error(`two commands are named ${command.name}`);
      byName.set(command.name, { command, capability });
    }
  }
  const commandless = offers
    .filter((offer) => offer.commandless === true)
    .map(({ capability }) => capability);
  const declaredOthers = () => others.filter((command) => command.isDeclared?.() ?? true);
  const capabilities = (): readonly CapabilityStatus[] => {
    const now = switches();
    return capabilityNames.map((name) => {
      const own = [...byName.values()].filter((entry) => entry.capability === name);
      const commands = own.map(({ command }) => command.name).sort();
      const available = commands.length > 0 || commandless.includes(name);
      return { name, on: now[name], available, commands };
    });
  };
  return {
    capabilities,
    find(name) {
      const entry = byName.get(name);
      const other = entry === undefined ? others.find((command) => command.name === name) : undefined;
      // Also when it is no longer declared: it knows best what to answer.
      if (other !== undefined) return { kind: "found", command: other };
      if (entry === undefined) return { kind: "unknown" };
      return switches()[entry.capability]
        ? { kind: "found", command: entry.command }
        : { kind: "off", capability: entry.capability };
    },
    surface() {
      const now = switches();
      const governed = [...byName.values()].filter((entry) => now[entry.capability]);
      const on = [...governed.map(({ command }) => command), ...declaredOthers()];
      const computerUse = on.find((command) => command.computerUse)?.computerUse;
      return {
        caps: [...new Set(on.flatMap(({ capability }) => capability ?? []))].sort(),
        commands: on.map(({ name }) => name).sort(),
        permissions: permissions(capabilities()),
        ...(computerUse && { computerUse }),
      };
    },
    frameLimit() {
      const now = switches();
      const on = [...byName.values()].filter((entry) => now[entry.capability]).map(({ command }) => command);
      const needs = [...on, ...declaredOthers()].map(({ largestParams = 0 }) => largestParams + FRAME_ROOM);
      return Math.min(RECEIVE_LIMIT, Math.max(USUAL_FRAME_LIMIT, ...needs));
    },
  };
}
