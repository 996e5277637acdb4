import { useApp } from "../app/app-context.ts";
import { CapabilityList } from "../components/capability-list.tsx";
import { StepFrame } from "./step-frame.tsx";

/** What this computer offers; from here on the gateway is asked for approval. */
export function CapabilitiesStep() {
  const { words, request } = useApp();
  const connect = async () => {
    const outcome = await request({ kind: "use-draft" });
    if (outcome.ok) await request({ kind: "set-draft", change: { step: "pairing" } });
  };
  return (
    <StepFrame
      title={words.wizard.capabilities.title}
      lead={words.wizard.capabilities.lead}
      back="gateway"
      actions={
        <button type="button" class="button primary" onClick={() => void connect()}>
          {words.wizard.capabilities.connect}
        </button>
      }
    >
      <section class="card flush" aria-label={words.capabilities.label}>
        <CapabilityList />
      </section>
    </StepFrame>
  );
}
