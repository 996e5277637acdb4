import { createServer, type Server, type Socket } from "node:net";
import { encodeMessage, type InstanceMessage } from "./message.ts";

/** Bytes a client may leave unread before it is dropped. */
const backlogLimit = 1 << 20;

/** The listening side of a control socket. */
export interface ControlServer {
  /** Sends to every client, and from now on to each new one first. */
  say(message: InstanceMessage): void;
  /** Stops listening and drops the clients. */
  close(): Promise<void>;
}

/** Listens on the path; rejects with the system's error, `EADDRINUSE` when it is taken. */
export function listen(path: string, first: InstanceMessage): Promise<ControlServer> {
  const clients = new Set<Socket>();
  let line = encodeMessage(first);
  const server = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    // A client that goes away in the middle of a line is its own business.
    client.on("error", () => client.destroy());
    // What a client sends is not asked for; reading it lets its end be noticed.
    client.resume();
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
