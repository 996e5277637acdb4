import { fill, hostOf } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Icon } from "../components/icon.tsx";
import { StartAtLogin } from "./start-at-login.tsx";
import { StepFrame } from "./step-frame.tsx";

/** The end: start at login, and what happens next. */
export function DoneStep() {
  const { snapshot, words, request } = useApp();
  const { node, draft, app } = snapshot;
  const { done } = words.wizard;
  const connected = node.phase === "connected" && node.surface.status !== "pending";
  const lead = !connected ? done.leadWaiting : app.trayAvailable ? done.lead : done.leadNoTray;
  const name = node.displayName ?? words.wizard.steps.capabilities;
  const runs = node.capabilities.some(({ name, on, available }) => name === "run" && on && available);
  const next = ["use", ...(runs ? ["ask" as const] : []), "see"] as const;
  return (
    <StepFrame
      title={connected ? done.title : done.titleWaiting}
      lead={fill(lead, { gateway: hostOf(node.gateway?.url ?? draft.address) })}
      back="pairing"
      actions={
        <button type="button" class="button primary" onClick={() => void request({ kind: "finish-wizard" })}>
          {done.finish}
        </button>
      }
    >
      <StartAtLogin />
      <section class="card" aria-labelledby="done-next">
        <h2 id="done-next">{done.next}</h2>
        <ul class="points">
          {next.map((item) => (
            <li key={item}>
              <Icon name={item === "use" ? "device" : item === "ask" ? "terminal" : "eye"} />
              <span>{fill(done.nextItems[item], { name })}</span>
            </li>
          ))}
        </ul>
      </section>
    </StepFrame>
  );
}
