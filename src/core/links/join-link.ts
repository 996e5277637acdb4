import { type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { failure, type Result } from "../../shared/result.ts";
import type { SetupProblem } from "../../shared/setup-problem.ts";
import { type EdgeHeader, headersFor } from "../gateway/edge-headers.ts";
import { type ChooseProxy, environmentProxy } from "../gateway/proxy.ts";
import { accessPageAnswer } from "../gateway/socket-failure.ts";
import { openTransport } from "../gateway/transport.ts";
import { systemTrust } from "../gateway/trust.ts";
import { type GatewaySetup, readSetup } from "./setup-code.ts";

const TIME_LIMIT = 15_000;
const MAX_ANSWER_LENGTH = 24_576;

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The address of a join link, or null when the text is not one: `https://.../j/<22 characters>`, and plain http only on
 * this computer, because the answer is a secret. Source: openclaw 2026.9.6, docs/cli/connect.md, "Accepted targets".
 */
export function joinLinkOf(text: string): URL | null {
  let url: URL;
  try {
    url = new URL(text.trim().replace(/\/+$/, ""));
  } catch {
    return null;
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) return null;
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return null;
  return /(^|\/)j\/[A-Za-z0-9_-]{22}$/.test(url.pathname) ? url : null;
}

/** Asks for a link: one GET, no redirect. Throws when nobody can be reached. */
export type AskLink = (link: URL, init: { readonly signal: AbortSignal }) => Promise<Response>;

/**
 * Uses a socket like the node's own: a certificate is judged and a proxy used as for the gateway, and plain http goes
 * out only once the other end was checked, because `localhost` is a name as well.
 */
export const askLink =
  (chooseProxy: ChooseProxy, edgeHeaders: readonly EdgeHeader[] = []): AskLink =>
  (link, { signal }) =>
    fetchOver(link, { chooseProxy, edgeHeaders, signal });

interface Fetch {
  readonly chooseProxy: ChooseProxy;
  readonly edgeHeaders: readonly EdgeHeader[];
  readonly signal: AbortSignal;
}

async function fetchOver(link: URL, { chooseProxy, edgeHeaders, signal }: Fetch): Promise<Response> {
  const host = link.hostname.replace(/^\[|\]$/g, "");
  const secure = link.protocol === "https:";
  const address = { url: link.href, host, port: Number(link.port || (secure ? 443 : 80)), secure };
  const opened = await openTransport({
    address,
    tlsFingerprint: null,
    trust: systemTrust,
    chooseProxy,
    signal,
  });
  if (!opened.ok) throw new Error(opened.failure.kind);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { ...headersFor(address, edgeHeaders), Accept: "application/json", Host: link.host };
    const { pathname: path } = link;
    // Plain HTTP on a socket that already has TLS.
    request({ host, path, createConnection: () => opened.value, headers, signal })
      .on("response", resolve)
      .on("error", reject)
      .end();
  });
  const type = answer.headers["content-type"];
  return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, {
    status: answer.statusCode ?? 500,
    ...(type === undefined ? {} : { headers: { "content-type": type } }),
  });
}

async function readLimited(response: Response): Promise<string | null> {
  if (response.body === null) return null;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body) {
    length += piece.length;
    if (length > MAX_ANSWER_LENGTH) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * Redeems a join link: one GET, which the gateway answers exactly once with the setup payload. No redirect is followed,
 * no answer over 24 KiB is read, nothing is waited for longer than 15 s.
 */
export async function redeemJoinLink(
  link: URL,
  now: () => number,
  ask: AskLink = askLink(environmentProxy),
): Promise<Result<GatewaySetup, SetupProblem>> {
  try {
    const signal = AbortSignal.timeout(TIME_LIMIT);
    const response = await ask(link, { signal });
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    if (!response.ok || !isJson) {
      await response.body?.cancel();
      const contentType = response.headers.get("content-type") ?? undefined;
      const page = accessPageAnswer({ status: response.status, contentType });
      return failure(page === null ? "join-link-refused" : "join-link-access-page");
    }
    const text = await readLimited(response);
    return text === null ? failure("not-a-setup-code") : readSetup(JSON.parse(text), now());
  } catch (error) {
    return failure(error instanceof SyntaxError ? "not-a-setup-code" : "join-link-unreachable");
  }
}
