import type { Connection } from "../../core/connections/connection.ts";
import { followConnections } from "../../core/connections/follow.ts";
import type { OpenConnection } from "./connection.ts";
import type { ConnectionOpener } from "./connection-desk.ts";
import type { ConnectionList } from "./connections.ts";

interface FollowParts {
  readonly stateDir: string;
  readonly list: ConnectionList;
  readonly opener: Pick<ConnectionOpener, "open">;
  /** Shows the names there are now. */
  readonly refreshNames: () => void;
}

/** What the terminal does with the connections while the app runs. */
export interface FollowedTerminal {
  /** Ends this connection's node for the terminal, which is about to remove it; false where it stays. */
  letGo(connection: OpenConnection): boolean;
  /** Takes up no more of them. */
  stop(): void;
}

/** Takes up what is added in a terminal, shows new names, and lets go what is removed there. */
export function followTerminal({ stateDir, list, opener, refreshNames }: FollowParts): FollowedTerminal {
  let stopped = false;

  async function open(connection: Connection): Promise<void> {
    const opened = await opener.open(connection);
    if (stopped) await opened.node.close();
    else list.add(opened);
    refreshNames();
  }

  const followed = followConnections({
    stateDir,
    served: () => list.all().flatMap(({ kept }) => (kept === null ? [] : [kept.id])),
    came: open,
    changed(there) {
      for (const connection of list.all()) {
        const { kept, node } = connection;
        // What this app has itself is its own to remove.
        const isGone = kept !== null && !node.holds() && !there.some(({ id }) => id === kept.id);
        if (isGone) list.drop(connection);
      }
      refreshNames();
    },
  });

  return {
    letGo(connection) {
      const { kept, node, checker, settings, conversation } = connection;
      if (stopped || kept === null || kept.first) return false;
      followed.leave(kept.id);
      checker.stop();
      settings.letGo();
      list.drop(connection);
      // The answer first: with its folder the node gives back the socket it is said on.
      setImmediate(() => void conversation.letGo().then(() => node.close()));
      return true;
    },
    stop() {
      stopped = true;
      followed.stop();
    },
  };
}
