import { isIP, type Socket, type TcpNetConnectOpts, connect as tcpConnect } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, TLSSocket, connect as tlsConnect } from "node:tls";
import { failure, type Result, success } from "../../shared/result.ts";
import { openThroughSsh } from "../ssh/open.ts";
import type { GatewayAddress } from "./address.ts";
import { certificateFingerprint, chainOf, whyNotTrusted } from "./certificate.ts";
import type { GatewayFailure, Look } from "./contract.ts";
import { isPrivateAddress } from "./private-host.ts";
import { type ChooseProxy, shownProxy } from "./proxy.ts";
import { classifySocketError, closedDuringTls, errorCode } from "./socket-failure.ts";
import { systemTrust, type TrustStore } from "./trust.ts";
import { openTunnel, unusableProxy } from "./tunnel.ts";

interface TransportOptions {
  readonly address: GatewayAddress;
  /** SHA-256 of the one certificate to accept, lower-case hex; null for what `trust` believes. */
  readonly tlsFingerprint: string | null;
  readonly trust: TrustStore;
  readonly chooseProxy: ChooseProxy;
  /** Called with the proxy the connection goes through, safe to show, before it is asked. */
  readonly onProxy?: (proxy: string) => void;
  /** Destroys the socket, whatever it is doing. */
  readonly signal: AbortSignal;
  /** Called when the connection was accepted, before any TLS or HTTP. */
  readonly onAccepted?: () => void;
}

export type OpenTransport = (options: TransportOptions) => Promise<Result<Duplex, GatewayFailure>>;

/** With two address families, how long the first may take before the other is tried as well. */
const FAMILY_ATTEMPT_MS = 500;

/**
 * Looks up the name (or has a proxy do so), connects, and for `wss` finishes TLS and judges the certificate, which is
 * the gateway's own even behind a proxy. Not one byte of HTTP has been sent to the gateway when this resolves: a wrong
 * certificate, or a public address behind a name of the private network, learns nothing except that we came. An address
 * with `ssh` is reached through the system's ssh instead. Never throws.
 */
export const openTransport: OpenTransport = async (options) => {
  const { signal, address } = options;
  if (signal.aborted) return failure({ kind: "aborted" });
  if (address.ssh !== undefined) {
    const opened = await openThroughSsh(address.ssh, signal);
    if (opened.ok) options.onAccepted?.();
    return opened;
  }
  const way = await underneath(options);
  if (!way.ok) return way;
  if (way.value !== null) options.onAccepted?.();
  if (!signal.aborted) return finish(options, way.value);
  way.value?.destroy();
  return failure({ kind: "aborted" });
};

type Underneath = Result<Socket | null, GatewayFailure>;

/** The tunnel through a proxy; null when the connection is made directly. */
async function underneath(
  options: Pick<TransportOptions, "address" | "chooseProxy" | "onProxy" | "trust" | "signal">,
): Promise<Underneath> {
  const { address, trust, signal } = options;
  const choice = await unlessAborted(options.chooseProxy(address), signal);
  if (choice === null) return failure({ kind: "aborted" });
  if (choice.kind === "direct") return success(null);
  if (choice.kind === "unusable") return failure(unusableProxy(choice));
  options.onProxy?.(shownProxy(choice.proxy));
  return openTunnel({ proxy: choice.proxy, address, trust, signal });
}

/** A system that searches the network for its proxy settings may take a while. */
async function unlessAborted<Value>(
  value: Value | Promise<Value>,
  signal: AbortSignal,
): Promise<Value | null> {
  let onAbort = (): void => {};
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return signal.aborted ? null : await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** TCP if there is no tunnel, TLS if the address requires it, and the check of who is there. */
function finish(options: TransportOptions, tunnel: Socket | null): Promise<Result<Socket, GatewayFailure>> {
  return new Promise((resolve) => {
    const { address, signal } = options;
    if (tunnel !== null && !address.secure) return resolve(success(tunnel));
    const socket = address.secure ? openTls(options, tunnel) : openTcp(address);
    socket.once("connect", () => options.onAccepted?.());
    const settle = (result: Result<Socket, GatewayFailure>) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("close", onClose);
      socket.off(ready, onReady);
      // The error listener stays: until the next owner has its own, and for the late error of a discarded socket.
      if (!result.ok) socket.destroy();
      resolve(result);
    };
    const ready = address.secure ? "secureConnect" : "connect";
    const onReady = () =>
      settle(address.secure ? judgeCertificate(socket as TLSSocket, options) : judgePeer(socket, address));
    const onAbort = () => settle(failure({ kind: "aborted" }));
    const onClose = () => settle(failure(closedEarly(address.secure)));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("error", (error) => settle(failure(refusedOurs(socket, error) ?? classifySocketError(error))));
    socket.once("close", onClose);
    socket.once(ready, onReady);
  });
}

