import type { ComponentChildren } from "preact";
import type { WizardStep } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";
import { PageTitle } from "../components/page-title.tsx";

interface StepFrameProps {
  readonly title: string;
  readonly lead: string;
  readonly back?: WizardStep;
  /** The buttons that lead on, the main one last. */
  readonly actions: ComponentChildren;
  /** With it, the step is one form. */
  readonly onSubmit?: () => void;
  readonly children?: ComponentChildren;
}

/** What every step has in common: heading above, way back and way on below. */
export function StepFrame({ title, lead, back, actions, onSubmit, children }: StepFrameProps) {
  const { words, request } = useApp();
  const content = (
    <>
      <div class="step-content">
        <PageTitle>{title}</PageTitle>
        <p class="lead">{lead}</p>
        {children}
      </div>
      <div class="step-actions">
        {back !== undefined && (
          <button
            type="button"
            class="button"
            onClick={() => void request({ kind: "set-draft", change: { step: back } })}
          >
            {words.common.actions.back}
          </button>
        )}
        <span class="spring" />
        {actions}
      </div>
    </>
  );
  if (onSubmit === undefined) return <div class="step">{content}</div>;
  return (
    <form
      class="step"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {content}
    </form>
  );
}
