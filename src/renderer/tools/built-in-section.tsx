import { useState } from "preact/hooks";
import type { BuiltInToolStatus } from "../../shared/built-in-tool.ts";
import type { ToolSwitch } from "../../shared/tools-page.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { ToolRow } from "./tool-row.tsx";

/** Clawtray's own tools; nothing while no node of this connection runs here. */
export function BuiltInSection() {
  const { snapshot, words } = useApp();
  const texts = words.builtInTools;
  const { builtIn } = snapshot.tools;
  if (builtIn.length === 0) return null;
  return (
    <section class="card flush" aria-labelledby="tools-built-in">
      <h2 id="tools-built-in">{texts.server}</h2>
      <p class="rules-mode">{texts.about}</p>
      <ul class="rows rules" aria-label={texts.server}>
        {builtIn.map((tool) => (
          <BuiltIn key={tool.name} tool={tool} />
        ))}
      </ul>
    </section>
  );
}

/** One that cannot be used here can still be switched off. */
function BuiltIn({ tool: { name, consent, asksItself, lack } }: { readonly tool: BuiltInToolStatus }) {
  const { words, request } = useApp();
  const texts = words.builtInTools;
  const [busy, setBusy] = useState(false);
  const change = async (to: ToolSwitch) => {
    if (busy) return;
    setBusy(true);
    await request({ kind: "switch-built-in-tool", tool: name, to });
    setBusy(false);
  };
  return (
    <ToolRow
      title={texts.tools[name].name}
      legend={texts.tools[name].name}
      hints={[texts.tools[name].what, ...(asksItself && lack === null ? [texts.asksItself] : [])]}
      warning={lack === null ? null : fill(texts.notAvailable, { why: texts.lack[lack] })}
      // Where the tool itself asks, there is no difference between the two.
      consent={asksItself && consent === "allow" ? "ask" : consent}
      choices={
        lack !== null && consent === "off" ? [] : asksItself ? ["off", "ask"] : ["off", "ask", "allow"]
      }
      busy={busy}
      onChange={(to) => void change(to)}
    />
  );
}
