import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What one request held. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** A server of the Model Context Protocol over HTTP, with the manners a test gives it. */
export interface HttpToolServer {
  readonly url: string;
  readonly seen: Seen[];
  /** The tools it lists. */
  names: readonly string[];
  /** Status and headers that it answers everything with, while they are set. */
  instead: { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | null;
  /** Sends this to everybody who listens for notifications. */
  notify(message: object): void;
  /** The session is over: what carries its id is not found. */
  forgetSessions(): void;
  close(): Promise<void>;
}

/** Starts one on this computer; it speaks the wire by itself, so that it can say what no library would. */
export async function startHttpToolServer(
  wanted: Readonly<Record<string, string>> = {},
): Promise<HttpToolServer> {
  const listeners = new Set<ServerResponse>();
  let sessions = new Set<string>();
  let count = 0;

  function answer(response: ServerResponse, id: unknown, result: object): void {
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
  }

  function call(
    response: ServerResponse,
    id: unknown,
    params: Record<string, unknown>,
    request: IncomingMessage,
  ) {
    const text = (said: string) => answer(response, id, { content: [{ type: "text", text: said }] });
    switch (params.name) {
      case "echo":
        return text(JSON.stringify(params.arguments));
      case "long":
        // Streamed, as most servers do it.
        response.writeHead(200, { "content-type": "text/event-stream" });
        return response.end(
          `data: ${JSON.stringify({ jsonrpc: "2.0", id, result: { content: [{ type: "text", text: `begin ${"x".repeat(60_000)} end` }] } })}\n\n`,
        );
      case "endless":
        response.writeHead(200, { "content-type": "text/event-stream" });
        return pour(response);
      case "teller":
        return response.writeHead(200, { "content-type": "application/json" }).end(
          JSON.stringify({
            jsonrpc: "2.0",
            id,
            error: { code: -32_000, message: `you sent ${request.headers.authorization}` },
          }),
        );
      // "never" is never answered.
    }
  }

  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    made.seen.push({ method, path: url, headers });
    if (made.instead !== null)
      return void response.writeHead(made.instead.status, made.instead.headers).end("no");
    if (Object.entries(wanted).some(([name, value]) => headers[name.toLowerCase()] !== value))
      return void response.writeHead(401).end(`you sent ${headers.authorization}`);
    const session = String(headers["mcp-session-id"] ?? "");
    if (session !== "" && !sessions.has(session)) return void response.writeHead(404).end();
    if (method === "DELETE") return void response.writeHead(200).end();
    if (method === "GET") {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      listeners.add(response);
      return void response.on("close", () => listeners.delete(response));
    }
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      const {
        id,
        method: verb,
        params = {},
      } = JSON.parse(text) as {
        readonly id?: number;
        readonly method?: string;
        readonly params?: Record<string, unknown>;
      };
      if (id === undefined) return void response.writeHead(202).end();
      if (verb === "initialize") {
        const name = `session-${++count}`;
        sessions.add(name);
        response.setHeader("mcp-session-id", name);
        const serverInfo = { name: "far", version: "1" };
        const capabilities = { tools: { listChanged: true } };
        return answer(response, id, { protocolVersion: "2025-06-18", capabilities, serverInfo });
      }
      if (verb === "tools/list") {
        const tools = made.names.map((name) => ({
          name,
          description: `Tool ${name}`,
          inputSchema: { type: "object" },
        }));
        return answer(response, id, { tools });
      }
      if (verb === "ping") return answer(response, id, {});
      return void call(response, id, params, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const made: HttpToolServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    seen: [],
    names: ["echo", "long", "endless", "never", "teller"],
    instead: null,
    notify(message) {
      for (const one of listeners) one.write(`data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`);
    },
    forgetSessions() {
      sessions = new Set();
    },
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
  onTestFinished(() => made.close());
  return made;
}

/** One event that never ends, as fast as it is read. */
function pour(response: ServerResponse): void {
  const piece = "x".repeat(1024 * 1024);
  response.write("data: ");
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
}
