import type { ProblemCode } from "../../shared/bridge.ts";
import { Notice } from "../components/notice.tsx";
import { useApp } from "./app-context.ts";

export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
}

/** What main refused, and why. */
export function ProblemNotice({ problem, onDismiss }: { problem: Problem; onDismiss: () => void }) {
  const { words } = useApp();
  return (
    <Notice kind="problem" alert onDismiss={onDismiss}>
      <p>{words.common.problems[problem.code]}</p>
      {problem.detail !== "" && <p class="quiet">{problem.detail}</p>}
    </Notice>
  );
}
