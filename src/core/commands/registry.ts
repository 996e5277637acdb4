import type { DeclaredSurface } from "../gateway/contract.ts";
import type { Command } from "./command.ts";

/** The commands this node has now; caps and commands are declared from nothing else. */
export interface CommandRegistry {
  find(name: string): Command | undefined;
  /** What is declared at connect: every command once, every capability once, in a steady order. */
  surface(): DeclaredSurface;
}

/** Builds a registry. Throws on two commands of one name: that is a mistake of ours. */
export function createRegistry(commands: readonly Command[]): CommandRegistry {
  const byName = new Map<string, Command>();
  for (const command of commands) {
    if (byName.has(command.name)) throw new Error(`two commands are named ${command.name}`);
    byName.set(command.name, command);
  }
  const surface: DeclaredSurface = {
    caps: [...new Set(commands.map((command) => command.capability))].sort(),
    commands: [...byName.keys()].sort(),
    permissions: {},
  };
  return { find: (name) => byName.get(name), surface: () => surface };
}
