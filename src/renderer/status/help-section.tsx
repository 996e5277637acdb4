import { useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { CopyButton } from "../components/copy-button.tsx";
import { TextOnDemand } from "../components/text-on-demand.tsx";
import { ForgetDialog } from "./forget-dialog.tsx";
import { useChangeGateway } from "./use-change-gateway.ts";

/** What is seldom needed: another gateway, help, and the end of this identity. */
export function HelpSection() {
  const { snapshot, words, request } = useApp();
  const changeGateway = useChangeGateway();
  const [forgetting, setForgetting] = useState(false);
  const texts = words.status.help;
  return (
    <section class="card" aria-labelledby="help-title">
      <h2 id="help-title">{texts.title}</h2>
      <div class="action-row">
        <CopyButton what="diagnostics" full />
        <button type="button" class="button" onClick={() => void request({ kind: "open-log-folder" })}>
          {texts.logs}
        </button>
        <button type="button" class="button" onClick={() => void request({ kind: "open-documentation" })}>
          {texts.documentation}
        </button>
        {!snapshot.app.trayAvailable && (
          <button type="button" class="button" onClick={() => void request({ kind: "quit" })}>
            {words.status.actions.quit}
          </button>
        )}
      </div>
      <p class="hint">{texts.diagnosticsHint}</p>
      <TextOnDemand what="log" title={words.commands.log.title} again={words.commands.log.again} />
      <div class="action-row ruled">
        {snapshot.node.gateway !== null && (
          <button type="button" class="button" onClick={() => void changeGateway()}>
            {words.status.actions.changeGateway}
          </button>
        )}
        {snapshot.node.fingerprint !== null && (
          <button type="button" class="button danger-quiet" onClick={() => setForgetting(true)}>
            {words.status.actions.forget}
          </button>
        )}
      </div>
      {forgetting && <ForgetDialog onClose={() => setForgetting(false)} />}
    </section>
  );
}
