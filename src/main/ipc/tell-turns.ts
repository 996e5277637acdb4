import type { AppSnapshot } from "../../shared/bridge.ts";
import { channels } from "../../shared/channels.ts";
import type { Turn } from "../../shared/conversation.ts";
import { growthOf } from "../../shared/turns-growth.ts";

/** Tells the ask window's page what it does not know yet: an answer grows in hundreds of small steps. */
export interface TurnsTeller {
  /** All that the window draws now. Of what was said only what was added since is sent, where that is all. */
  tell(snapshot: AppSnapshot): void;
  /** The page reads everything by itself: what it was told before counts no more. */
  readAnew(): void;
}

/** `send` passes something on to the page, in the order in which it is called. */
export function createTurnsTeller(send: (channel: string, value: unknown) => void): TurnsTeller {
  let told: {
    readonly shown: string | undefined;
    readonly turns: readonly Turn[];
    readonly rest: string;
  } | null = null;
  return {
    tell(snapshot) {
      const { turns = [], ...others } = snapshot;
      const shown = snapshot.connections?.shown;
      const rest = JSON.stringify(others);
      const before = told?.shown === shown ? told : null;
      told = { shown, turns, rest };
      const growth = before === null ? null : growthOf(before.turns, turns);
      if (before === null || (growth === null && before.turns !== turns))
        return send(channels.snapshotChanged, snapshot);
      if (before.rest !== rest) send(channels.snapshotChanged, others);
      if (growth !== null) send(channels.turnsGrown, growth);
    },
    readAnew() {
      told = null;
    },
  };
}
