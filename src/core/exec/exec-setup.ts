import type { Clock } from "../time/clock.ts";
import type { ActivityLog } from "./activity.ts";
import type { OwnPlaces } from "./analysis/own-places.ts";
import type { ApprovalsStore } from "./policy/store.ts";
import type { FindCage } from "./process/cage/cage.ts";
import type { ProgramEnvironment } from "./process/program-environment.ts";
import type { QuestionQueue } from "./question/question.ts";
import type { RunningPrograms } from "./running-programs.ts";

/** What only the owner decides, here and not remotely. */
export interface OwnerChoices {
  /** `system.execApprovals.set` may also loosen the policy. */
  readonly remoteMayLoosen: boolean;
  /** A person's approval at the gateway counts like one given here. */
  readonly acceptGatewayApprovals: boolean;
}

/** A lifecycle event for the gateway: the name and payload of a `node.event`. */
export type EmitExecEvent = (
  event: "exec.started" | "exec.finished" | "exec.denied",
  payload: Readonly<Record<string, unknown>>,
) => void;

export interface ExecLimits {
  /** stdout and stderr of one run together, bytes. */
  readonly outputBytes: number;
  /** Programs that run at the same time; further ones wait their turn. */
  readonly running: number;
  /** How many may wait. */
  readonly waiting: number;
  /** How long a person has to answer, milliseconds. */
  readonly questionMs: number;
  /** How long a prepared plan can be run, milliseconds: longer than an approval at the gateway waits. */
  readonly planMs: number;
}

/** The node host's own output limit; 16 programs at once; approvals at the gateway wait 30 minutes. */
export const defaultExecLimits: ExecLimits = {
  outputBytes: 200_000,
  running: 16,
  waiting: 10_000,
  questionMs: 120_000,
  planMs: 40 * 60_000,
};

/** What the exec commands need of the rest of the node. */
export interface ExecSetup {
  readonly approvals: ApprovalsStore;
  /** The lists of this computer's other connections: only a person's word reaches them. */
  readonly otherApprovals: () => readonly ApprovalsStore[];
  readonly activity: ActivityLog;
  readonly questions: QuestionQueue;
  readonly owner: () => OwnerChoices;
  /** Address of the gateway the node is connected to, for the question and the log. */
  readonly gateway: () => string;
  readonly emit: EmitExecEvent;
  /** Names of the programs the gateway's skills use; asked for only for an agent whose rules say so. */
  readonly skillPrograms: () => Promise<readonly string[]>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Where programs are found and what they are given, as of now. */
  readonly programs: () => Promise<ProgramEnvironment>;
  /** What belongs to Clawtray, and is on no list. */
  readonly ownPlaces: OwnPlaces;
  /** This computer's home directory and platform. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** How this computer runs a program so that it can do no harm; where it cannot, a person is asked. */
  readonly cage: FindCage;
  readonly limits: ExecLimits;
  /** What is running, for its owner to stop. */
  readonly running: RunningPrograms;
}
