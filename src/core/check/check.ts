import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import type {
  CheckDetail,
  CheckInput,
  CheckProblem,
  CheckReport,
  CheckStepName,
} from "../../shared/bridge.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { GatewayAddress } from "../gateway/address.ts";
import type { CertificateProblem, GatewayFailure } from "../gateway/contract.ts";
import type { EdgeHeader } from "../gateway/edge-headers.ts";
import { explainByScheme } from "../gateway/other-scheme.ts";
import { type ChooseProxy, environmentProxy, type ProxyChoice, shownProxy } from "../gateway/proxy.ts";
import { settleAddress } from "../gateway/settle-address.ts";
import { classifySocketError } from "../gateway/socket-failure.ts";
import { openTransport } from "../gateway/transport.ts";
import { systemTrust, type TrustStore } from "../gateway/trust.ts";
import { addressCause } from "../node/address-detail.ts";
import { judge } from "../node/verdict.ts";
import type { SshTarget } from "../ssh/address.ts";
import { acceptHostKey } from "../ssh/host-key.ts";
import { askGateway } from "./ask-gateway.ts";
import { beginProgress, type Progress } from "./steps.ts";

/** How long one step may take, ms. */
const STEP_LIMIT = 8_000;
/** The same for SSH, including signing in and looking at an unknown key. */
const SSH_LIMIT = 20_000;

export interface CheckWorld {
  /** This program's version, as the gateway is told. */
  readonly version: string;
  readonly trust?: TrustStore;
  /** Which proxy leads where; the environment's by default. */
  readonly chooseProxy?: ChooseProxy;
  /** For what stands in front of the gateway; sent over TLS only. */
  readonly edgeHeaders?: readonly EdgeHeader[];
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
  readonly detail: CheckDetail;
}

const TIMED_OUT: GatewayFailure = { kind: "unreachable", cause: "timeout", detail: "no answer in time" };

/**
 * Checks an address the way the node will use it, one step after the other, and reports what was found at each. The
 * gateway is asked without a device identity: that tells whether the token or password is right, and leaves no pairing
 * request behind (measured on 2026.9.6). A setup code can be used only once, so it is not tried here. Never throws.
 */
export async function runCheck(run: CheckRun): Promise<CheckReport> {
  const progress = beginProgress(run.serial, run.report);
  const result = await walk(run, progress);
  if (!result.ok) progress.fail(result.failure.step, result.failure.problem, result.failure.detail);
  return progress.finish();
}

async function walk(run: CheckRun, progress: Progress): Promise<Result<void, Stop>> {
  progress.set("address", "running");
  const address = await readAddress(run);
  if (!address.ok) return address;
  progress.set("address", "passed");

  if (address.value.ssh !== undefined) {
    progress.goThroughSsh();
    const tunnel = await checkSsh(run, address.value, address.value.ssh, progress);
    return tunnel.ok ? checkGateway(run, address.value, tunnel.value, { kind: "direct" }, progress) : tunnel;
  }
  const way = await (run.world.chooseProxy ?? environmentProxy)(address.value);
  if (way.kind === "proxy") progress.found({ proxy: shownProxy(way.proxy) });
  const named = await checkName(address.value.host, way, progress);
  if (!named.ok) return named;
  const socket = await checkSocket(run, address.value, way, progress);
  if (!socket.ok) return socket;
  return checkGateway(run, address.value, socket.value, way, progress);
}

async function readAddress({
  input,
  allowInsecure = false,
}: CheckRun): Promise<Result<GatewayAddress, Stop>> {
  const address = await settleAddress(input.address, { allowInsecure });
  if (address.ok) return address;
  const { reason, detail } = addressCause(address.failure);
  return failure({ step: "address", problem: reason, detail });
}

