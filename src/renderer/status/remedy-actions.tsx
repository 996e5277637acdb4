import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Blocked } from "../../shared/state.ts";
import { useApp } from "../app/app-context.ts";
import { CertificateQuestion } from "../wizard/certificate-question.tsx";
import { CredentialForm } from "./credential-form.tsx";
import { ForgetDialog } from "./forget-dialog.tsx";
import { type Remedy, remediesFor } from "./remedies.ts";
import { useChangeGateway } from "./use-change-gateway.ts";

/** The buttons that fit the state; for a blocked one, those that mend it. */
export function RemedyActions() {
  const { snapshot, words, intend, request } = useApp();
  const changeGateway = useChangeGateway();
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
          <button type="button" class="button" onClick={() => void intend({ kind: "reconnect" })}>
            {node.phase === "waiting" ? texts.tryNow : texts.reconnect}
          </button>
          <button type="button" class="button" onClick={() => void intend({ kind: "pause" })}>
            {texts.pause}
          </button>
          {node.phase === "waiting" && (
            <button type="button" class="button" onClick={() => void changeGateway()}>
              {texts.changeGateway}
            </button>
          )}
        </Row>
      );
    case "blocked":
      return <BlockedActions node={node} />;
  }
}

function Row({ children }: { readonly children: ComponentChildren }) {
  return <div class="action-row">{children}</div>;
}

function BlockedActions({ node }: { readonly node: Blocked }) {
  const { words, intend, request } = useApp();
  const changeGateway = useChangeGateway();
  const [forgetting, setForgetting] = useState(false);
  const remedies = remediesFor[node.reason];
  const presented = node.detail.presented;
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
