import { WebSocket, WebSocketServer } from "ws";
import { findFreePort } from "../../../scripts/gateway/ports.ts";

/** One frame that passed, as it was sent. */
export interface RelayedFrame {
  readonly from: "node" | "gateway";
  // biome-ignore lint/suspicious/noExplicitAny: frames are read by name in the tests
  readonly frame: any;
}

/** Stands between a node and its gateway, and remembers what passed; changes only what it is told to. */
export interface Relay {
  readonly url: string;
  readonly frames: readonly RelayedFrame[];
  close(): void;
}

/** The frames hold credentials: look at them, never print them whole. `alter` may change one before it goes on. */
export async function startRelay(
  gatewayUrl: string,
  alter: ((passing: RelayedFrame) => void) | null = null,
): Promise<Relay> {
  const port = await findFreePort();
  const frames: RelayedFrame[] = [];
  const pass = (from: RelayedFrame["from"], text: string): string => {
    const passing = { from, frame: JSON.parse(text) };
    frames.push(passing);
    if (alter === null) return text;
    alter(passing);
    return JSON.stringify(passing.frame);
  };
  const server = new WebSocketServer({ host: "127.0.0.1", port, perMessageDeflate: false });
  server.on("connection", (node) => {
    const gateway = new WebSocket(gatewayUrl);
    const early: string[] = [];
    node.on("message", (data) => {
      const text = pass("node", String(data));
      if (gateway.readyState === WebSocket.OPEN) gateway.send(text);
      else early.push(text);
    });
    gateway.on("open", () => {
      for (const text of early) gateway.send(text);
    });
    gateway.on("message", (data) => {
      node.send(pass("gateway", String(data)));
    });
    node.on("close", () => gateway.close());
    gateway.on("close", (code, reason) => {
      if (code >= 3000 || code === 1000 || code === 1008 || code === 1012) node.close(code, reason);
      else node.terminate();
    });
    for (const socket of [node, gateway]) socket.on("error", () => {}); // its close follows
  });
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `ws://127.0.0.1:${port}`,
    frames,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
