import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Result } from "../../shared/result.ts";
import type { GatewayAddress } from "./address.ts";
import type { GatewayFailure } from "./contract.ts";
import { isPrivateAddress, isPrivateHost } from "./private-host.ts";
import { closedDuringTls, isWithoutTls } from "./socket-failure.ts";

/** Opens a connection to an address; for `wss` with its certificate judged. */
type Open = (address: GatewayAddress, signal: AbortSignal) => Promise<Result<Duplex, GatewayFailure>>;

/** How long the port may take to show what it speaks, ms. */
const LOOK_LIMIT_MS = 3_000;

/**
 * Where something answered that is not a gateway, asks the port whether it speaks the other of `ws` and `wss`, and
 * reports that instead. TLS is recognised by a certificate, whichever it is, and plain text by an HTTP answer to a
 * request that says nothing; no secret is sent. Never throws.
 */
export async function explainByScheme(
  address: GatewayAddress,
  failure: GatewayFailure,
  open: Open,
  signal: AbortSignal,
): Promise<GatewayFailure> {
  const mayBe = address.secure ? isWithoutTls(failure) : mayHaveTls(failure);
  if (!mayBe || address.ssh !== undefined || signal.aborted) return failure;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]);
  const spoken = address.secure
    ? await speaksPlain(address, open, limited, failure === closedDuringTls ? NOT_OF_TLS : ANY_ANSWER)
    : await speaksTls(address, open, limited);
  return spoken ?? failure;
}

/** A port with TLS throws plain text out, or answers it with 400 (nginx, Go). */
const mayHaveTls = (failure: GatewayFailure): boolean =>
  failure.kind === "not-a-gateway" && (failure.status === null || failure.status === 400);

async function speaksTls(
  address: GatewayAddress,
  open: Open,
  signal: AbortSignal,
): Promise<GatewayFailure | null> {
  const url = address.url.replace(/^ws:/, "wss:");
  const opened = await open({ ...address, url, secure: true }, signal);
  if (opened.ok) opened.value.destroy();
  return opened.ok || opened.failure.kind === "certificate" ? { kind: "speaks-tls", url } : null;
}

const ANY_ANSWER = /^HTTP\/1\./;
/** Where the other end may have TLS after all: 400 is what such a port answers to plain text. */
const NOT_OF_TLS = /^HTTP\/1\.\d (?!400)/;

async function speaksPlain(
  address: GatewayAddress,
  open: Open,
  signal: AbortSignal,
  plain: RegExp,
): Promise<GatewayFailure | null> {
  const url = address.url.replace(/^wss:/, "ws:");
  const opened = await open({ ...address, url, secure: false, plainAnywhere: true }, signal);
  if (!opened.ok) return null;
  const stream = opened.value;
  const peer = stream instanceof Socket ? stream.remoteAddress : undefined;
  const isPrivate = peer === undefined ? isPrivateHost(address.host) : isPrivateAddress(peer);
  const answer = await firstAnswer(stream, address.host, signal);
  return plain.test(answer) ? { kind: "speaks-plain", url, isPrivate } : null;
}

/**
 * The first bytes that come back for a bare request, as Latin-1; empty when there are none. The stream is then
 * destroyed.
 */
function firstAnswer(stream: Duplex, host: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const end = (text: string): void => {
      signal.removeEventListener("abort", giveUp);
      stream.destroy();
      resolve(text);
    };
    const giveUp = (): void => end("");
    signal.addEventListener("abort", giveUp, { once: true });
    if (signal.aborted) giveUp();
    stream.on("error", giveUp);
    stream.once("close", giveUp);
    stream.once("data", (bytes: Buffer) => end(bytes.subarray(0, 16).toString("latin1")));
    stream.write(
      `GET / HTTP/1.1\r\nHost: ${host.includes(":") ? `[${host}]` : host}\r\nConnection: close\r\n\r\n`,
    );
  });
}
