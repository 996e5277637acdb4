import { runCheck } from "../core/check/check.ts";
import type { GivenSecrets } from "../core/environment/own-environment.ts";
import { parseTlsFingerprint } from "../core/gateway/tls-fingerprint.ts";
import { readTarget, type TargetProblem } from "../core/links/target.ts";
import { addressCause } from "../core/node/address-detail.ts";
import { openSettings } from "../core/settings/open.ts";
import type { CheckInput, CheckReport, CheckStep } from "../shared/bridge.ts";
import type { SharedCredential } from "../shared/intent.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { describeCheckProblem } from "../shared/words/check-problem.ts";
import { fill } from "../shared/words/describe.ts";
import { catalogueFor } from "../shared/words/languages.ts";
import { NO_TLS_FINGERPRINT } from "./answering-options.ts";
import type { CheckArguments } from "./check-arguments.ts";
import { tellMeant } from "./each-connection.ts";
import { keptEdgeHeaders, takeEdgeHeaders } from "./edge-headers.ts";
import { blockedSentence, type Ended, refuse, refuseSettings } from "./ended.ts";
import { takeSharedCredential } from "./environment.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { answer } from "./print.ts";
import { settleSshHostKey } from "./ssh-host-key.ts";

/** What is to be checked, and how the owner wants it used. */
interface Asked {
  readonly address: string;
  readonly tlsFingerprint: string | null;
  readonly allowInsecure: boolean;
  /** A setup code contains a sign-in that works only once; it is not spent here. */
  readonly setupCode: boolean;
}

const words = catalogueFor("en", process.platform);

/** `clawtray check`. */
export async function check(
  options: CheckArguments,
  appVersion: string,
  given: GivenSecrets,
): Promise<Ended> {
  const secret = takeSharedCredential(process.env, given);
  if (!secret.ok) return refuse(secret.failure);
  const edge = await takeEdgeHeaders(given);
  if (!edge.ok) return refuse(edge.failure);
  if (options.target === null) tellMeant(options);
  const settings = openSettings(stateDirOf(options));
  if (!settings.ok && options.target === null) return refuseSettings(settings.failure);
  const { gateway } = settings.ok ? settings.value.read() : { gateway: null };
  const target =
    options.target === null
      ? gateway === null
        ? failure("No gateway is known. Specify one to check: clawtray check HOST")
        : success({ ...gateway, address: gateway.url, setupCode: false })
      : readAsked(options.target, Date.now());
  if (!target.ok) return refuse(target.failure);
  const pin = options.tlsFingerprint === null ? null : parseTlsFingerprint(options.tlsFingerprint);
  if (options.tlsFingerprint !== null && pin === null) return refuse(NO_TLS_FINGERPRINT);
  const { address, allowInsecure, setupCode } = target.value;
  const settled = await settleSshHostKey(address, { accepted: options.acceptSshHostKey, terminal: false });
  if (!settled.ok) return refuse(settled.failure);
  const credential = setupCode ? null : secret.value;
  const kept = options.target === null ? await keptEdgeHeaders(options) : [];
  const report = await runCheck({
    input: inputOf(address, pin ?? target.value.tlsFingerprint, credential),
    credential,
    allowInsecure,
    serial: 0,
    signal: new AbortController().signal,
    report() {},
    world: { version: appVersion, edgeHeaders: [...kept, ...edge.value.headers] },
  });
  answer(options, answerOf(report, address), page(report, target.value));
  return { code: failedStep(report) === null ? exitCode.ok : exitCode.failed, busy: false };
}

function readAsked(typed: string, now: number): Result<Asked, string> {
  const target = readTarget(typed, now);
  if (!target.ok) return failure(targetSentence(target.failure));
  switch (target.value.kind) {
    case "address":
      return success({
        address: target.value.address,
        tlsFingerprint: null,
        allowInsecure: false,
        setupCode: false,
      });
    case "setup":
      return success({
        address: target.value.setup.urls[0],
        tlsFingerprint: target.value.setup.tlsFingerprint,
        allowInsecure: false,
        setupCode: true,
      });
    case "join-link":
      return failure(
        "A join link works only once, so it is not opened for a check. Paste the address of the gateway instead.",
      );
  }
}

/** Why the pasted text does not lead to a gateway. */
export const targetSentence = (why: TargetProblem): string =>
  why.about === "setup"
    ? words.gateway.linkProblems[why.problem]
    : blockedSentence(addressCause(why.problem));

const inputOf = (
  address: string,
  acceptedTlsFingerprint: string | null,
  credential: SharedCredential | null,
): CheckInput => ({
  address,
  acceptedTlsFingerprint,
  credentialKind: credential === null || credential.kind === "bootstrap" ? "none" : credential.kind,
});

const failedStep = (report: CheckReport): CheckStep | null =>
  report.steps.find(({ status }) => status === "failed") ?? null;

/** An address that cannot be read is not repeated: a secret may have been pasted into it. */
const answerOf = (report: CheckReport, address: string) => ({
  ok: failedStep(report) === null,
  address: failedStep(report)?.name === "address" ? null : address,
  gatewayVersion: report.gatewayVersion,
  untrustedCertificate: report.untrustedCertificate,
  proxy: report.proxy ?? null,
  ...(report.untrustedHostKey === undefined ? {} : { untrustedHostKey: report.untrustedHostKey }),
  steps: report.steps.map(({ name, status, problem }) => ({ name, status, problem })),
});

const marks = {
  passed: "ok     ",
  failed: "FAILED ",
  skipped: "-      ",
  waiting: "       ",
  running: "       ",
  unsent: "-      ",
} as const;

function page(report: CheckReport, { address, setupCode }: Asked): string {
  const lines = report.steps.map(({ name, status }) => {
    const shown = setupCode && name === "credential" && status === "skipped" ? "unsent" : status;
    return `${marks[shown]}  ${words.gateway.steps[name].padEnd(18)}${words.gateway.statuses[shown]}`;
  });
  const through = report.proxy === undefined ? [] : [`Through the proxy ${report.proxy}.`];
  return `${[...lines, "", ...through, ...verdict(report, address)].join("\n")}\n`;
}

function verdict(report: CheckReport, address: string): readonly string[] {
  const failed = failedStep(report);
  if (failed === null || failed.problem === null) {
    const { passed, passedVersion } = words.gateway.report;
    return [
      report.gatewayVersion === null ? passed : fill(passedVersion, { version: report.gatewayVersion }),
    ];
  }
  const { sentence, remedy } = describeCheckProblem(failed.problem, failed.detail, address, words);
  const { untrustedCertificate, untrustedHostKey } = report;
  // What the window shows below its words, and asks about there.
  if (untrustedCertificate !== null)
    return [
      sentence,
      `The certificate's full fingerprint: ${untrustedCertificate}`,
      words.blocked["certificate-untrusted"].remedy,
      `To accept it: clawtray connect ${address} --tls-fingerprint ${untrustedCertificate}`,
    ];
  if (untrustedHostKey !== undefined) {
    const accept = `clawtray connect ${address} --accept-ssh-host-key ${untrustedHostKey}`;
    const { remedy: comparison } = words.blocked["ssh-host-key-unknown"];
    return [sentence, comparison.replace(/clawtray run --accept-ssh-host-key \{hostKey\}$/, accept)];
  }
  return [sentence, remedy];
}
