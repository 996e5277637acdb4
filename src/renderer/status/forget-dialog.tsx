import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CodeDialog } from "../components/code-dialog.tsx";

/** The one thing that cannot be undone: asks for the first characters of the fingerprint. */
export function ForgetDialog({ onClose }: { readonly onClose: () => void }) {
  const { snapshot, words, request } = useApp();
  const texts = words.status.forget;
  return (
    <CodeDialog
      title={texts.title}
      sentence={fill(texts.sentence, { fingerprint: snapshot.node.shortFingerprint ?? "" })}
      label={texts.label}
      confirm={texts.confirm}
      fingerprint={snapshot.node.fingerprint}
      withoutKey="refused"
      onConfirm={(confirmation) => request({ kind: "forget-device", confirmation })}
      onClose={onClose}
    />
  );
}
