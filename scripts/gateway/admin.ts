import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";

/** An operator's connection to the gateway: what an administrator's tool may ask. */
export interface Admin {
  /** Calls a method; rejects with the gateway's own code and message when it refuses. */
  call(method: string, parameters?: object, timeoutMs?: number): Promise<unknown>;
  /** Asks until an operator is let in: a gateway that has just started refuses for some seconds. */
  waitUntilServing(timeoutMs: number): Promise<void>;
  close(): void;
}

interface Answer {
  readonly ok: boolean;
  readonly payload?: unknown;
  readonly error?: { readonly code?: string; readonly message?: string };
}

export class GatewayRefusal extends Error {
  readonly code: string;
  constructor(method: string, answer: Answer) {
    super(`${method}: ${answer.error?.code ?? "no code"}: ${answer.error?.message ?? "no message"}`);
    this.name = "GatewayRefusal";
    this.code = answer.error?.code ?? "";
  }
}

const scopes = [
  "operator.admin",
  "operator.read",
  "operator.write",
  "operator.pairing",
  "operator.approvals",
];

/** What distinguishes an operator from one who merely calls methods. */
export interface OperatorOptions {
  /** What this client says it can do, such as `exec-approvals`: putting the gateway's questions to a person. */
  readonly capabilities?: readonly string[];
  /** Receives every event the gateway sends it. */
  readonly onEvent?: (event: string, payload: unknown) => void;
}

/** Connects when first needed, with the shared token and no device, and again after the gateway was restarted. */
export function createAdmin(url: string, token: string, options: OperatorOptions = {}): Admin {
  let connection: Promise<Connection> | null = null;

  async function connected(): Promise<Connection> {
    const current = await connection;
    if (current?.isOpen()) return current;
    connection = connect(url, token, options);
    return connection;
  }

  async function call(method: string, parameters: object = {}, timeoutMs = 30_000): Promise<unknown> {
    try {
      return await (await connected()).request(method, parameters, timeoutMs);
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) connection = null;
      throw error;
    }
  }

  return {
    call,
    async waitUntilServing(timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      for (;;) {
        try {
          await call("node.list");
          return;
        } catch (error) {
          // Measured, 2026.3.31: whoever signs in without a device is let in and may do nothing.
          if (error instanceof GatewayRefusal && error.message.includes("missing scope")) return;
          connection = null;
          if (performance.now() > deadline) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
    },
    close() {
      connection?.then((open) => open.close()).catch(() => undefined);
      connection = null;
    },
  };
}

interface Connection {
  request(method: string, parameters: object, timeoutMs: number): Promise<unknown>;
  isOpen(): boolean;
  close(): void;
}

function connect(url: string, token: string, options: OperatorOptions): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    const waiting = new Map<string, (answer: Answer) => void>();
    const failAll = (reason: string) => {
      for (const settle of waiting.values())
        settle({ ok: false, error: { code: "CLOSED", message: reason } });
      waiting.clear();
      reject(new Error(reason));
    };

    function request(method: string, parameters: object, timeoutMs: number): Promise<unknown> {
      return new Promise((resolveRequest, rejectRequest) => {
        const id = randomUUID();
        const timer = setTimeout(() => {
          waiting.delete(id);
          rejectRequest(new Error(`${method}: no answer within ${timeoutMs} ms`));
        }, timeoutMs);
        waiting.set(id, (answer) => {
          clearTimeout(timer);
          if (answer.ok) resolveRequest(answer.payload);
          else rejectRequest(new GatewayRefusal(method, answer));
        });
        socket.send(JSON.stringify({ type: "req", id, method, params: parameters }));
      });
    }

    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "event") options.onEvent?.(frame.event, frame.payload);
      if (frame.type === "event" && frame.event === "connect.challenge") {
        request("connect", connectParameters(token, options.capabilities ?? []), 20_000).then(
          () =>
            resolve({
              request,
              isOpen: () => socket.readyState === WebSocket.OPEN,
              close: () => socket.close(),
            }),
          (error) => {
            socket.close();
            reject(error);
          },
        );
      }
      if (frame.type !== "res") return;
      waiting.get(frame.id)?.(frame);
      waiting.delete(frame.id);
    });
    socket.on("error", (error) => failAll(error.message));
    socket.on("close", (code, reason) => failAll(`closed with ${code} ${String(reason)}`));
  });
}

function connectParameters(token: string, capabilities: readonly string[]): object {
  return {
    minProtocol: 3,
    maxProtocol: 4,
    client: { id: "gateway-client", version: "1", platform: process.platform, mode: "backend" },
    role: "operator",
    scopes,
    caps: capabilities,
    auth: { token },
  };
}
