import { connect } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { decodeReply, encodeWish, type InstanceWish, type WishReply } from "./message.ts";

/** `silent`: no answer in time, as of a process of an older version, which reads no wishes. */
export type WishOutcome = WishReply | { readonly reply: "silent" };

/** What the other side says meanwhile of its state is not kept longer than this, UTF-16 units. */
const longestLine = 1 << 20;

/** Sends one wish and waits for its reply, `timeoutMs` at most; never throws. */
export function sendWish(path: string, wish: InstanceWish, timeoutMs: number): Promise<WishOutcome> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write(encodeWish(wish)));
    const decoder = new StringDecoder("utf8");
    let text = "";
    const finish = (outcome: WishOutcome): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => finish({ reply: "silent" }), timeoutMs);
    socket.on("data", (data) => {
      text += decoder.write(data);
      for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n")) {
        const reply = decodeReply(text.slice(0, end));
        if (reply !== null) return finish(reply);
        text = text.slice(end + 1);
      }
      if (text.length > longestLine) finish({ reply: "silent" });
    });
    socket.on("close", () => finish({ reply: "silent" }));
    socket.on("error", () => finish({ reply: "silent" }));
  });
}
