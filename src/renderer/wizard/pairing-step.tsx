import type { NodeState } from "../../shared/state.ts";
import { fill, hostOf } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { AdminMessage } from "../components/admin-message.tsx";
import { DeviceApprovalCard, SurfaceApprovalCard } from "../components/approval-cards.tsx";
import { Notice } from "../components/notice.tsx";
import { PhaseSummary } from "../status/phase-summary.tsx";
import { RemedyActions } from "../status/remedy-actions.tsx";
import { Approvals } from "./approvals.tsx";
import { FingerprintCard } from "./fingerprint-card.tsx";
import { StartAtLogin } from "./start-at-login.tsx";
import { StepFrame } from "./step-frame.tsx";

/** What to send to the administrator, the fingerprint, and the wait, which ends automatically. */
export function PairingStep() {
  const { snapshot, words, request } = useApp();
  const { node } = snapshot;
  const stage =
    node.phase !== "connected" ? "device" : node.surface.status === "pending" ? "surface" : "done";
  const finished = stage === "done";
  const { title, surface, connectedTitle, lead, leadSurface, leadDone } = words.pairing;
  const titles = { device: title, surface: surface.title, done: connectedTitle };
  const leads = { device: lead, surface: leadSurface, done: leadDone };
  return (
    <StepFrame
      title={titles[stage]}
      lead={leads[stage]}
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
      {!finished && <StartAtLogin />}
    </StepFrame>
  );
}

function Now({ node }: { readonly node: NodeState }) {
  const { words } = useApp();
  if (node.phase === "awaiting-approval") {
    return (
      <>
        <AdminMessage attention />
        <FingerprintCard />
        <DeviceApprovalCard node={node} />
        <p class="hint">{words.pairing.goesOn}</p>
      </>
    );
  }
  if (node.phase === "connected" && node.surface.status === "pending") {
    return (
      <>
        <SurfaceApprovalCard surface={node.surface} attention />
        <AdminMessage />
        <p class="hint">{words.pairing.goesOn}</p>
      </>
    );
  }
  if (node.phase === "connected") {
    return (
      <Notice kind="good">
        <p>{fill(words.pairing.nothingLeft, { gateway: hostOf(node.gateway?.url ?? "") })}</p>
      </Notice>
    );
  }
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
