import type { TrustedProgram } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import { describeTouch } from "../../shared/words/describe-touch.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";

/** Which programs may run without a question; each can be removed. */
export function RulesSection() {
  const { snapshot, words } = useApp();
  const { mode, agentsDiffer, trusted, more } = snapshot.rules;
  const texts = words.settings.rules;
  return (
    <section class="card flush" aria-labelledby="settings-rules">
      <h2 id="settings-rules">{texts.title}</h2>
      <p class="rules-mode">
        {texts.modes[mode]} {agentsDiffer && texts.agentsDiffer}
      </p>
      {trusted.length > 0 && (
        <ul class="rows rules" aria-label={texts.trusted}>
          {trusted.map((program) => (
            <Trusted key={program.id} program={program} />
          ))}
        </ul>
      )}
      <p class="hint rules-more">
        {more > 0 && `${fill(texts.more, { count: String(more) })} `}
        {texts.terminal}
      </p>
    </section>
  );
}

function Trusted({ program }: { readonly program: TrustedProgram }) {
  const { words, request } = useApp();
  const texts = words.settings.rules;
  const name = program.reach === "one-command" ? (program.command ?? program.program) : program.program;
  return (
    <li class="switch-row">
      <div class="switch-text">
        <FromAfar text={name} code />
        <p class="hint">
          {program.agent !== "" && `${fill(texts.agent, { agent: program.agent })} `}
          {texts.reaches[program.reach]}
          {program.touch !== undefined &&
            program.reach !== "void" &&
            `; ${describeTouch(program.touch, words.questions)}`}
        </p>
      </div>
      <button
        type="button"
        class="button"
        aria-label={fill(texts.removeThis, { program: name })}
        onClick={() => void request({ kind: "remove-rule", id: program.id })}
      >
        {texts.remove}
      </button>
    </li>
  );
}