function openTcp(address: GatewayAddress): Socket {
  return tcpConnect({
    host: address.host,
    port: address.port,
    autoSelectFamilyAttemptTimeout: FAMILY_ATTEMPT_MS,
  });
}

function openTls({ address, tlsFingerprint, trust }: TransportOptions, tunnel: Socket | null): TLSSocket {
  const options: ConnectionOptions & TcpNetConnectOpts = {
    host: address.host,
    port: address.port,
    autoSelectFamilyAttemptTimeout: FAMILY_ATTEMPT_MS,
    ...(tunnel === null ? {} : { socket: tunnel }),
    ALPNProtocols: ["http/1.1"],
    minVersion: "TLSv1.2",
    // An IP address is not a server name (RFC 6066).
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...(tlsFingerprint === null ? { secureContext: trust() } : {}),
    // We judge the certificate ourselves, so that a person can be shown the one that was refused.
    rejectUnauthorized: false,
  };
  return tlsConnect(options);
}

/**
 * The other end gave up once its certificate was here and ours was due: it wants one of us. Before TLS 1.3 the alert
 * alone does not say so: the same one is sent when there is no cipher in common, and then there is no certificate yet.
 */
function refusedOurs(socket: Socket, error: unknown): GatewayFailure | null {
  if (!(socket instanceof TLSSocket) || !errorCode(error).includes("ALERT")) return null;
  const { raw } = socket.getPeerCertificate() as { readonly raw?: Buffer };
  return raw === undefined ? null : { kind: "client-certificate", detail: errorCode(error) };
}

/** A name does not say where it leads: what counts is the socket's address. */
function judgePeer(socket: Socket, address: GatewayAddress): Result<Socket, GatewayFailure> {
  const peer = socket.remoteAddress;
  // Gone again already.
  if (peer === undefined) return failure(closedEarly(false));
  if (address.plainAnywhere || isPrivateAddress(peer)) return success(socket);
  return failure({ kind: "public-address", host: address.host, address: peer });
}

function judgeCertificate(
  socket: TLSSocket,
  { tlsFingerprint, address }: TransportOptions,
): Result<Socket, GatewayFailure> {
  const shown = socket.getPeerCertificate();
  const certificate = shown.raw as Buffer | undefined;
  if (certificate === undefined) {
    return failure({ kind: "not-a-gateway", status: null, detail: "TLS without a certificate" });
  }
  const presented = certificateFingerprint(certificate);
  if (tlsFingerprint !== null) {
    if (presented === tlsFingerprint) return success(socket);
    return failure({ kind: "certificate", problem: "changed", presented, detail: "", date: null });
  }
  if (socket.authorized) return success(socket);
  const said = socket.authorizationError as unknown;
  const chain = chainOf(socket.getPeerCertificate(true));
  return failure({ kind: "certificate", presented, ...whyNotTrusted(shown, said, address.host, chain) });
}

function closedEarly(secure: boolean): GatewayFailure {
  return secure ? closedDuringTls : { kind: "unreachable", cause: "unreachable", detail: "closed" };
}

/**
 * A gateway that is away answers a probe at once or not at all; one behind a slow connection is found by an attempt.
 */
const MAX_LOOK_MS = 2_000;

/** See `Look`: through the proxy where one is set, since the port cannot be probed otherwise. */
export function createLook(chooseProxy: ChooseProxy): Look {
  return async (address, signal) => {
    // Only an attempt can tell: behind sshd no port can be probed.
    if (address.ssh !== undefined) return true;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(MAX_LOOK_MS)]);
    const way = await underneath({ address, chooseProxy, trust: systemTrust, signal: limit });
    if (!way.ok) return false;
    if (way.value === null) return lookDirectly(address, limit);
    way.value.destroy();
    return true;
  };
}

function lookDirectly(address: GatewayAddress, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const socket = openTcp(address);
    const settle = (open: boolean) => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(open);
    };
    const onAbort = () => settle(false);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => settle(true));
    socket.on("error", () => settle(false));
  });
}
