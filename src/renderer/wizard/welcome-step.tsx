import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Icon } from "../components/icon.tsx";
import { StepFrame } from "./step-frame.tsx";

/** What Clawtray does, and what it never does without asking. */
export function WelcomeStep() {
  const { snapshot, words, request } = useApp();
  const { welcome } = words.wizard;
  const values = { keyStore: words.keyStores[snapshot.app.keyStore] };
  return (
    <StepFrame
      title={welcome.title}
      lead={welcome.lead}
      actions={
        <button
          type="button"
          class="button primary"
          onClick={() => void request({ kind: "set-draft", change: { step: "gateway" } })}
        >
          {welcome.begin}
        </button>
      }
    >
      <p class="hint terms">{welcome.terms}</p>
      <div class="two-columns">
        <section class="card" aria-labelledby="welcome-does">
          <h2 id="welcome-does">{welcome.does}</h2>
          <ul class="points good">
            {(["identity", "approval", "tray"] as const).map((name) => (
              <li key={name}>
                <Icon name="check" />
                <span>{fill(welcome.doesItems[name], values)}</span>
              </li>
            ))}
          </ul>
        </section>
        <section class="card" aria-labelledby="welcome-never">
          <h2 id="welcome-never">{welcome.never}</h2>
          <ul class="points never">
            {(["run", "watch", "identity"] as const).map((name) => (
              <li key={name}>
                <Icon name="forbidden" />
                <span>{welcome.neverItems[name]}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </StepFrame>
  );
}