async function checkName(host: string, way: ProxyChoice, progress: Progress): Promise<Result<void, Stop>> {
  // A proxy resolves names itself, and may know some that are not known here.
  if (isIP(host) !== 0 || way.kind !== "direct") {
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

/** Signs in as the node would; a host key that the person accepted is recorded first. */
async function checkSsh(
  run: CheckRun,
  address: GatewayAddress,
  target: SshTarget,
  progress: Progress,
): Promise<Result<Duplex, Stop>> {
  progress.set("ssh", "running");
  const accepted = run.input.acceptedSshHostKey;
  if (accepted !== undefined) await acceptHostKey(target, accepted, run.signal);
  const opened = await open(run, address, { kind: "direct" }, null, SSH_LIMIT);
  if (!opened.ok) {
    const { failure: reason } = opened;
    if (reason.kind === "ssh" && reason.problem === "host-key-unknown" && reason.presented !== null)
      progress.found({ untrustedHostKey: reason.presented });
    return failure(stopAt("ssh", reason));
  }
  progress.set("ssh", "passed");
  return opened;
}

/** Accepting a certificate is offered only where that helps: not for one that has expired. */
const pinIsVain: ReadonlySet<CertificateProblem | "changed"> = new Set([
  "expired",
  "not-yet-valid",
  "other-name",
]);

/** Plain TCP first, so that a closed port can be told from a bad certificate. */
async function checkSocket(
  run: CheckRun,
  address: GatewayAddress,
  way: ProxyChoice,
  progress: Progress,
): Promise<Result<Duplex, Stop>> {
  progress.set("tcp", "running");
  // Nothing is sent before TLS, so it may lead anywhere.
  const plain = address.secure ? { ...address, secure: false, plainAnywhere: true as const } : address;
  const tcp = await open(run, plain, way, null);
  if (!tcp.ok) return failure(stopAt("tcp", tcp.failure));
  progress.set("tcp", "passed");
  if (!address.secure) {
    progress.set("tls", "skipped");
    return tcp;
  }
  tcp.value.destroy();
  progress.set("tls", "running");
  const tls = await open(run, address, way, run.input.acceptedTlsFingerprint);
  if (!tls.ok) {
    if (tls.failure.kind === "certificate" && !pinIsVain.has(tls.failure.problem))
      progress.found({ untrustedCertificate: tls.failure.presented });
    return failure(stopAt("tls", await explained(run, address, way, tls.failure)));
  }
  progress.set("tls", "passed");
  return tls;
}

const explained = (
  run: CheckRun,
  address: GatewayAddress,
  way: ProxyChoice,
  reason: GatewayFailure,
): Promise<GatewayFailure> =>
  way.kind === "direct"
    ? explainByScheme(address, reason, (other) => open(run, other, way, null), run.signal)
    : Promise.resolve(reason);

async function open(
  run: CheckRun,
  address: GatewayAddress,
  way: ProxyChoice,
  tlsFingerprint: string | null,
  limit = STEP_LIMIT,
): Promise<Result<Duplex, GatewayFailure>> {
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(limit)]);
  const trust = run.world.trust ?? systemTrust;
  const result = await openTransport({ address, tlsFingerprint, trust, chooseProxy: () => way, signal });
  return !result.ok && result.failure.kind === "aborted" ? failure(TIMED_OUT) : result;
}

async function checkGateway(
  run: CheckRun,
  address: GatewayAddress,
  socket: Duplex,
  way: ProxyChoice,
  progress: Progress,
): Promise<Result<void, Stop>> {
  const credential = run.credential?.kind === "bootstrap" ? null : run.credential;
  progress.set("websocket", "running");
  const answer = await askGateway({
    socket,
    address,
    credential,
    edgeHeaders: run.world.edgeHeaders ?? [],
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
  if (answer.failure !== null) {
    const reason = await explained(run, address, way, answer.failure);
    return failure(stopAt(progress.running(), reason));
  }
  // Chosen but missing (a draft outlives its secret): "not needed" would be false.
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
  if (verdict.kind === "block") return { step, problem: verdict.cause.reason, detail: verdict.cause.detail };
  return { step, problem: "protocol-error", detail: {} };
}
