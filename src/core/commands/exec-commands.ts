import { randomUUID } from "node:crypto";
import { homeFolder } from "../environment/home.ts";
import { defaultExecLimits, type ExecLimits, type ExecSetup } from "../exec/exec-setup.ts";
import { createPreparedPlans } from "../exec/prepared-plans.ts";
import { createRunningPrograms } from "../exec/running-programs.ts";
import { systemClock } from "../time/clock.ts";
import type { Command } from "./command.ts";
import { createExecApprovalsGet, createExecApprovalsSet } from "./exec-approvals.ts";
import { createSystemRun } from "./system-run.ts";
import { createSystemRunPrepare } from "./system-run-prepare.ts";

/** What must be given; everything else is taken from this process. */
export type ExecOptions = Pick<
  ExecSetup,
  | "approvals"
  | "activity"
  | "questions"
  | "owner"
  | "gateway"
  | "emit"
  | "skillPrograms"
  | "programs"
  | "ownPlaces"
> &
  Partial<
    Pick<ExecSetup, "otherApprovals" | "clock" | "newId" | "home" | "platform" | "cage" | "running">
  > & {
    readonly limits?: Partial<ExecLimits>;
  };

/** `system.run.prepare`, `system.run`, `system.execApprovals.get` and `.set`. They share prepared plans. */
export function createExecCommands(options: ExecOptions): Command[] {
  const setup: ExecSetup = {
    clock: systemClock,
    newId: randomUUID,
    home: homeFolder() ?? "/",
    platform: process.platform,
    otherApprovals: () => [],
    cage: async () => null,
    running: createRunningPrograms(),
    ...options,
    limits: { ...defaultExecLimits, ...options.limits },
  };
  const plans = createPreparedPlans(() => setup.clock.now(), setup.limits.planMs);
  return [
    createSystemRunPrepare(setup, plans),
    createSystemRun(setup, plans),
    createExecApprovalsGet(setup),
    createExecApprovalsSet(setup),
  ];
}
