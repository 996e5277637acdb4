import type { CommandRegistry } from "../commands/registry.ts";
import type { DeclaredSurface, GatewaySession } from "../gateway/contract.ts";
import type { Logger } from "../log/log.ts";
import { type PresenceReport, startPresenceReport } from "../presence/report.ts";
import type { PresenceSource } from "../presence/source.ts";
import type { Clock } from "../time/clock.ts";
import { startHostStats } from "./host-stats.ts";
import { type PublisherSetup, type Publishers, startPublishers } from "./list-publisher.ts";

/** What a connection tells its gateway. */
export interface TellingOptions extends PublisherSetup {
  readonly session: GatewaySession;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: CommandRegistry;
  /** What was declared when this connection was made. */
  readonly declared: DeclaredSurface;
  hostStats(): Promise<unknown>;
  /** What tells whether the owner is at this computer; null where nothing does. */
  readonly presence: PresenceSource | null;
  /** Whether an administrator has yet to approve that this is told. */
  onPresenceApproval(missing: boolean): void;
}

/** What a connection tells without being asked: statistics, tools, skills and, where it is on, presence. */
export interface Telling {
  readonly lists: Publishers;
  readonly presence: Pick<PresenceReport, "look">;
  /** The surface works: tells what was refused until now. */
  approved(): void;
  stop(): void;
}

export function startTelling(options: TellingOptions): Telling {
  const { session, clock, log, registry } = options;
  const stats = startHostStats(session, clock, () => options.hostStats());
  const lists = startPublishers(session, log, options);
  const presence = startPresenceReport({
    session,
    clock,
    source: options.presence,
    // Before the switch is declared, which takes a new connect, a gateway takes nothing.
    isOn: () =>
      options.declared.permissions.accessibility === true &&
      registry.capabilities().some(({ name, on }) => name === "presence" && on),
    onApproval: (missing) => options.onPresenceApproval(missing),
  });
  return {
    lists,
    presence,
    approved() {
      stats.sendRefused();
      lists.again();
      presence.again();
    },
    stop() {
      stats.stop();
      lists.stop();
      presence.stop();
    },
  };
}
