import type { WizardStep } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Icon } from "../components/icon.tsx";

export const wizardSteps: readonly WizardStep[] = ["welcome", "gateway", "capabilities", "pairing", "done"];

/** How far one has come. */
export function Stepper() {
  const { snapshot, words } = useApp();
  const at = wizardSteps.indexOf(snapshot.draft.step);
  const counted = fill(words.wizard.stepOf, {
    number: String(at + 1),
    count: String(wizardSteps.length),
  });
  return (
    <nav class="stepper" aria-label={words.wizard.progress}>
      <p class="stepper-short">{counted}</p>
      <ol>
        {wizardSteps.map((step, index) => (
          <li
            key={step}
            class={index < at ? "past" : index === at ? "present" : "future"}
            aria-current={index === at ? "step" : undefined}
          >
            <span class="stepper-mark" aria-hidden="true">
              {index < at ? <Icon name="check" /> : index + 1}
            </span>
            <span class="stepper-name">{words.wizard.steps[step]}</span>
            {index < at && <span class="visually-hidden"> ({words.wizard.stepDone})</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
