import type { CommandSources } from "../../core/commands/offers.ts";
import type { Connection } from "../../core/connections/connection.ts";
import { defaultFile } from "../../core/exec/policy/policy.ts";
import type { LocationSource } from "../../core/location/source.ts";
import type { Logger } from "../../core/log/log.ts";
import { listCapabilities } from "../../core/node/assemble.ts";
import { emptySettings } from "../../core/settings/settings.ts";
import { systemClock } from "../../core/time/clock.ts";
import type { CapabilityStatus } from "../../shared/capability.ts";
import { failure, success } from "../../shared/result.ts";
import type { Captures, GatewayCaptures } from "../capture/captures.ts";
import { electronPresence } from "../capture/presence.ts";
import type { ComputerDesk } from "../computer/computer.ts";
import { electronNotifier } from "../notifications/notifier.ts";
import { connectionSettings, keptConnectionSettings } from "../settings/connection-settings.ts";
import type { DesktopSettingsStore } from "../settings/desktop-settings.ts";
import { desktopToolSources } from "../tools/tool-sources.ts";
import { type ConnectionWorld, createConnection, type OpenConnection, type Place } from "./connection.ts";
import type { ConnectionOpener } from "./connection-desk.ts";
import { nodeToCome } from "./node-to-come.ts";
import { ownerRules, rulesOf } from "./rules.ts";
import { type SupervisedNode, superviseNode } from "./supervised-node.ts";

interface OpenerParts {
  readonly world: ConnectionWorld;
  readonly settings: DesktopSettingsStore;
  readonly captures: Captures;
  readonly computer: Pick<ComputerDesk, "open">;
  /** What tells where this computer is; null where nothing does. */
  readonly location: LocationSource | null;
  /** A person wants to see this connection. */
  readonly bring: (connection: OpenConnection) => void;
  /** Another process asks for its folder: true if this app ends its node for that. */
  readonly letGo: (connection: OpenConnection) => boolean;
  /** What is taken where the command line names no key store for a further connection. */
  readonly firstKeyStore: () => SupervisedNode["keyStore"];
}

/** Starts the nodes of this app's connections, each in its own folder. */
export function connectionOpener(parts: OpenerParts): ConnectionOpener {
  const { world, settings: app, captures, firstKeyStore } = parts;
  let drafts = 0;

  return {
    async open(connection) {
      const place: Place = { kept: connection };
      const own = captures.forGateway();
      const opened: { self: OpenConnection | null } = { self: null };
      const node = await supervise(parts, connection, own, opened);
      opened.self = createConnection(world, {
        place,
        draftId: null,
        settings: connection.first ? firstSettings(app) : keptConnectionSettings(app, connection.stateDir),
        rules: ownerRules(connection.stateDir),
        node,
        signs: own.signs,
      });
      return opened.self;
    },
    draft({ add, undo }) {
      drafts += 1;
      const place: Place = { kept: null };
      const own = captures.forGateway();
      const settings = connectionSettings(app);
      const { draft } = settings.read();
      const startAtLogin = world.loginItem.read().status === "on";
      // The welcome step was already shown before the first gateway.
      settings.update({ draft: { ...draft, step: "gateway", startAtLogin } });
      const opened: { self: OpenConnection | null } = { self: null };
      const node = nodeToCome({
        capabilities: capabilitiesHere(world, sourcesOf(parts, own, opened)),
        keyStore: firstKeyStore(),
        async begin() {
          const added = await add(opened.self?.wizard.target().address ?? "");
          if (!added.ok) return failure(added.failure);
          place.kept = added.value;
          settings.keepIn(added.value.stateDir);
          return success(await supervise(parts, added.value, own, opened));
        },
        async undo(begun) {
          settings.letGo();
          await begun.close();
          const { kept } = place;
          place.kept = null;
          if (kept !== null) await undo(kept);
        },
      });
      const rules = {
        read: () => (place.kept === null ? rulesOf(defaultFile) : ownerRules(place.kept.stateDir).read()),
        remove: async (id: string) =>
          place.kept !== null && (await ownerRules(place.kept.stateDir).remove(id)),
      };
      const draftId = `new ${drafts}`;
      opened.self = createConnection(world, { place, draftId, settings, rules, node, signs: own.signs });
      return opened.self;
    },
  };
}

/** The first connection's are the app's. */
const firstSettings = ({ read, update }: DesktopSettingsStore) => ({
  read,
  update,
  keepIn() {},
  letGo() {},
});

function supervise(
  parts: OpenerParts,
  { id, stateDir }: Connection,
  captures: GatewayCaptures,
  opened: { readonly self: OpenConnection | null },
): Promise<SupervisedNode> {
  const { own, version } = parts.world;
  const { options, log, chooseProxy } = own;
  return superviseNode({
    appVersion: version,
    stateDir,
    keyStore: options.keyStore,
    log: id === "" ? log : logOf(log, id),
    sources: sourcesOf(parts, captures, opened),
    permissions: parts.world.permissions.read,
    chooseProxy,
    letGo: () => opened.self !== null && parts.letGo(opened.self),
    now: Date.now,
  });
}

const sourcesOf = (
  { world, location, computer, bring }: OpenerParts,
  captures: GatewayCaptures,
  opened: { readonly self: OpenConnection | null },
): CommandSources => ({
  notifier: electronNotifier(world.own.platform, systemClock, () => {
    if (opened.self !== null) bring(opened.self);
  }),
  tools: desktopToolSources(world.own.platform),
  ...captures.sources,
  presence: electronPresence,
  ...(location === null ? {} : { location }),
  ...(computer.open === undefined ? {} : { openComputer: computer.open }),
});

/** Each line says whose it is; the first one's are as they always were. */
const logOf = (log: Logger, connection: string): Logger => ({
  log: (level, message, values) => log.log(level, message, { ...values, connection }),
});

/** What a node here may do with the switches as they are at first. */
function capabilitiesHere(
  { own, version }: ConnectionWorld,
  sources: CommandSources,
): readonly CapabilityStatus[] {
  const unsaved = async () => success(undefined);
  const settings = { read: () => emptySettings, update: unsaved, clear: unsaved };
  return listCapabilities(own.stateDir, settings, sources, version);
}
