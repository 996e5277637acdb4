import { compareCommand } from "../../shared/fingerprint.ts";
import type { NodeState } from "../../shared/state.ts";
import { commandsSetting, fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CommandLine } from "./command-line.tsx";
import { FromAfar } from "./from-afar.tsx";

type AwaitingApproval = Extract<NodeState, { phase: "awaiting-approval" }>;
type PendingSurface = Extract<
  Extract<NodeState, { phase: "connected" }>["surface"],
  { readonly status: "pending" }
>;

/** With `attention` a card is drawn so that it catches the eye. */
const looks = (attention = false) => (attention ? "card attention" : "card");

/**
 * What an administrator types to admit this device, for a person who is the administrator: folded, because the message
 * contains it.
 */
export function DeviceApprovalCard({ node }: { readonly node: AwaitingApproval }) {
  const { words } = useApp();
  return (
    <details class="card more">
      <summary>{words.pairing.command}</summary>
      {node.kind !== "stale" && <Comparison />}
      <CommandLine command={node.adminCommand} what="admin-command" />
      <p class="hint">
        {words.pairing.request}: <FromAfar text={node.requestId ?? words.pairing.requestNone} code />
      </p>
    </details>
  );
}

/** What comes before the approval: checking that it is this computer that asks. */
function Comparison() {
  const { words } = useApp();
  return (
    <>
      <p>{words.pairing.first}</p>
      <CommandLine command={compareCommand} what="compare-command" />
      <p class="hint">{words.pairing.whole}</p>
      <p>{words.pairing.onlyThen}</p>
    </>
  );
}

/** What an administrator types to approve what this node may do. */
export function SurfaceApprovalCard({
  surface,
  attention,
}: {
  readonly surface: PendingSurface;
  readonly attention?: boolean;
}) {
  const { words: all, snapshot } = useApp();
  const words = all.pairing.surface;
  const setting = commandsSetting(snapshot.node.gateway?.version ?? null);
  const widened = surface.requestId === null;
  return (
    <section class={looks(attention)} aria-labelledby="surface-approval">
      <h2 id="surface-approval">{words.title}</h2>
      <p>{widened ? words.widened : words.sentence}</p>
      <CommandLine command={surface.adminCommand} what="surface-command" />
      {widened && <p class="hint">{fill(words.nothingWaits, { setting })}</p>}
    </section>
  );
}
