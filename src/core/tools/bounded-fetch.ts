import { setTimeout as wait } from "node:timers/promises";
import type { ToolReason } from "../../shared/tool-reason.ts";
import { ServerFailure } from "./reason.ts";

/** The longest message a server may send, bytes; the same as from a process. */
const MAX_MESSAGE = 16 * 1024 * 1024;
/** The most it may send within `WINDOW_MS` in one answer, bytes. */
const MAX_IN_WINDOW = 64 * 1024 * 1024;
const WINDOW_MS = 10_000;
/** A server that ends the stream of its notifications is asked for the next one no sooner than this, ms. */
const STREAM_PAUSE_MS = 30_000;
/** So many are asked for without a pause: a proxy ends one now and then. */
const STREAMS_AT_ONCE = 3;

/** Why a server over HTTP could not be asked, without anything it said. */
export class RemoteError extends ServerFailure {
  override readonly name = "RemoteError";
  /** It is of no use to go on with this session. */
  readonly isLost: boolean;
  constructor(reason: ToolReason, isLost: boolean) {
    super(reason);
    this.isLost = isLost;
  }
}

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * `fetch` for one server: no redirect is followed, so that no header goes elsewhere, what arrives is bounded, and what
 * went wrong is a `RemoteError`. `onLost` is called for those after which the session is of no use.
 */
export function boundedFetch(onLost: (error: RemoteError) => void, ask: Fetch = fetch): Fetch {
  const streams: number[] = [];
  const refuse = (error: RemoteError): never => {
    if (error.isLost) onLost(error);
    throw error;
  };
  return async (url, init = {}) => {
    const isStream = (init.method ?? "GET") === "GET";
    if (isStream) await pause(streams, init.signal ?? undefined);
    let response: Response;
    try {
      response = await ask(url, { ...init, redirect: "manual" });
    } catch (error) {
      if (init.signal?.aborted === true) throw error;
      return refuse(new RemoteError(whyUnreachable(error), true));
    }
    const { status } = response;
    // Not every server has notifications, or ends a session when it is asked to.
    if (response.ok || (status === 405 && init.method !== "POST")) return bounded(response, refuse);
    await response.body?.cancel();
    if (isStream) throw new RemoteError({ code: "no-notifications", status: String(status) }, false);
    return refuse(whyRefused(response));
  };
}

/** Waits where a server ended its last streams quickly: it must not be able to keep this computer busy. */
async function pause(streams: number[], signal: AbortSignal | undefined): Promise<void> {
  const before = streams.at(-STREAMS_AT_ONCE);
  const left = before === undefined ? 0 : before + STREAM_PAUSE_MS - performance.now();
  if (left > 0) await wait(left, undefined, signal === undefined ? { ref: false } : { ref: false, signal });
  streams.push(performance.now());
  streams.splice(0, streams.length - STREAMS_AT_ONCE);
}

function whyRefused({ status: number, headers }: Response): RemoteError {
  const status = String(number);
  if (number >= 300 && number < 400) return new RemoteError(redirectTo(headers.get("location")), true);
  if (number === 401 || number === 403) return new RemoteError({ code: "not-accepted", status }, true);
  if (number === 404 || number === 410) return new RemoteError({ code: "not-found", status }, true);
  return new RemoteError({ code: "http-status", status }, false);
}

function redirectTo(location: string | null): ToolReason {
  try {
    return { code: "redirect", target: new URL(location ?? "").origin.slice(0, 200) };
  } catch {
    return { code: "redirect-within" };
  }
}

const TLS = /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_|ERR_SSL_|EPROTO)/;

function whyUnreachable(failed: unknown): ToolReason {
  const cause = failed instanceof Error && failed.cause !== undefined ? failed.cause : failed;
  const error = String((cause as NodeJS.ErrnoException | null)?.code ?? "unknown");
  if (error === "ECONNREFUSED") return { code: "nothing-there" };
  if (error === "ENOTFOUND" || error === "EAI_AGAIN") return { code: "no-such-host" };
  if (error === "ETIMEDOUT" || error.startsWith("UND_ERR_")) return { code: "no-reply", error };
  return { code: TLS.test(error) ? "not-trusted" : "unreachable", error };
}

/** The same answer, which ends with an error where it is longer than anybody can read. */
function bounded(response: Response, refuse: (error: RemoteError) => never): Response {
  if (response.body === null) return response;
  let window = { since: performance.now(), bytes: 0 };
  let message = 0;
  let atLineStart = false;
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const now = performance.now();
      if (now - window.since > WINDOW_MS) window = { since: now, bytes: 0 };
      window.bytes += chunk.length;
      const end = isStream ? endOfEvent(chunk, atLineStart) : -1;
      message = end === -1 ? message + chunk.length : chunk.length - end;
      atLineStart = chunk.at(-1) === 10;
      if (message > MAX_MESSAGE) refuse(new RemoteError({ code: "long-message" }, true));
      if (window.bytes > MAX_IN_WINDOW) refuse(new RemoteError({ code: "flood" }, true));
      controller.enqueue(chunk);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counter), { status, statusText, headers });
}

/** Where the last event ends that ends in this chunk: at an empty line; -1 where none does. */
function endOfEvent(chunk: Uint8Array, atLineStart: boolean): number {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  const last = Math.max(bytes.lastIndexOf("\n\n"), bytes.lastIndexOf("\n\r\n"));
  if (last !== -1 || !atLineStart) return last;
  return bytes[0] === 10 || (bytes[0] === 13 && bytes[1] === 10) ? 0 : -1;
}
