import { createServer as createHttpServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TestCertificate } from "./certificate.ts";

type OnUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The port of a gateway, which can be closed and opened again. */
export class Listener {
  /** The real one, once it listened. */
  port: number;
  readonly #host: string;
  readonly #tls: TestCertificate | null;
  readonly #onUpgrade: OnUpgrade;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor(host: string, port: number, tls: TestCertificate | null, onUpgrade: OnUpgrade) {
    this.#host = host;
    this.port = port;
    this.#tls = tls;
    this.#onUpgrade = onUpgrade;
  }

  open(): Promise<void> {
    const server =
      this.#tls === null
        ? createHttpServer()
        : createHttpsServer({ key: this.#tls.key, cert: this.#tls.cert });
    this.#server = server;
    server.on("upgrade", this.#onUpgrade);
    // A gateway serves pages too; this one has none.
    server.on("request", (_request, response) => response.writeHead(404).end());
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {});
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.port, this.#host, () => {
        const address = server.address();
        if (typeof address === "object" && address !== null) this.port = address.port;
        resolve();
      });
    });
  }

  /** Takes no more connections; what is still open after `graceMs` is cut. */
  async close(graceMs: number): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const cut = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceMs);
    await closed;
    clearTimeout(cut);
  }
}
