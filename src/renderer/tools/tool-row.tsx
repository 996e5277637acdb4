import type { ComponentChildren } from "preact";
import type { ToolSwitch } from "../../shared/tools-page.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Segmented } from "../components/segmented.tsx";

interface ToolRowProps {
  readonly title: ComponentChildren;
  /** What the choice is about, for a screen reader. */
  readonly legend: string;
  readonly hints: readonly string[];
  readonly warning: string | null;
  /** What is done about the warning. */
  readonly action?: { readonly label: string; readonly carryOut: () => void } | null;
  readonly consent: ToolSwitch;
  /** Nothing can be chosen when empty. */
  readonly choices: readonly ToolSwitch[];
  readonly busy: boolean;
  readonly onChange: (to: ToolSwitch) => void;
}

/** A tool, what it is for, and whether it may be called. */
export function ToolRow(props: ToolRowProps) {
  const { title, legend, hints, warning, action = null, consent, choices, busy, onChange } = props;
  const { words } = useApp();
  const texts = words.tools;
  return (
    <li class="tool-row" aria-busy={busy}>
      <div class="switch-text">
        {title}
        {hints.map((hint) => (
          <p class="hint" key={hint}>
            <FromAfar text={hint} />
          </p>
        ))}
        {warning !== null && <p class="tool-changed">{warning}</p>}
        {action !== null && (
          <button type="button" class="link" onClick={action.carryOut}>
            {action.label}
          </button>
        )}
      </div>
      {choices.length > 0 && (
        <Segmented
          legend={fill(texts.consentLegend, { tool: legend })}
          options={choices.map((value) => ({ value, label: texts.consent[value] }))}
          value={consent}
          onChange={onChange}
        />
      )}
    </li>
  );
}
