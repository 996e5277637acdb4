import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** The lines of a stream, one at a time; rejects when the stream ends before the next one. */
export function linesOf(stream: Readable): () => Promise<string> {
  const lines = createInterface({ input: stream })[Symbol.asyncIterator]();
  return async () => {
    const next = await lines.next();
    if (next.done) throw new Error("the stream ended");
    return next.value;
  };
}
