import { createServer, type Server, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import {
  decodeWish,
  encodeMessage,
  encodeReply,
  type InstanceMessage,
  type InstanceWish,
  type WishReply,
} from "./message.ts";

/** Bytes a client may leave unread before it is dropped. */
const backlogLimit = 1 << 20;

/** A wish is short; a client that sends more before a line's end is not ours. */
const longestWish = 1_024;

/** Carries a wish out. */
export type TakeWish = (wish: InstanceWish) => Promise<WishReply>;

/** The listening side of a control socket. */
export interface ControlServer {
  /** Sends to every client, and from now on to each new one first. */
  say(message: InstanceMessage): void;
  /** Stops listening and drops the clients. */
  close(): Promise<void>;
}

/** Listens on the path; rejects with the system's error, `EADDRINUSE` when it is taken. */
export function listen(
  path: string,
  first: InstanceMessage,
  takeWish: TakeWish | null,
): Promise<ControlServer> {
  const clients = new Set<Socket>();
  let line = encodeMessage(first);
  const server = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    // A client that goes away in the middle of a line is its own business.
    client.on("error", () => client.destroy());
    readWish(client, takeWish);
    client.write(line);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.removeListener("error", reject);
      // An accept that fails (no descriptors left) costs that client its connection and nothing else.
      server.on("error", () => {});
      resolve({
        say(message) {
          line = encodeMessage(message);
          for (const client of clients) {
            if (client.writableLength > backlogLimit) client.destroy();
            else client.write(line);
          }
        },
        close: () => closeServer(server, clients),
      });
    });
  });
}

function closeServer(server: Server, clients: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // What was said is already with the kernel unless the client does not read.
    for (const client of clients) client.destroySoon();
    for (const client of clients) if (client.writableLength > 0) client.destroy();
  });
}

/** Takes one wish of a client. Whatever else it sends is read and dropped, so that its end is noticed. */
function readWish(client: Socket, takeWish: TakeWish | null): void {
  const decoder = new StringDecoder("utf8");
  let text = "";
  let taken = takeWish === null;
  client.on("data", (data) => {
    if (taken || takeWish === null) return;
    text += decoder.write(data);
    const end = text.indexOf("\n");
    if (end === -1 && text.length <= longestWish) return;
    taken = true;
    const wish = end === -1 || end > longestWish ? null : decodeWish(text.slice(0, end));
    if (wish === null) return;
    takeWish(wish)
      .catch((): WishReply => ({ reply: "not-done" }))
      .then((reply) => {
        if (client.writable) client.write(encodeReply(reply));
      });
  });
}
