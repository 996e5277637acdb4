import type { Envelope } from "../protocol.ts";

type Handler = (...args: never[]) => unknown;

const handlers = new Map<string, Handler>();
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let count = 0;

function post(envelope: Envelope): void {
  if (process.connected) process.send?.(envelope, undefined, undefined, () => {});
}

/** Asks the half that has the browser. */
export function callHost(method: string, ...args: readonly unknown[]): Promise<unknown> {
  count += 1;
  const id = count;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    post({ kind: "call", id, method, args });
  });
}

/** Tells the half that has the browser; nobody answers. */
export function tellHost(method: string, ...args: readonly unknown[]): void {
  post({ kind: "tell", method, args });
}

/** Answers calls of this name from the other half. */
export function answerHost(method: string, handler: Handler): void {
  handlers.set(method, handler);
}

async function answer(envelope: Extract<Envelope, { kind: "call" }>): Promise<void> {
  const { id, method, args } = envelope;
  try {
    const handler = handlers.get(method);
    if (handler === undefined) throw new Error(`the double's main half knows no ${method}`);
    post({ kind: "reply", id, value: await handler(...(args as never[])), error: null });
  } catch (error) {
    post({ kind: "reply", id, value: null, error: error instanceof Error ? error.message : String(error) });
  }
}

/** Begins to listen. */
export function openChannel(): void {
  process.on("message", (message) => {
    const envelope = message as Envelope;
    if (envelope.kind === "call") {
      void answer(envelope);
    } else if (envelope.kind === "reply") {
      const call = waiting.get(envelope.id);
      waiting.delete(envelope.id);
      if (envelope.error === null) call?.resolve(envelope.value);
      else call?.reject(new Error(envelope.error));
    } else {
      handlers.get(envelope.method)?.(...(envelope.args as never[]));
    }
  });
  // The test is gone: so are we.
  process.on("disconnect", () => process.exit(1));
}
