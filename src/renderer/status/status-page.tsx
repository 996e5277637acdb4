import { describe } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import { QuestionList } from "../questions/question-list.tsx";
import { ActivityTable } from "./activity-table.tsx";
import { ApprovalSection } from "./approval-section.tsx";
import { ComputerSection } from "./computer-section.tsx";
import { ConnectionDetails } from "./connection-details.tsx";
import { HelpSection } from "./help-section.tsx";
import { PhaseSummary } from "./phase-summary.tsx";
import { RemedyActions } from "./remedy-actions.tsx";
import { RunningSection } from "./running-section.tsx";

/** How this node is doing, and what can be done about it. */
export function StatusPage() {
  const { snapshot, words } = useApp();
  const { warnings } = describe(snapshot.node, words);
  return (
    <div class="stack">
      <section class="card hero">
        <PhaseSummary heading={1} />
        <RemedyActions />
      </section>
      {warnings.length > 0 && (
        <Notice kind="warning">
          <ul class="plain" aria-label={words.common.warnings}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <QuestionList />
      <ComputerSection />
      <RunningSection />
      <ApprovalSection />
      <ConnectionDetails />
      <ActivityTable />
      <HelpSection />
    </div>
  );
}
