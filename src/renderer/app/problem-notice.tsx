import type { Refusal } from "../../shared/bridge.ts";
import { describeRefusal } from "../../shared/words/describe-refusal.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Notice } from "../components/notice.tsx";
import { useApp } from "./app-context.ts";

/** What main refused, and why. */
export function ProblemNotice({ refusal, onDismiss }: { refusal: Refusal; onDismiss: () => void }) {
  const { words } = useApp();
  const { sentence, reason } = describeRefusal(refusal, words);
  return (
    <Notice kind="problem" alert onDismiss={onDismiss}>
      <p>{sentence}</p>
      {reason !== null && (
        <p class="quiet">
          <FromAfar text={reason} />
        </p>
      )}
    </Notice>
  );
}
