import { useState } from "preact/hooks";
import type { ToolItem, ToolSwitch } from "../../shared/tools-page.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { ToolRow } from "./tool-row.tsx";

const choices = ["off", "ask", "allow"] as const;

/** A tool of a server, and what that says of it. */
export function ServerTool({ server, tool }: { readonly server: string; readonly tool: ToolItem }) {
  const { words, request } = useApp();
  const texts = words.tools;
  const { id, name, description, readOnly, consent, changed, gone } = tool;
  const [busy, setBusy] = useState(false);
  const change = async (to: ToolSwitch) => {
    if (busy) return;
    setBusy(true);
    await request({ kind: "switch-tool", server, tool: id, to });
    setBusy(false);
  };
  return (
    <ToolRow
      title={<FromAfar text={name} code />}
      legend={name}
      hints={[...(description === "" ? [] : [description]), ...(readOnly ? [texts.readOnly] : [])]}
      warning={gone ? texts.gone : changed ? texts.changed : null}
      action={changed && !gone ? { label: texts.accept, carryOut: () => void change(consent) } : null}
      consent={consent}
      choices={gone ? ["off", consent] : choices}
      busy={busy}
      onChange={(to) => void change(to)}
    />
  );
}
