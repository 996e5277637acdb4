import type { BuiltInToolStatus } from "../../shared/built-in-tool.ts";
import { hostOf } from "../../shared/words/describe.ts";
import type { Command } from "../commands/command.ts";
import type { FileAccess } from "../commands/files/file-door.ts";
import { homeFolder } from "../environment/home.ts";
import { privatePlaces } from "../folders/private-places.ts";
import { systemClock } from "../time/clock.ts";
import { type BuiltInFacts, listBuiltInTools } from "../tools/built-in/catalogue.ts";
import { createBuiltInTools } from "../tools/built-in/create.ts";
import { createBuiltInServer } from "../tools/built-in/server.ts";
import { createToolDoor, type DoorSetup, type ToolDoor } from "../tools/door.ts";
import type { BuiltInConsent } from "../tools/tool-list.ts";
import type { ServerWorld } from "../tools/tool-server.ts";
import { variablesOf } from "../tools/variables-of.ts";
import type { Vault } from "../vault/vault.ts";

interface ToolParts extends Pick<DoorSetup, "stateDir" | "questions" | "activity" | "gateway"> {
  /** Where its secrets are. */
  readonly kind: Vault["kind"];
  /** What Clawtray's own tools can use, as of now. */
  readonly facts: () => BuiltInFacts;
  readonly files: FileAccess;
  /** What starts programs, with all its rules. */
  readonly systemRun: Command | null;
  readonly world: Pick<ServerWorld, "log" | "appVersion" | "programs" | "cage">;
}

/** The owner's tools on the real clock and operating system. */
export function assembleTools({ kind, world, facts, files, systemRun, ...parts }: ToolParts): ToolDoor {
  const home = homeFolder() ?? "/";
  return createToolDoor({
    ...parts,
    builtIn: createBuiltInServer(
      createBuiltInTools({
        clock: systemClock,
        questions: parts.questions,
        facts,
        files,
        systemRun,
        privatePlaces: () => privatePlaces(parts.stateDir),
        gatewayName: () => hostOf(parts.gateway()),
      }),
    ),
    clock: systemClock,
    home,
    world: {
      ...world,
      home,
      clock: systemClock,
      platform: process.platform,
      variables: (entry) => variablesOf(kind, parts.stateDir, entry),
    },
  });
}

/** What a front end shows its owner of the tools. */
export interface ToolDesk extends Pick<ToolDoor, "servers" | "toolsOf" | "subscribe"> {
  /** Clawtray's own tools, with what its owner decided about each. */
  builtIn(consents: readonly BuiltInConsent[]): readonly BuiltInToolStatus[];
}

/** Without what is the node's alone; `retry` is for other processes of the same person. */
export const deskOf = (door: ToolDoor, facts: () => BuiltInFacts): ToolDesk & Pick<ToolDoor, "retry"> => ({
  builtIn: (consents) => listBuiltInTools(facts(), consents),
  servers: () => door.servers(),
  toolsOf: (name) => door.toolsOf(name),
  retry: (name) => door.retry(name),
  subscribe: (listener) => door.subscribe(listener),
});
