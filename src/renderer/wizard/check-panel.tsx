import { useEffect, useRef } from "preact/hooks";
import { type CheckStep, checkSteps, type WizardDraft } from "../../shared/bridge.ts";
import { describeCheckProblem } from "../../shared/words/check-problem.ts";
import { fill, hostOf } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { type CheckState, hasPassed } from "./use-check.ts";

const icons: Record<CheckStep["status"], IconName> = {
  waiting: "ring",
  running: "connecting",
  passed: "check",
  failed: "cross",
  skipped: "dash",
};

const notChecked: readonly CheckStep[] = checkSteps.map((name) => ({
  name,
  status: "waiting",
  problem: null,
  detail: {},
}));

interface CheckPanelProps {
  readonly state: CheckState;
  readonly address: string;
}

/** The steps of the check as they are passed, and what to do about one that is not. */
export function CheckPanel({ state, address }: CheckPanelProps) {
  const { words, snapshot } = useApp();
  const report = state.status === "running" || state.status === "finished" ? state.report : null;
  const steps = report?.steps ?? notChecked;
  useStepAnnouncements(state, steps, address);
  return (
    <section class="card check" aria-labelledby="check-title">
      <h2 id="check-title">{words.gateway.report.title}</h2>
      <ol class="check-steps" aria-busy={state.status === "running"}>
        {steps.map((step) => (
          <li key={step.name} class={step.status}>
            <Icon name={icons[step.status]} />
            <div class="check-body">
              <div class="check-line">
                <span class="check-name">{words.gateway.steps[step.name]}</span>{" "}
                <span class={step.status === "waiting" ? "visually-hidden" : "check-status"}>
                  {words.gateway.statuses[wordFor(step, snapshot.draft)]}
                </span>
              </div>
              <StepProblem step={step} address={address} />
            </div>
          </li>
        ))}
      </ol>
      <p class="check-summary">{summaryOf(state, address, words)}</p>
    </section>
  );
}

/** A setup code works only once, so the check does not use it; that is not the same as not needing one. */
function wordFor({ name, status }: CheckStep, draft: WizardDraft): CheckStep["status"] | "unsent" {
  const unsent = name === "credential" && status === "skipped" && draft.credentialKind === "setup-code";
  return unsent ? "unsent" : status;
}

function StepProblem({ step, address }: { readonly step: CheckStep; readonly address: string }) {
  const { words } = useApp();
  if (step.status !== "failed" || step.problem === null) return null;
  const { sentence, remedy } = describeProblem(step.problem, step.detail, address, words);
  return (
    <div class="check-problem">
      <p>{sentence}</p>
      <p class="remedy">{remedy}</p>
    </div>
  );
}

/** The fields for an access page's headers are on the same page. */
const describeProblem: typeof describeCheckProblem = (problem, detail, address, words) => ({
  ...describeCheckProblem(problem, detail, address, words),
  ...(problem === "access-page" ? { remedy: words.gateway.edge.remedy } : {}),
});

function summaryOf(state: CheckState, address: string, words: ReturnType<typeof useApp>["words"]): string {
  const texts = words.gateway.report;
  switch (state.status) {
    case "idle":
      return texts.idle;
    case "running":
      return fill(texts.running, { gateway: hostOf(address) });
    case "broken":
      return words.common.problems.failed;
    case "finished":
      if (hasPassed(state.report)) {
        const version = state.report.gatewayVersion;
        return version === null ? texts.passed : fill(texts.passedVersion, { version });
      }
      if (state.report.untrustedHostKey !== undefined) return words.gateway.hostKey.summary;
      return state.report.untrustedCertificate === null ? texts.failed : texts.certificate;
  }
}

/** Announces each step once it is decided, then the whole. */
function useStepAnnouncements(state: CheckState, steps: readonly CheckStep[], address: string): void {
  const { words, announce } = useApp();
  const said = useRef("");
  useEffect(() => {
    if (state.status === "idle") return;
    const decided = steps.filter((step) => step.status === "passed" || step.status === "failed");
    const last = decided.at(-1);
    const parts =
      last === undefined ? [] : [`${words.gateway.steps[last.name]}: ${words.gateway.statuses[last.status]}`];
    const failed = steps.find((step) => step.status === "failed");
    if (failed?.problem != null) {
      const { sentence, remedy } = describeProblem(failed.problem, failed.detail, address, words);
      parts.push(sentence, remedy);
    }
    if (state.status !== "running") parts.push(summaryOf(state, address, words));
    const text = parts.join(" ");
    if (text === "" || text === said.current) return;
    said.current = text;
    announce(text);
  }, [state, steps, address, words, announce]);
}
