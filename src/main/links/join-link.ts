import { failure, type Result } from "../../core/result.ts";
import { type GatewaySetup, readSetup, type SetupProblem } from "./setup-code.ts";

const TIME_LIMIT = 15_000;
const LONGEST_ANSWER = 24_576;

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * The address of a join link, or null when the text is none: `https://.../j/<22 characters>`, and
 * plain http only on this computer, because what it answers is a secret.
 * Source: openclaw 2026.9.6, docs/cli/connect.md, "Accepted targets".
 */
export function joinLinkOf(text: string): URL | null {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return null;
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) return null;
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return null;
  return /(^|\/)j\/[A-Za-z0-9_-]{22}$/.test(url.pathname) ? url : null;
}

async function readLimited(response: Response): Promise<string | null> {
  if (response.body === null) return null;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response.body) {
    length += piece.length;
    if (length > LONGEST_ANSWER) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * Redeems a join link: one GET, which the gateway answers exactly once with the setup payload.
 * No redirect is followed, no answer over 24 KiB is read, nothing is waited for longer than 15 s.
 */
export async function redeemJoinLink(
  link: URL,
  now: () => number,
  request: typeof fetch = fetch,
): Promise<Result<GatewaySetup, SetupProblem>> {
  try {
    const response = await request(link, {
      redirect: "error",
      credentials: "omit",
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(TIME_LIMIT),
    });
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    if (!response.ok || !isJson) {
      await response.body?.cancel();
      return failure("join-link-refused");
    }
    const text = await readLimited(response);
    return text === null ? failure("not-a-setup-code") : readSetup(JSON.parse(text), now());
  } catch (error) {
    return failure(error instanceof SyntaxError ? "not-a-setup-code" : "join-link-unreachable");
  }
}
