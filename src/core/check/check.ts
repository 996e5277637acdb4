import { lookup } from "node:dns/promises";
import { isIP, type Socket } from "node:net";
import type { CheckInput, CheckProblem, CheckReport, CheckStepName } from "../../shared/bridge.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import { type GatewayAddress, parseGatewayAddress } from "../gateway/address.ts";
import { systemTrust, type TrustStore } from "../gateway/certificate.ts";
import type { GatewayFailure } from "../gateway/contract.ts";
import { classifySocketError } from "../gateway/socket-failure.ts";
import { openTransport } from "../gateway/transport.ts";
import { addressReason } from "../node/address-detail.ts";
import { judge } from "../node/verdict.ts";
import { failure, type Result, success } from "../result.ts";
import { askGateway } from "./ask-gateway.ts";
import { beginProgress, type Progress } from "./steps.ts";

/** How long one step may take, ms. */
const STEP_LIMIT = 8_000;

export interface CheckWorld {
  /** Version of this program, as the gateway is told it. */
  readonly version: string;
  readonly trust?: TrustStore;
}

interface CheckRun {
  readonly input: CheckInput;
  readonly credential: SharedCredential | null;
  /** The owner chose plain `ws://` to a public address. */
  readonly allowInsecure?: boolean;
  readonly serial: number;
  readonly signal: AbortSignal;
  readonly report: (report: CheckReport) => void;
  readonly world: CheckWorld;
}

/** Where it ended, and why. */
interface Stop {
  readonly step: CheckStepName;
  readonly problem: CheckProblem;
  readonly detail: Readonly<Record<string, string>>;
}

const TIMED_OUT: GatewayFailure = { kind: "unreachable", cause: "timeout", detail: "no answer in time" };

/**
 * Checks an address the way the node will use it, one step after the other, and says at each what
 * was found. The gateway is asked without a device identity: that tells whether the token or password
 * is right, and leaves no pairing request behind (measured on 2026.9.6). A setup code is single use,
 * so it is not tried here. Never throws.
 */
export async function runCheck(run: CheckRun): Promise<CheckReport> {
  const progress = beginProgress(run.serial, run.report);
  const result = await walk(run, progress);
  if (!result.ok) progress.fail(result.failure.step, result.failure.problem, result.failure.detail);
  return progress.finish();
}

async function walk(run: CheckRun, progress: Progress): Promise<Result<void, Stop>> {
  progress.set("address", "running");
  const address = readAddress(run);
  if (!address.ok) return address;
  progress.set("address", "passed");

  const named = await checkName(address.value.host, progress);
  if (!named.ok) return named;
  const socket = await checkSocket(run, address.value, progress);
  if (!socket.ok) return socket;
  return checkGateway(run, address.value, socket.value, progress);
}

function readAddress({ input, allowInsecure = false }: CheckRun): Result<GatewayAddress, Stop> {
  const address = parseGatewayAddress(input.address, { allowInsecure });
  if (address.ok) return address;
  const { reason, detail } = addressReason(address.failure);
  return failure({ step: "address", problem: reason, detail });
}

async function checkName(host: string, progress: Progress): Promise<Result<void, Stop>> {
  if (isIP(host) !== 0) {
    progress.set("name", "skipped");
    return success(undefined);
  }
  progress.set("name", "running");
  const problem = await new Promise<GatewayFailure | null>((resolve) => {
    const timer = setTimeout(() => resolve(TIMED_OUT), STEP_LIMIT);
    lookup(host)
      .then(
        () => resolve(null),
        (error: unknown) => resolve(classifySocketError(error)),
      )
      .finally(() => clearTimeout(timer));
  });
  if (problem !== null) return failure(stopAt("name", problem));
  progress.set("name", "passed");
  return success(undefined);
}

/** Accepting a certificate is offered only where that is what it lacks: not for one that has expired. */
const pinHelps: ReadonlySet<string> = new Set(["self-signed", "unknown-issuer", "changed"]);

/** Plain TCP first, so that a closed port and a bad certificate are told apart. */
async function checkSocket(
  run: CheckRun,
  address: GatewayAddress,
  progress: Progress,
): Promise<Result<Socket, Stop>> {
  progress.set("tcp", "running");
  const tcp = await open(run, { ...address, secure: false }, null);
  if (!tcp.ok) return failure(stopAt("tcp", tcp.failure));
  progress.set("tcp", "passed");
  if (!address.secure) {
    progress.set("tls", "skipped");
    return tcp;
  }
  tcp.value.destroy();
  progress.set("tls", "running");
  const tls = await open(run, address, run.input.acceptedTlsFingerprint);
  if (!tls.ok) {
    if (tls.failure.kind === "certificate" && pinHelps.has(tls.failure.problem))
      progress.found({ untrustedCertificate: tls.failure.presented });
    return failure(stopAt("tls", tls.failure));
  }
  progress.set("tls", "passed");
  return tls;
}

async function open(
  run: CheckRun,
  address: GatewayAddress,
  tlsFingerprint: string | null,
): Promise<Result<Socket, GatewayFailure>> {
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(STEP_LIMIT)]);
  const trust = run.world.trust ?? systemTrust;
  const result = await openTransport({ address, tlsFingerprint, trust, signal });
  return !result.ok && result.failure.kind === "aborted" ? failure(TIMED_OUT) : result;
}

async function checkGateway(
  run: CheckRun,
  address: GatewayAddress,
  socket: Socket,
  progress: Progress,
): Promise<Result<void, Stop>> {
  const credential = run.credential?.kind === "bootstrap" ? null : run.credential;
  progress.set("websocket", "running");
  const answer = await askGateway({
    socket,
    address,
    credential,
    version: run.world.version,
    signal: AbortSignal.any([run.signal, AbortSignal.timeout(2 * STEP_LIMIT)]),
    reached(step) {
      if (step === "upgraded") {
        progress.set("websocket", "passed");
        progress.set("gateway", "running");
      } else {
        progress.set("gateway", "passed");
        if (credential !== null) progress.set("credential", "running");
      }
    },
  });
  if (answer.version !== null) progress.found({ gatewayVersion: answer.version });
  if (answer.failure !== null) return failure(stopAt(progress.running(), answer.failure));
  // Chosen and not there (a draft outlives its secret): "not needed" would be false.
  if (run.credential === null && run.input.credentialKind !== "none") {
    return failure({ step: "credential", problem: "credential-not-entered", detail: {} });
  }
  progress.set("credential", credential === null ? "skipped" : "passed");
  return success(undefined);
}

/** The same judgement as the node's own, so that window and check say the same words. */
function stopAt(step: CheckStepName, reason: GatewayFailure): Stop {
  const verdict = judge(reason);
  if (verdict.kind === "wait") return { step, problem: verdict.reason, detail: {} };
  if (verdict.kind === "block") return { step, problem: verdict.reason, detail: verdict.detail };
  return { step, problem: "protocol-error", detail: {} };
}
