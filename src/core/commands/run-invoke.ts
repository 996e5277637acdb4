import type { GatewaySession, InvokeOutcome } from "../gateway/contract.ts";
import type { InvokeRequest } from "../gateway/invoke-request.ts";
import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import { type Command, CommandError } from "./command.ts";

/** Without a limit from the gateway. Source: openclaw 2026.9.6 sends 30 000 for a plain `nodes invoke`. */
const DEFAULT_TIMEOUT = 30_000;
/** The longest a timer can wait, ms: about 24 days. */
const MAX_TIMEOUT = 2_147_483_647;
/**
 * The longest piece of progress, UTF-16 units. Source: @openclaw/gateway-protocol 2026.9.1, NodeInvokeProgressParams.
 */
const MAX_CHUNK = 16_384;
/** Room in a frame for everything around the payload, bytes. */
const FRAME_OVERHEAD = 1_024;

export interface RunInvokeOptions {
  readonly request: InvokeRequest;
  readonly session: Pick<GatewaySession, "sendProgress" | "maxPayload">;
  /** Aborted with a `CommandError` by whatever ends the invoke early; aborted here at the time limit. */
  readonly abort: AbortController;
  readonly clock: Clock;
  readonly log: Logger;
  /** From here on the invoke is waiting for a person. */
  stepAside(): void;
  /** Receives the work of the command itself, which may outlast its invoke. */
  onWork(work: Promise<unknown>): void;
}

/**
 * Runs one command for one invoke: bounded in time, abortable, its output streamed in order. A command that
 * throws, hangs or answers nonsense ends as an outcome with a code. Never rejects.
 */
export async function runInvoke(command: Command, options: RunInvokeOptions): Promise<InvokeOutcome> {
  const { request, session, abort, clock } = options;
  const timeoutMs = Math.min(request.timeoutMs ?? DEFAULT_TIMEOUT, MAX_TIMEOUT);
  const stopTimer = clock.after(timeoutMs, () =>
    abort.abort(new CommandError("TIMEOUT", `${command.name} did not finish within ${timeoutMs} ms`)),
  );
  try {
    const aborted = new Promise<never>((_, reject) => {
      abort.signal.addEventListener("abort", () => reject(abort.signal.reason), { once: true });
    });
    const work = command.run(request.params, {
      invokeId: request.id,
      signal: abort.signal,
      timeoutMs,
      ...(request.sessionKey === undefined ? {} : { sessionKey: request.sessionKey }),
      largestResult: Math.max(0, session.maxPayload - FRAME_OVERHEAD),
      progress: progressOf(options),
      stepAside: () => options.stepAside(),
    });
    options.onWork(work);
    return writable(await Promise.race([work, aborted]), session.maxPayload);
  } catch (error) {
    const known = error instanceof CommandError ? error : unexpected(options.log, command.name, error);
    return failed(known.code, known.message);
  } finally {
    stopTimer();
  }
}

/** One text after the other, whoever calls: the chunks of two must not mix. */
function progressOf({ request, session, abort }: RunInvokeOptions): (text: string) => Promise<void> {
  let sequence = 0;
  let taken = Promise.resolve();
  const stream = async (text: string): Promise<void> => {
    for (const chunk of chunksOf(text)) {
      if (abort.signal.aborted) return;
      await session.sendProgress(request.id, sequence++, chunk);
    }
  };
  return (text) => {
    taken = taken.then(() => stream(text)).catch(() => {});
    return taken;
  };
}

function unexpected(log: Logger, name: string, error: unknown): CommandError {
  log.log("error", "a command failed unexpectedly", { command: name, error });
  return new CommandError("INTERNAL_ERROR", `${name} failed on this node; see its log`);
}

/** The payload as it can be sent: JSON, and within one frame of this gateway. */
function writable(payload: unknown, maxPayload: number): InvokeOutcome {
  let json: string | undefined;
  try {
    json = JSON.stringify(payload ?? null);
  } catch {
    json = undefined;
  }
  if (json === undefined) return failed("INTERNAL_ERROR", "the result could not be written as JSON");
  if (Buffer.byteLength(json) + FRAME_OVERHEAD > maxPayload)
    return failed("PAYLOAD_TOO_LARGE", `the result is larger than the gateway accepts (${maxPayload} bytes)`);
  return { ok: true, payload: payload ?? null };
}

/** Pieces the wire accepts; no character is cut in two. */
function* chunksOf(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const full = from + MAX_CHUNK;
    const code = text.charCodeAt(full - 1);
    const to = full < text.length && code >= 0xd800 && code <= 0xdbff ? full - 1 : full;
    yield text.slice(from, to);
    from = to;
  }
}

const failed = (code: string, message: string): InvokeOutcome => ({ ok: false, error: { code, message } });
