import { randomUUID } from "node:crypto";
import { systemClock } from "../clock.ts";
import { defaultExecLimits, type ExecLimits, type ExecSetup } from "../exec/exec-setup.ts";
import { createPreparedPlans } from "../exec/prepared-plans.ts";
import { homeFolder } from "../home.ts";
import type { Command } from "./command.ts";
import { createExecApprovalsGet, createExecApprovalsSet } from "./exec-approvals.ts";
import { createSystemRun } from "./system-run.ts";
import { createSystemRunPrepare } from "./system-run-prepare.ts";

/** What must be given, and what is taken from this process when it is not. */
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
  Partial<Pick<ExecSetup, "clock" | "newId" | "home" | "platform" | "cage">> & {
    readonly limits?: Partial<ExecLimits>;
  };

/** `system.run.prepare`, `system.run`, `system.execApprovals.get` and `.set`. They share prepared plans and turns. */
export function createExecCommands(options: ExecOptions): Command[] {
  const setup: ExecSetup = {
    clock: systemClock,
    newId: randomUUID,
    home: homeFolder() ?? "/",
    platform: process.platform,
    cage: async () => null,
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
