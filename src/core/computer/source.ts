import type { NodeState } from "../../shared/state.ts";
import type { Command } from "../commands/command.ts";
import type { ActivityLog } from "../exec/activity.ts";
import type { QuestionQueue } from "../exec/question/question.ts";
import type { Clock } from "../time/clock.ts";

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

/** Computer use for one gateway. */
export interface ComputerOffer {
  readonly commands: readonly Command[];
  /** `screen.snapshot` as it is while computer use is on: it gives an agent's run frames to act on. */
  withFrames(snapshot: Command): Command;
  /** The node is in this state now: its session ends with its connection, and with its switch. */
  follow(state: NodeState): void;
}

/** What a front end provides that can show a person what happens; only the desktop app does. */
export type OpenComputer = (door: ComputerDoor) => ComputerOffer;
