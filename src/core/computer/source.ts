import type { NodeState } from "../../shared/state.ts";
import type { Command } from "../commands/command.ts";
import type { ActivityLog } from "../exec/activity.ts";
import type { QuestionQueue } from "../exec/question/question.ts";
import type { Clock } from "../time/clock.ts";
import type { ComputerScope } from "./computer-use.ts";

/** What computer use needs of the node of its gateway. */
export interface ComputerDoor {
  readonly questions: QuestionQueue;
  readonly activity: Pick<ActivityLog, "append">;
  readonly clock: Clock;
  /** Address of the gateway, for the question and the log. */
  readonly gateway: () => string;
  /** Whether its owner has switched it on. */
  readonly isOn: () => boolean;
}

/** What an agent of one gateway does with this computer. */
export type GatewayUse =
  | { readonly phase: "idle" | "asking" }
  | {
      readonly phase: "active" | "paused";
      readonly scope: ComputerScope;
      /** Milliseconds since the epoch. */
      readonly until: number;
    };

/** Computer use for one gateway. */
export interface ComputerOffer {
  readonly commands: readonly Command[];
  /** `screen.snapshot` as it is while computer use is on: it gives an agent's run frames to act on. */
  withFrames(snapshot: Command): Command;
  /** The node is in this state now: its session ends with its connection, and with its switch. */
  follow(state: NodeState): void;
  /** `idle` also while another gateway's agent uses this computer. */
  now(): GatewayUse;
  subscribe(listener: () => void): void;
  /**
   * For the owner: pauses or ends what this gateway's agent does, and only that. False when there was nothing to pause
   * or to end. Nothing here lets an agent go on.
   */
  hold(how: "pause" | "end"): boolean;
}

/** What a front end provides that can show a person what happens; only the desktop app does. */
export type OpenComputer = (door: ComputerDoor) => ComputerOffer;
