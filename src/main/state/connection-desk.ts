import { addConnectionAt, removeConnection, renameConnection } from "../../core/connections/change.ts";
import type { Connection, ConnectionProblem } from "../../core/connections/connection.ts";
import { listConnections } from "../../core/connections/list.ts";
import { settleAddress } from "../../core/gateway/settle-address.ts";
import { addressCause } from "../../core/node/address-detail.ts";
import type { BlockedCause } from "../../shared/blocked.ts";
import type { Outcome } from "../../shared/bridge.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { hostOf } from "../../shared/words/describe.ts";
import { DONE, NOT_CONFIRMED, NOT_NOW } from "../requests/handlers.ts";
import type { ConnectionDesk } from "../requests/request-parts.ts";
import type { ConnectionWorld, OpenConnection } from "./connection.ts";
import type { ConnectionList } from "./connections.ts";
import type { Offer } from "./wizard.ts";

/** What opens connections; everything else here is about which there are. */
export interface ConnectionOpener {
  /** Opens one that is kept. */
  open(connection: Connection): Promise<OpenConnection>;
  /** One of which nothing is kept before its gateway is chosen; then `keep` says where, and `undo` takes it back. */
  draft(keep: {
    readonly add: (address: string) => Promise<Result<Connection, BlockedCause | null>>;
    readonly undo: (connection: Connection) => Promise<void>;
  }): OpenConnection;
}

interface DeskParts {
  readonly stateDir: string;
  readonly version: string;
  readonly list: ConnectionList;
  readonly opener: ConnectionOpener;
}

/** What requests do with the list, and with the folders behind it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one short method for each thing a person does with the list.
export function createConnectionDesk({ stateDir, version, list, opener }: DeskParts): ConnectionDesk &
  Pick<ConnectionWorld, "abandon"> & {
    /** Reads the names again: some are made from the gateways. */
    refreshNames(): void;
  } {
  const removing = new Set<OpenConnection>();

  function refreshNames(): void {
    const listed = listConnections(stateDir);
    for (const { place } of list.all())
      place.kept = listed.find(({ id }) => id === place.kept?.id) ?? place.kept;
    list.changed();
  }

  async function add(address: string): Promise<Result<Connection, BlockedCause | null>> {
    // Looked at before anything is kept: an address may hold what is in no file.
    const settled = await settleAddress(address);
    if (!settled.ok) return failure(addressCause(settled.failure));
    const added = await addConnectionAt(stateDir, hostOf(settled.value.url));
    if (added.ok) return success(added.value);
    return failure(added.failure.kind === "blocked" ? added.failure.cause : null);
  }

  async function undo(connection: Connection): Promise<void> {
    await removeConnection(stateDir, connection, version);
  }

  async function forgetDraft({ node, place }: OpenConnection): Promise<void> {
    await node.close();
    // Its gateway was being asked at this very moment.
    if (place.kept !== null) await undo(place.kept);
  }

  async function removeKept(connection: OpenConnection, kept: Connection): Promise<Outcome> {
    removing.add(connection);
    connection.checker.stop();
    connection.settings.letGo();
    // Before its questions end with the connection: their ends are written nowhere.
    await connection.conversation.letGo();
    await connection.node.close();
    const removed = await removeConnection(stateDir, kept, version);
    removing.delete(connection);
    if (removed.ok) {
      list.drop(connection);
      refreshNames();
      return DONE;
    }
    // It is still there, with its key; what was closed is opened again.
    list.replace(connection, await opener.open(kept));
    return outcomeOf(removed.failure);
  }

  return {
    refreshNames,
    show(id) {
      const wanted = list.find(id);
      if (wanted === null) return false;
      const { name } = list.shown().page.now();
      // Who looks at settings, or at what runs, wants to see the same of the next one.
      if (name !== "wizard" && wanted.page.now().name !== "wizard") wanted.page.turnTo(name);
      list.show(wanted);
      return true;
    },
    begin(offer: Offer | null) {
      // Nobody saw the name of the only one.
      refreshNames();
      let draft = list.all().find(({ kept }) => kept === null);
      if (draft === undefined) {
        draft = opener.draft({ add, undo });
        list.add(draft);
        draft.page.turnTo("wizard");
      }
      if (offer !== null) draft.wizard.beginWith(offer);
      list.show(draft);
    },
    abandon(connection) {
      if (connection.kept !== null) return false;
      list.drop(connection);
      void forgetDraft(connection);
      return true;
    },
    async rename(id, name) {
      const renamed = await renameConnection(stateDir, { id }, name);
      refreshNames();
      return renamed.ok ? DONE : outcomeOf(renamed.failure);
    },
    async remove(id, confirmation) {
      const connection = list.find(id);
      if (connection === null || removing.has(connection)) return NOT_NOW;
      const { kept } = connection;
      if (kept === null || kept.first) return NOT_NOW;
      const { deviceId } = connection.node.state();
      if (deviceId !== null && confirmation.trim().toLowerCase() !== deviceId.slice(0, 4))
        return NOT_CONFIRMED;
      return removeKept(connection, kept);
    },
    async intendAll(kind) {
      const meant = list.all().filter(({ node }) => {
        const { phase, gateway } = node.state();
        return gateway !== null && (phase === "paused") === (kind === "resume");
      });
      const outcomes = await Promise.all(meant.map(({ actions }) => actions.intend({ kind })));
      return outcomes.find(({ ok }) => !ok) ?? DONE;
    },
    followLoginItem(startAtLogin) {
      for (const { wizard } of list.all()) wizard.change({ startAtLogin });
    },
  };
}

function outcomeOf(problem: ConnectionProblem): Outcome {
  if (problem.kind === "blocked") return { ok: false, problem: "blocked", detail: problem.cause };
  return { ok: false, problem: "connection", detail: problem.kind === "name" ? problem.why : problem.kind };
}
