import { type ClientRequest, request } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { failure, type Result, success } from "../../shared/result.ts";
import type { GatewayAddress } from "./address.ts";
import type { GatewayFailure } from "./contract.ts";
import { cleanDetail } from "./detail.ts";
import { authorityOf, type HttpProxy, type ProxyChoice, shownProxy } from "./proxy.ts";
import { errorCode } from "./socket-failure.ts";
import type { TrustStore } from "./trust.ts";

interface TunnelOptions {
  readonly proxy: HttpProxy;
  /** Where the tunnel leads. */
  readonly address: GatewayAddress;
  /** Whom to trust for a proxy that is itself reached over TLS. */
  readonly trust: TrustStore;
  readonly signal: AbortSignal;
}

/**
 * Asks a proxy for a tunnel (CONNECT, RFC 9110, 9.3.6). The result is the bare socket: nothing has been said to the
 * gateway. Node's own HTTP client does it, because an agent library hides the socket until it is done (so that an abort
 * leaves it behind) and returns a proxy's refusal as if the gateway had answered. Never throws.
 */
export function openTunnel(options: TunnelOptions): Promise<Result<Socket, GatewayFailure>> {
  const { proxy, signal } = options;
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(failure({ kind: "aborted" }));
    const asked = askFor(options);
    asked.once("connect", (response, socket: Socket, head) => {
      // Until the next owner has its own, and for the late error of a discarded socket.
      socket.on("error", () => {});
      const { statusCode = 0 } = response;
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        return resolve(failure(refusalOf(proxy, statusCode)));
      }
      if (head.length > 0) socket.unshift(head);
      resolve(success(socket));
    });
    asked.on("error", (error) =>
      resolve(failure(signal.aborted ? { kind: "aborted" } : unreachableProxy(proxy, error))),
    );
    asked.end();
  });
}

function askFor({ proxy, address, trust, signal }: TunnelOptions): ClientRequest {
  const { host, port, authorization } = proxy;
  const target = authorityOf(address.host, address.port);
  const secured = {
    createConnection: () =>
      tlsConnect({
        host,
        port,
        secureContext: trust(),
        ALPNProtocols: ["http/1.1"],
        ...(isIP(host) === 0 ? { servername: host } : {}),
      }),
  };
  return request({
    ...(proxy.secure ? secured : { agent: false }),
    host,
    port,
    method: "CONNECT",
    path: target,
    headers: { Host: target, ...(authorization === null ? {} : { "Proxy-Authorization": authorization }) },
    signal,
  });
}

/** 5xx is what a proxy says about a gateway that it cannot reach; the rest is between us and the proxy. */
function refusalOf(proxy: HttpProxy, status: number): GatewayFailure {
  if (status >= 500 && status <= 599)
    return { kind: "unreachable", cause: "unreachable", detail: `the proxy answered HTTP ${status}` };
  // tinyproxy answers a wrong password with 401 (1.11.1).
  const signIn = status === 407 || status === 401;
  return proxyFailure(proxy, signIn ? "sign-in" : "refused", status, `HTTP ${status}`);
}

function unreachableProxy(proxy: HttpProxy, error: unknown): GatewayFailure {
  const code = errorCode(error);
  const words = error instanceof Error ? cleanDetail(error.message, "") : "";
  if (code.startsWith("HPE_")) return proxyFailure(proxy, "refused", null, `no HTTP there: ${code}`);
  return proxyFailure(proxy, "unreachable", null, code === "" ? words : code);
}

const proxyFailure = (
  proxy: HttpProxy,
  problem: Extract<GatewayFailure, { kind: "proxy" }>["problem"],
  status: number | null,
  detail: string,
): GatewayFailure => ({
  kind: "proxy",
  problem,
  proxy: shownProxy(proxy),
  source: proxy.source,
  status,
  detail,
});

/** A proxy is set that cannot be used. */
export const unusableProxy = ({
  source,
  why,
}: Extract<ProxyChoice, { kind: "unusable" }>): GatewayFailure => ({
  kind: "proxy",
  problem: why === "socks" ? "socks" : "address",
  proxy: "",
  source,
  status: null,
  detail: "",
});
