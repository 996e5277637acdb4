import { fill, hostOf } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { PageTitle } from "../components/page-title.tsx";

interface AnotherGatewayQuestionProps {
  /** The gateways at which the identity has signed so far. */
  readonly used: string;
  readonly onAnswer: (use: boolean) => void;
}

/** One identity at two gateways: what that means, before anything is signed. */
export function AnotherGatewayQuestion({ used, onAnswer }: AnotherGatewayQuestionProps) {
  const { snapshot, words } = useApp();
  const { another } = words.wizard;
  const values = { used, offered: hostOf(snapshot.draft.address) };
  return (
    <div class="step">
      <div class="step-content">
        <PageTitle>{another.title}</PageTitle>
        <p class="lead">{fill(another.sentence, values)}</p>
        <p>{fill(another.meaning, values)}</p>
      </div>
      <div class="step-actions">
        <span class="spring" />
        <button type="button" class="button" onClick={() => onAnswer(true)}>
          {another.accept}
        </button>
        <button type="button" class="button primary" onClick={() => onAnswer(false)}>
          {another.decline}
        </button>
      </div>
    </div>
  );
}
