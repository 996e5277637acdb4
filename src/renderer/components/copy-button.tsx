import { useEffect, useState } from "preact/hooks";
import type { AppRequest } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";
import { Icon } from "./icon.tsx";

type CopyTarget = Extract<AppRequest, { kind: "copy" }>["what"];

/** How long the button says "Copied". */
const SHOWN_MS = 2000;

interface Looks {
  /** Shows the full label, not just "Copy". */
  readonly full?: boolean;
  /** It is the main thing on the page. */
  readonly primary?: boolean;
}

/** Asks main to put something on the clipboard: main knows what, the window only asks. */
export function CopyButton({ what, ...looks }: Looks & { readonly what: CopyTarget }) {
  const { words } = useApp();
  return <Button asked={{ kind: "copy", what }} label={words.common.copyLabels[what]} {...looks} />;
}

/** The same for a part of what the agent wrote. */
export function CopyTextButton({ text, label }: { readonly text: string; readonly label: string }) {
  return <Button asked={{ kind: "copy-text", text }} label={label} />;
}

interface ButtonProps extends Looks {
  readonly asked: AppRequest;
  readonly label: string;
}

function Button({ asked, label, full = false, primary = false }: ButtonProps) {
  const { words, request, announce } = useApp();
  const [copied, setCopied] = useState(0);

  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    const outcome = await request(asked);
    if (!outcome.ok) return;
    setCopied((count) => count + 1);
    announce(words.common.actions.copied);
  };
  return (
    <button
      type="button"
      class={primary ? "button copy primary" : "button copy"}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
    >
      <Icon name={copied > 0 ? "check" : "copy"} />
      {full ? (
        <span class="swap">
          <span class={copied > 0 ? "hidden" : ""}>{label}</span>
          {copied > 0 && <span>{words.common.actions.copied}</span>}
        </span>
      ) : (
        words.common.actions[copied > 0 ? "copied" : "copy"]
      )}
    </button>
  );
}
