import {
  type CheckDetail,
  type CheckProblem,
  type CheckReport,
  type CheckStep,
  type CheckStepName,
  checkSteps,
  sshCheckSteps,
} from "../../shared/bridge.ts";

/** The report as it grows; after every change the whole report is published. */
export interface Progress {
  report(): CheckReport;
  /** The gateway is reached through SSH, which has other steps. The steps taken so far stay. */
  goThroughSsh(): void;
  set(name: CheckStepName, status: CheckStep["status"]): void;
  fail(name: CheckStepName, problem: CheckProblem, detail: CheckDetail): void;
  found(
    facts: Partial<
      Pick<CheckReport, "untrustedCertificate" | "untrustedHostKey" | "gatewayVersion" | "proxy">
    >,
  ): void;
  /** The step in progress, for a failure in the middle of it. */
  running(): CheckStepName;
  /** What was not reached stays unchecked. */
  finish(): CheckReport;
}

const untried = (name: CheckStepName): CheckStep => ({ name, status: "waiting", problem: null, detail: {} });

/** Begins a report in which nothing has been tried. */
export function beginProgress(serial: number, publish: (report: CheckReport) => void): Progress {
  let report: CheckReport = {
    serial,
    finished: false,
    steps: checkSteps.map(untried),
    untrustedCertificate: null,
    gatewayVersion: null,
  };
  const change = (next: Partial<CheckReport>) => {
    report = { ...report, ...next };
    publish(report);
  };
  const changeStep = (name: CheckStepName, step: Partial<CheckStep>) =>
    change({ steps: report.steps.map((old) => (old.name === name ? { ...old, ...step } : old)) });
  return {
    report: () => report,
    goThroughSsh: () =>
      change({
        steps: sshCheckSteps.map((name) => report.steps.find((step) => step.name === name) ?? untried(name)),
      }),
    set: (name, status) => changeStep(name, { status }),
    fail: (name, problem, detail) => changeStep(name, { status: "failed", problem, detail }),
    found: change,
    running: () => report.steps.find((step) => step.status === "running")?.name ?? "gateway",
    finish() {
      const steps = report.steps.map((step) =>
        step.status === "running" ? { ...step, status: "waiting" as const } : step,
      );
      change({ finished: true, steps });
      return report;
    },
  };
}
