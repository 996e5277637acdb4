import { adminMessage } from "../../shared/words/admin-message.ts";
import { useApp } from "../app/app-context.ts";
import { CopyButton } from "./copy-button.tsx";

/** With `attention` the card is drawn so that it catches the eye. */
interface AdminMessageProps {
  readonly attention?: boolean;
}

/** What the person has to do: send this message. One button copies it; nothing while nobody is waited for. */
export function AdminMessage({ attention = false }: AdminMessageProps) {
  const { snapshot, words } = useApp();
  const message = adminMessage(snapshot.node, words);
  if (message === null) return null;
  return (
    <section class={attention ? "card message attention" : "card message"} aria-labelledby="message-title">
      <h2 id="message-title">{words.pairing.message}</h2>
      <p class="hint">{words.pairing.administrator}</p>
      <CopyButton what="admin-message" full primary />
      <pre>{message}</pre>
    </section>
  );
}
