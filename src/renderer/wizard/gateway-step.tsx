import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import { AddressField } from "./address-field.tsx";
import { CertificateQuestion, HostKeyQuestion } from "./certificate-question.tsx";
import { CheckPanel } from "./check-panel.tsx";
import { CredentialFields } from "./credential-fields.tsx";
import { EdgeFields } from "./edge-fields.tsx";
import { NearbyGateways } from "./nearby-gateways.tsx";
import { StepFrame } from "./step-frame.tsx";
import { hasPassed } from "./use-check.ts";
import { type GatewayForm, useGatewayForm } from "./use-gateway-form.ts";

/** Where the gateway is, and whether it can be reached from here. */
export function GatewayStep() {
  const { snapshot, words } = useApp();
  const { draft } = snapshot;
  const form = useGatewayForm();
  const main = useRef<HTMLButtonElement>(null);
  const { state } = form.check;
  const report = state.status === "finished" ? state.report : null;
  const passed = report !== null && hasPassed(report);
  const certificate = report?.untrustedCertificate ?? null;
  const hostKey = report?.untrustedHostKey ?? null;
  // A gateway that is merely away for the moment need not hold anyone up; the node keeps trying.
  const skippable =
    report?.steps.some((step) => step.status === "passed") === true &&
    certificate === null &&
    hostKey === null;

  const accept = async (fingerprint: string) => {
    main.current?.focus();
    await form.acceptCertificate(fingerprint);
  };

  const acceptHostKey = async (fingerprint: string) => {
    main.current?.focus();
    await form.acceptHostKey(fingerprint);
  };

  return (
    <StepFrame
      title={words.gateway.title}
      lead={words.gateway.lead}
      back="welcome"
      onSubmit={() => void (passed ? form.next() : form.submit())}
      actions={<WayOn form={form} passed={passed} skippable={!passed && skippable} main={main} />}
    >
      <div class="two-columns wide-left">
        <div class="fields">
          <AddressField
            text={form.address.text}
            problem={form.linkProblem}
            onInput={form.enterAddress}
            onPaste={form.pasteAddress}
          />
          <NearbyGateways onUse={form.enterAddress} />
          <CredentialFields form={form} />
          <EdgeFields
            edge={form.edge}
            address={form.address.text}
            asked={
              form.linkRefused === "join-link-access-page" ||
              report?.steps.some(({ problem }) => problem === "access-page") === true
            }
          />
          {draft.acceptedTlsFingerprint !== null && (
            <Notice kind="information">
              <p>{words.gateway.certificate.accepted}</p>
              <button type="button" class="link" onClick={() => void form.withdrawCertificate()}>
                {words.gateway.certificate.withdraw}
              </button>
            </Notice>
          )}
          {certificate !== null && (
            <CertificateQuestion
              key={certificate}
              fingerprint={certificate}
              onAccept={() => void accept(certificate)}
              takeFocus
            />
          )}
          {hostKey !== null && (
            <HostKeyQuestion
              key={hostKey}
              fingerprint={hostKey}
              onAccept={() => void acceptHostKey(hostKey)}
              takeFocus
            />
          )}
        </div>
        <CheckPanel state={state} address={draft.address} />
      </div>
    </StepFrame>
  );
}

interface WayOnProps {
  readonly form: GatewayForm;
  readonly passed: boolean;
  readonly skippable: boolean;
  readonly main: RefObject<HTMLButtonElement | null>;
}

/** Check, cancel the check, go on. */
function WayOn({ form, passed, skippable, main }: WayOnProps) {
  const { words } = useApp();
  const { status } = form.check.state;
  const cancel = async () => {
    main.current?.focus();
    await form.check.cancel();
  };
  const check = status === "idle" ? words.gateway.check : words.gateway.checkAgain;
  return (
    <>
      {skippable && (
        <button type="button" class="button quiet-button" onClick={() => void form.next()}>
          {words.gateway.skip}
        </button>
      )}
      {status === "running" && (
        <button type="button" class="button" onClick={() => void cancel()}>
          {words.gateway.cancelCheck}
        </button>
      )}
      <button type="submit" class="button primary" ref={main} aria-disabled={form.busy}>
        {passed ? words.common.actions.next : form.busy ? words.gateway.checking : check}
      </button>
    </>
  );
}
