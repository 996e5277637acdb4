import type { NodeState } from "../../shared/state.ts";
import { commandsSetting, fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CommandLine } from "./command-line.tsx";

type AwaitingApproval = Extract<NodeState, { phase: "awaiting-approval" }>;
type PendingSurface = Extract<
  Extract<NodeState, { phase: "connected" }>["surface"],
  { readonly status: "pending" }
>;

/** With `attention` a card is drawn so that it catches the eye. */
const looks = (attention = false) => (attention ? "card attention" : "card");

/** What an administrator types to admit this device. */
export function DeviceApprovalCard({
  node,
  attention,
}: {
  readonly node: AwaitingApproval;
  readonly attention?: boolean;
}) {
  const { words } = useApp();
  return (
    <section class={looks(attention)} aria-labelledby="device-approval">
      <h2 id="device-approval">{words.pairing.command}</h2>
      <CommandLine command={node.adminCommand} what="admin-command" />
      <p class="hint">
        {words.pairing.request}: <bdi class="mono">{node.requestId ?? words.pairing.requestNone}</bdi>
      </p>
    </section>
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
