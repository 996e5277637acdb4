import { useApp } from "../app/app-context.ts";
import { AdminMessage } from "../components/admin-message.tsx";
import { DeviceApprovalCard, SurfaceApprovalCard } from "../components/approval-cards.tsx";

/** What an administrator must still do, ready to be copied. */
export function ApprovalSection() {
  const { node } = useApp().snapshot;
  if (node.phase === "awaiting-approval") {
    return (
      <>
        <AdminMessage attention />
        <DeviceApprovalCard node={node} />
      </>
    );
  }
  if (node.phase === "connected" && node.surface.status === "pending") {
    return (
      <>
        <SurfaceApprovalCard surface={node.surface} attention />
        <AdminMessage />
      </>
    );
  }
  return null;
}
