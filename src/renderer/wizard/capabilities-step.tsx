import { useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { CapabilityList } from "../components/capability-list.tsx";
import { AnotherGatewayQuestion } from "./another-gateway-question.tsx";
import { StepFrame } from "./step-frame.tsx";

/** What this computer offers; from here on the gateway is asked for approval. */
export function CapabilitiesStep() {
  const { words, request } = useApp();
  /** Where the identity has signed so far, while the person is asked about this gateway. */
  const [used, setUsed] = useState<string | null>(null);
  const connect = async () => {
    const outcome = await request({ kind: "use-draft" });
    if (outcome.ok) await request({ kind: "set-draft", change: { step: "pairing" } });
    else if (outcome.problem === "another-gateway") setUsed(outcome.detail.used);
  };
  const answer = async (use: boolean) => {
    setUsed(null);
    if (!use) return;
    const outcome = await request({ kind: "use-draft", allowAnotherGateway: true });
    if (outcome.ok) await request({ kind: "set-draft", change: { step: "pairing" } });
  };
  if (used !== null) return <AnotherGatewayQuestion used={used} onAnswer={(use) => void answer(use)} />;
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
