import { useApp } from "../app/app-context.ts";
import { AdminMessage } from "../components/admin-message.tsx";
import { CommandLine } from "../components/command-line.tsx";

/** What an administrator must still do, ready to be copied. */
export function ApprovalSection() {
  const { snapshot, words } = useApp();
  const { node } = snapshot;
  if (node.phase === "awaiting-approval") {
    return (
      <>
        <section class="card attention" aria-labelledby="approval-title">
          <h2 id="approval-title">{words.pairing.command}</h2>
          <CommandLine command={node.adminCommand} what="admin-command" />
          <p class="hint">
            {words.pairing.request}: <bdi class="mono">{node.requestId ?? words.pairing.requestNone}</bdi>
          </p>
        </section>
        <AdminMessage node={node} />
      </>
    );
  }
  if (node.phase === "connected" && node.surface.status === "pending") {
    return (
      <section class="card attention" aria-labelledby="approval-title">
        <h2 id="approval-title">{words.pairing.surface.title}</h2>
        <p>{words.pairing.surface.sentence}</p>
        <CommandLine command={node.surface.adminCommand} what="surface-command" />
      </section>
    );
  }
  return null;
}
