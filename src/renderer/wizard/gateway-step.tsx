import { useRef } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import { AddressField } from "./address-field.tsx";
import { CertificateQuestion } from "./certificate-question.tsx";
import { CheckPanel } from "./check-panel.tsx";
import { CredentialFields } from "./credential-fields.tsx";
import { StepFrame } from "./step-frame.tsx";
import { hasPassed } from "./use-check.ts";
import { useGatewayForm } from "./use-gateway-form.ts";

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
  // A gateway that is merely away for the moment need not hold anyone up; the node goes on trying.
  const skippable = report?.steps.some((step) => step.status === "passed") === true && certificate === null;

  const accept = async (fingerprint: string) => {
    main.current?.focus();
    await form.acceptCertificate(fingerprint);
  };

  return (
    <StepFrame
      title={words.gateway.title}
      lead={words.gateway.lead}
      back="welcome"
      onSubmit={() => void (passed ? form.next() : form.submit())}
      actions={
        <>
          {!passed && skippable && (
            <button type="button" class="button quiet-button" onClick={() => void form.next()}>
              {words.gateway.skip}
            </button>
          )}
          <button type="submit" class="button primary" ref={main} aria-disabled={form.busy}>
            {passed
              ? words.common.actions.next
              : form.busy
                ? words.gateway.checking
                : state.status === "idle"
                  ? words.gateway.check
                  : words.gateway.checkAgain}
          </button>
        </>
      }
    >
      <div class="two-columns wide-left">
        <div class="fields">
          <AddressField
            text={form.address.text}
            problem={form.linkProblem}
            onInput={form.enterAddress}
            onPaste={form.pasteAddress}
          />
          <CredentialFields form={form} />
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
        </div>
        <CheckPanel state={state} address={draft.address} />
      </div>
    </StepFrame>
  );
}
