import {
  type CheckProblem,
  type CheckReport,
  type CheckStep,
  type CheckStepName,
  checkSteps,
} from "../../shared/bridge.ts";

/** The report as it grows; every change is published whole. */
export interface Progress {
  report(): CheckReport;
  set(name: CheckStepName, status: CheckStep["status"]): void;
  fail(name: CheckStepName, problem: CheckProblem, detail: Readonly<Record<string, string>>): void;
  found(facts: Partial<Pick<CheckReport, "untrustedCertificate" | "gatewayVersion">>): void;
  /** The step under way, for a failure that came in the middle. */
  running(): CheckStepName;
  /** What was not reached stays unchecked. */
  finish(): CheckReport;
}

/** Begins a report in which nothing was tried. */
export function beginProgress(serial: number, publish: (report: CheckReport) => void): Progress {
  let report: CheckReport = {
    serial,
    finished: false,
    steps: checkSteps.map((name) => ({ name, status: "waiting", problem: null, detail: {} })),
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
