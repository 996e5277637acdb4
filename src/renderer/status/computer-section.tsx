import { useApp } from "../app/app-context.ts";
import { Icon } from "../components/icon.tsx";

/** That an agent uses this computer, and what the person does about it; nothing while none does. */
export function ComputerSection() {
  const { snapshot, words, request, announce } = useApp();
  const { computer: look } = snapshot;
  if (look === undefined) return null;
  const texts = words.computer;
  const press = async (to: "pause" | "resume" | "end") => {
    const outcome = await request({ kind: "use-computer", to });
    if (outcome.ok) announce(texts.done[to]);
  };
  const next = look === "paused" ? "resume" : "pause";
  return (
    <section class="card" aria-labelledby="computer-title">
      <h2 id="computer-title">{texts.title}</h2>
      <div class="switch-row">
        <Icon name="pointer" />
        <p>{texts[look]}</p>
      </div>
      <div class="action-row">
        <button type="button" class="button" onClick={() => void press(next)}>
          {texts[next]}
        </button>
        <button type="button" class="button" onClick={() => void press("end")}>
          {texts.end}
        </button>
      </div>
    </section>
  );
}
