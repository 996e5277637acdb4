import { connect } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { decodeMessage, type InstanceMessage } from "./message.ts";

/** What is behind a socket's path. */
export type Probe =
  | { readonly kind: "answered"; readonly message: InstanceMessage }
  /** Somebody has it and says nothing: stopped, or too busy. */
  | { readonly kind: "silent" }
  /** Nobody has it: its process ended without removing it. */
  | { readonly kind: "dead" }
  /** It is not there any more. */
  | { readonly kind: "gone" }
  /** It hung up without a word: it is ending, or out of descriptors. Ask again. */
  | { readonly kind: "hung-up" };

/** A first line longer than this is none of ours. */
const lineLimit = 1 << 20;

/** Connects, takes the first line and hangs up. Waits `timeoutMs` at most; never throws. */
export function probe(path: string, timeoutMs: number): Promise<Probe> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const decoder = new StringDecoder("utf8");
    let text = "";
    const finish = (result: Probe) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => finish({ kind: "silent" }), timeoutMs);
    socket.on("data", (data) => {
      text += decoder.write(data);
      const end = text.indexOf("\n");
      if (end === -1) return text.length > lineLimit ? finish({ kind: "silent" }) : undefined;
      const message = decodeMessage(text.slice(0, end));
      finish(message === null ? { kind: "silent" } : { kind: "answered", message });
    });
    socket.on("close", () => finish({ kind: "hung-up" }));
    socket.on("error", (error: NodeJS.ErrnoException) => finish(readError(error.code)));
  });
}

function readError(code: string | undefined): Probe {
  if (code === "ECONNREFUSED") return { kind: "dead" };
  if (code === "ENOENT") return { kind: "gone" };
  if (code === "ECONNRESET" || code === "EPIPE") return { kind: "hung-up" };
  // A full queue of a stopped process, or a socket of somebody else: taken, as far as we can know.
  return { kind: "silent" };
}
