import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Remedy, remediesFor } from "../../shared/remedies.ts";
import type { Blocked, NodeState } from "../../shared/state.ts";
import { useApp } from "../app/app-context.ts";
import { CertificateQuestion } from "../wizard/certificate-question.tsx";
import { CredentialForm } from "./credential-form.tsx";
import { ForgetDialog } from "./forget-dialog.tsx";
import { useChangeGateway } from "./use-change-gateway.ts";

/** The buttons that fit the state; for a blocked one, those that fix it. */
export function RemedyActions() {
  const { snapshot, words, intend, request } = useApp();
  const texts = words.status.actions;
  const { node } = snapshot;
  switch (node.phase) {
    case "unconfigured":
      return (
        <Row>
          <button
            type="button"
            class="button primary"
            onClick={() => void request({ kind: "show-page", page: "wizard" })}
          >
            {texts.setUp}
          </button>
        </Row>
      );
    case "paused":
      return (
        <Row>
          <button type="button" class="button primary" onClick={() => void intend({ kind: "resume" })}>
            {texts.resume}
          </button>
        </Row>
      );
    case "connecting":
    case "awaiting-approval":
    case "connected":
    case "waiting":
      return (
        <Row>
          {isMistyped(node) && <ChangeGateway primary />}
          <button type="button" class="button" onClick={() => void intend({ kind: "reconnect" })}>
            {node.phase === "waiting" ? texts.tryNow : texts.reconnect}
          </button>
          <button type="button" class="button" onClick={() => void intend({ kind: "pause" })}>
            {texts.pause}
          </button>
          {node.phase === "waiting" && !isMistyped(node) && <ChangeGateway />}
        </Row>
      );
    case "blocked":
      return <BlockedActions node={node} />;
  }
}

/** The address itself is probably mistyped: nothing was ever reached there. */
const isMistyped = (node: NodeState): boolean =>
  node.phase === "waiting" &&
  node.gateway?.version == null &&
  ["name-not-found", "refused", "not-a-gateway"].includes(node.reason);

function ChangeGateway({ primary = false }: { readonly primary?: boolean }) {
  const { words } = useApp();
  const changeGateway = useChangeGateway();
  return (
    <button type="button" class={primary ? "button primary" : "button"} onClick={() => void changeGateway()}>
      {words.status.actions.changeGateway}
    </button>
  );
}

function Row({ children }: { readonly children: ComponentChildren }) {
  return <div class="action-row">{children}</div>;
}

function BlockedActions({ node }: { readonly node: Blocked }) {
  const { words, intend, request } = useApp();
  const changeGateway = useChangeGateway();
  const [forgetting, setForgetting] = useState(false);
  const remedies = remediesFor[node.reason];
  const presented = "presented" in node.detail ? node.detail.presented : undefined;
  const gateway = node.gateway;

  const buttons: Partial<Record<Remedy, { readonly label: string; readonly press: () => unknown }>> = {
    "try-again": { label: words.common.actions.tryAgain, press: () => intend({ kind: "reconnect" }) },
    "change-gateway": { label: words.status.actions.changeGateway, press: changeGateway },
    quit: { label: words.status.actions.quit, press: () => request({ kind: "quit" }) },
    ...(node.fingerprint === null
      ? {}
      : { forget: { label: words.status.actions.forget, press: () => setForgetting(true) } }),
  };

  return (
    <>
      {remedies.includes("enter-credential") && <CredentialForm node={node} key={node.since} />}
      {remedies.includes("accept-certificate") && presented !== undefined && gateway !== null && (
        <CertificateQuestion
          key={presented}
          fingerprint={presented}
          onAccept={() =>
            void intend({
              kind: "configure",
              address: gateway.url,
              tlsFingerprint: presented.replace(/[^0-9a-f]/gi, "").toLowerCase(),
            })
          }
        />
      )}
      <Row>
        {remedies.map((remedy) => {
          const button = buttons[remedy];
          if (button === undefined) return null;
          return (
            <button
              key={remedy}
              type="button"
              class={remedy === remedies[0] ? "button primary" : "button"}
              onClick={() => void button.press()}
            >
              {button.label}
            </button>
          );
        })}
      </Row>
      {forgetting && <ForgetDialog onClose={() => setForgetting(false)} />}
    </>
  );
}
