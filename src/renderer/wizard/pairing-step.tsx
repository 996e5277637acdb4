import type { NodeState } from "../../shared/state.ts";
import { useApp } from "../app/app-context.ts";
import { AdminMessage } from "../components/admin-message.tsx";
import { DeviceApprovalCard, SurfaceApprovalCard } from "../components/approval-cards.tsx";
import { Notice } from "../components/notice.tsx";
import { PhaseSummary } from "../status/phase-summary.tsx";
import { RemedyActions } from "../status/remedy-actions.tsx";
import { Approvals } from "./approvals.tsx";
import { FingerprintCard } from "./fingerprint-card.tsx";
import { StepFrame } from "./step-frame.tsx";

/** The fingerprint, what the administrator does, and the wait that ends by itself. */
export function PairingStep() {
  const { snapshot, words, request } = useApp();
  const { node } = snapshot;
  const connected = node.phase === "connected";
  const finished = connected && node.surface.status !== "pending";
  return (
    <StepFrame
      title={connected ? words.pairing.connectedTitle : words.pairing.title}
      lead={words.pairing.lead}
      back="capabilities"
      actions={
        <button
          type="button"
          class={finished ? "button primary" : "button"}
          onClick={() => void request({ kind: "set-draft", change: { step: "done" } })}
        >
          {finished ? words.common.actions.next : words.pairing.later}
        </button>
      }
    >
      <Approvals node={node} />
      <Now node={node} />
    </StepFrame>
  );
}

function Now({ node }: { readonly node: NodeState }) {
  const { words } = useApp();
  if (node.phase === "awaiting-approval") {
    return (
      <>
        <FingerprintCard />
        <DeviceApprovalCard node={node} />
        <AdminMessage node={node} />
        <p class="hint">{words.pairing.goesOn}</p>
      </>
    );
  }
  if (node.phase === "connected" && node.surface.status === "pending") {
    return (
      <>
        <SurfaceApprovalCard surface={node.surface} />
        <FingerprintCard />
        <p class="hint">{words.pairing.goesOn}</p>
      </>
    );
  }
  if (node.phase === "connected") return <FingerprintCard />;
  return (
    <>
      <section class="card">
        <PhaseSummary heading={2} />
        <RemedyActions />
      </section>
      {node.fingerprint !== null && node.phase !== "blocked" && <FingerprintCard />}
      {node.phase === "waiting" && (
        <Notice kind="information">
          <p>{words.pairing.goesOn}</p>
        </Notice>
      )}
    </>
  );
}
