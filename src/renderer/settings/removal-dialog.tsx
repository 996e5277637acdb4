import type { ConnectionItem } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { CodeDialog } from "../components/code-dialog.tsx";

/** A key cannot be had back: asks for the first characters of its fingerprint, where there is one. */
export function RemovalDialog({
  item: { id: connection, name, fingerprint },
  onClose,
}: {
  readonly item: ConnectionItem;
  readonly onClose: () => void;
}) {
  const { words, request } = useApp();
  const texts = words.connectionPages.removal;
  return (
    <CodeDialog
      title={fill(texts.title, { name })}
      sentence={fill(texts.sentence, { name })}
      label={texts.label}
      confirm={texts.confirm}
      fingerprint={fingerprint}
      withoutKey="allowed"
      onConfirm={(confirmation) => request({ kind: "remove-connection", id: connection, confirmation })}
      onClose={onClose}
    />
  );
}
