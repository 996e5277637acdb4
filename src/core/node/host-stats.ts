import type { GatewaySession } from "../gateway/contract.ts";
import type { Clock } from "../time/clock.ts";

/** Every 60 s. Source: openclaw 2026.9.6, docs/gateway/protocol/presence.md. */
const INTERVAL = 60_000;

/** Sends the statistics of this computer at once and then every minute, until it is stopped. */
export interface HostStats {
  /** Sends again what the gateway refused: while a surface is waiting, a current gateway refuses its node's events. */
  sendRefused(): void;
  stop(): void;
}

export function startHostStats(
  session: Pick<GatewaySession, "sendEvent">,
  clock: Clock,
  read: () => Promise<unknown>,
): HostStats {
  let stopped = false;
  let refused = false;
  let cancelNext = (): void => {};

  async function send(): Promise<void> {
    cancelNext();
    cancelNext = clock.after(INTERVAL, () => void send());
    const payload = await read();
    if (!stopped) refused = (await session.sendEvent("node.host.stats", payload)) !== "taken";
  }

  void send();
  return {
    sendRefused() {
      if (refused && !stopped) void send();
    },
    stop() {
      stopped = true;
      cancelNext();
    },
  };
}
