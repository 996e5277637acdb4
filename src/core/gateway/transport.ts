import { isIP, type Socket, type TcpNetConnectOpts, connect as tcpConnect } from "node:net";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { failure, type Result, success } from "../result.ts";
import type { GatewayAddress } from "./address.ts";
import { certificateFingerprint, type TrustStore, whyNotTrusted } from "./certificate.ts";
import type { GatewayFailure, Look } from "./contract.ts";
import { classifySocketError } from "./socket-failure.ts";

interface TransportOptions {
  readonly address: GatewayAddress;
  /** SHA-256 of the one certificate to take, lower-case hex; null for what `trust` believes. */
  readonly tlsFingerprint: string | null;
  readonly trust: TrustStore;
  /** Destroys the socket, whatever it is doing. */
  readonly signal: AbortSignal;
  /** Called when somebody accepted the connection, before a word of TLS or HTTP. */
  readonly onAccepted?: () => void;
}

export type OpenTransport = (options: TransportOptions) => Promise<Result<Socket, GatewayFailure>>;

/** With two address families, how long the first may take before the other is tried as well. */
const FAMILY_ATTEMPT_MS = 500;

/**
 * Looks up the name, connects, and for `wss` finishes TLS and judges the certificate. Not one byte of HTTP
 * has been sent when this resolves: a wrong certificate learns nothing but that we came. Proxy settings in the
 * environment are ignored; the socket goes where the address says. Never throws.
 */
export const openTransport: OpenTransport = (options) =>
  new Promise((resolve) => {
    const { address, signal } = options;
    if (signal.aborted) {
      resolve(failure({ kind: "aborted" }));
      return;
    }
    const socket = address.secure ? openTls(options) : openTcp(address);
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
      settle(address.secure ? judgeCertificate(socket as TLSSocket, options) : success(socket));
    const onAbort = () => settle(failure({ kind: "aborted" }));
    const onClose = () => settle(failure(closedEarly(address.secure)));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("error", (error) => settle(failure(classifySocketError(error))));
    socket.once("close", onClose);
    socket.once(ready, onReady);
  });

function openTcp(address: GatewayAddress): Socket {
  return tcpConnect({
    host: address.host,
    port: address.port,
    autoSelectFamilyAttemptTimeout: FAMILY_ATTEMPT_MS,
  });
}

function openTls({ address, tlsFingerprint, trust }: TransportOptions): TLSSocket {
  const options: ConnectionOptions & TcpNetConnectOpts = {
    host: address.host,
    port: address.port,
    autoSelectFamilyAttemptTimeout: FAMILY_ATTEMPT_MS,
    ALPNProtocols: ["http/1.1"],
    minVersion: "TLSv1.2",
    // An IP address is no server name (RFC 6066).
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...(tlsFingerprint === null ? { secureContext: trust() } : {}),
    // We judge the certificate ourselves, so that a person can be shown the one that was refused.
    rejectUnauthorized: false,
  };
  return tlsConnect(options);
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
  return failure({ kind: "certificate", presented, ...whyNotTrusted(shown, said, address.host) });
}

function closedEarly(secure: boolean): GatewayFailure {
  return secure
    ? { kind: "not-a-gateway", status: null, detail: "closed the connection during TLS" }
    : { kind: "unreachable", cause: "unreachable", detail: "closed" };
}

/** A gateway that is away answers a look at once or not at all; one behind a slow line is found by an attempt. */
const LONGEST_LOOK_MS = 2_000;

/** See `Look`. */
export const lookAtPort: Look = (address, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const socket = openTcp(address);
    const settle = (open: boolean) => {
      clearTimeout(limit);
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      resolve(open);
    };
    const onAbort = () => settle(false);
    const limit = setTimeout(onAbort, LONGEST_LOOK_MS);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => settle(true));
    socket.on("error", () => settle(false));
  });
