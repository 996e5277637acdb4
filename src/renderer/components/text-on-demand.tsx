import { useState } from "preact/hooks";
import type { TextName } from "../../shared/bridge.ts";
import { useApp } from "../app/app-context.ts";

interface TextOnDemandProps {
  readonly what: TextName;
  readonly title: string;
  /** It grows: it can be read again. */
  readonly again?: string;
}

/** A long text from main, read when it is opened. */
export function TextOnDemand({ what, title, again }: TextOnDemandProps) {
  const { words, bridge } = useApp();
  const [text, setText] = useState<string | null>(null);
  const read = async () => setText(await bridge.text(what).catch(() => words.common.problems.failed));
  return (
    <details
      class="more text-on-demand"
      onToggle={(event) => {
        if (event.currentTarget.open) void read();
      }}
    >
      <summary>{title}</summary>
      {text !== null && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard. */}
          <section tabIndex={0} aria-label={title} class="scrolled">
            <pre>{text === "" ? words.commands.nothingYet : text}</pre>
          </section>
          {again !== undefined && (
            <button type="button" class="button" onClick={() => void read()}>
              {again}
            </button>
          )}
        </>
      )}
    </details>
  );
}
