import type { AwaitingApproval } from "../../shared/state.ts";
import { adminMessage } from "../../shared/words/admin-message.ts";
import { useApp } from "../app/app-context.ts";
import { CopyButton } from "./copy-button.tsx";

/** The ready message to the administrator, to read and to copy. */
export function AdminMessage({ node }: { readonly node: AwaitingApproval }) {
  const { words } = useApp();
  return (
    <details class="card message">
      <summary>{words.pairing.message}</summary>
      <pre>{adminMessage(node, words)}</pre>
      <CopyButton what="admin-message" full />
    </details>
  );
}
