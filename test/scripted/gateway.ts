import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { Connection } from "./connection.ts";
import type { Attempt, Host, Invocation } from "./host.ts";
import { Listener } from "./listener.ts";
import { type ConnectionScript, type ScriptedGatewayOptions, settleOptions } from "./options.ts";
import { PairingState } from "./pairing.ts";

/** What a node answered to an invoke. */
export interface InvokeOutcome {
  readonly ok: boolean;
  readonly payload?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

export interface Invoke {
  readonly id: string;
  readonly result: Promise<InvokeOutcome>;
  /** Pieces of output so far, as they arrived. */
  readonly progress: readonly Record<string, unknown>[];
  cancel(): void;
}

export interface InvokeOptions {
  readonly deviceId?: string;
  readonly timeoutMs?: number;
  /** Send it even when the surface does not allow it. */
  readonly force?: boolean;
}

export interface ScriptedGateway {
  /** `ws://HOST:PORT` or `wss://...`; stays the same across restarts. */
  readonly url: string;
  readonly port: number;
  readonly attempts: readonly Attempt[];
  readonly pairing: PairingState;
  /** Authenticated connections that are open now. */
  nodes(): readonly Connection[];
  /** Every connection that is open now, whatever became of its handshake. */
  openConnections(): number;
  /** The one open node, or the one named. Throws when there is none. */
  node(deviceId?: string): Connection;
  /** What goes wrong with connections from now on; a function is asked once for each (counted from 0). */
  script(script: ConnectionScript | ((attempt: number) => ConnectionScript)): void;
  /** Resolves when the condition holds; rejects after `timeoutMs` (15 s). It is looked at after everything that happens. */
  until(condition: () => boolean, timeoutMs?: number): Promise<void>;
  /** Grants the pending device request; of the one device waiting, unless named. */
  approveDevice(deviceId?: string): void;
  /** Grants the pending surface request, and tells the node where `surfaceNotice` says so. */
  approveSurface(deviceId?: string): void;
  rejectSurface(deviceId?: string): void;
  /** Forgets the device; a current gateway closes its connection with 4001. */
  removeDevice(deviceId?: string): void;
  /** Makes the device's token void, as `devices revoke` does; it must be approved again. */
  revokeToken(deviceId?: string): void;
  invoke(command: string, params: unknown, options?: InvokeOptions): Invoke;
  /** Says `shutdown`, closes with 1012, stops listening. */
  stop(): Promise<void>;
  /** Listens again on the same port; the first `startingAnswers` connects are told to come back. */
  start(options?: { readonly startingAnswers?: number }): Promise<void>;
  restart(options?: { readonly startingAnswers?: number }): Promise<void>;
  /** Cuts every connection and stops listening, as a crash does. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

/**
 * A gateway for faults a real one will not make on demand. It listens on loopback, verifies devices for
 * real, keeps pairing and surface state, and does whatever the script of a connection says. Its words and codes
 * are those measured on 2026.9.6, or on 2026.1.29 with `generation: "old"`.
 */
export async function createScriptedGateway(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const settled = settleOptions(options);
  const pairing = new PairingState(settled.requestLifetimeMs);
  const attempts: Attempt[] = [];
  const connections = new Set<Connection>();
  const waiters = new Set<() => void>();
  const invocations = new Map<string, Invocation>();
  let scriptFor: (attempt: number) => ConnectionScript = () => ({});
  let startingAnswers = 0;

  const changed = () => {
    for (const waiter of [...waiters]) waiter();
  };
  const host: Host = {
    options: settled,
    pairing,
    invocations,
    changed,
    starting() {
      startingAnswers -= 1;
      return startingAnswers >= 0;
    },
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const script = scriptFor(attempts.length);
    const attempt: Attempt = { at: Date.now(), params: null, outcome: "open" };
    attempts.push(attempt);
    if (script.upgrade !== undefined) {
      const headers = Object.entries(script.upgrade.headers ?? {}).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.end(
        `HTTP/1.1 ${script.upgrade.status} No\r\nConnection: close\r\nContent-Length: 0\r\n${headers.join("")}\r\n`,
      );
      changed();
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, host, script, attempt);
      connections.add(connection);
      webSocket.on("close", () => {
        connections.delete(connection);
        changed();
      });
      changed();
    });
  };
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: settled.maxPayload,
  });

  const listener = new Listener(settled.host, settled.port, settled.tls, onUpgrade);
  const crash = () => {
    for (const connection of connections) connection.drop();
    return listener.close(0);
  };
  const stop = () => {
    for (const connection of connections) {
      if (connection.device !== null) connection.event("shutdown", { reason: "gateway stopping" });
      connection.close(1012, "service restart");
    }
    return listener.close(200);
  };
  const start = async (how: { readonly startingAnswers?: number } = {}) => {
    startingAnswers = how.startingAnswers ?? 0;
    await listener.open();
  };

  const nodes = () => [...connections].filter((connection) => connection.device !== null && connection.open);
  const only = (candidates: readonly string[], what: string, deviceId?: string): string => {
    const found = candidates.filter((candidate) => deviceId === undefined || candidate === deviceId);
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`expected one ${what}, there are ${found.length}`);
    }
    return found[0];
  };
  const connectionsOf = (deviceId: string) =>
    nodes().filter((connection) => connection.device?.deviceId === deviceId);
  const node = (deviceId?: string): Connection => {
    const id = only(
      [...new Set(nodes().map((each) => each.device?.deviceId ?? ""))],
      "connected node",
      deviceId,
    );
    const newest = connectionsOf(id).at(-1);
    if (newest === undefined) throw new Error("the node went away");
    return newest;
  };
  const resolveSurface = (deviceId: string, requestId: string, decision: "approved" | "rejected") => {
    for (const connection of connectionsOf(deviceId)) {
      if (decision === "rejected") connection.surfaceRequestId = null;
      else if (settled.surfaceEffect === "at-once") {
        connection.surface = pairing.paired.get(deviceId)?.surface ?? [];
        connection.surfaceRequestId = null;
      }
      // A real gateway tells the node of a grant only (measured, openclaw 2026.9.6).
      if (settled.surfaceNotice && decision === "approved") {
        connection.event("node.pair.resolved", { requestId, nodeId: deviceId, decision, ts: Date.now() });
      }
    }
    changed();
  };

  const invoke = (command: string, params: unknown, how: InvokeOptions = {}): Invoke => {
    const connection = node(how.deviceId);
    const id = randomUUID();
    const progress: Record<string, unknown>[] = [];
    const nodeId = connection.device?.deviceId ?? "";
    if (!how.force && !connection.surface.includes(command)) {
      const error = { code: "NOT_ALLOWED", message: `${command} is not in the approved surface` };
      return { id, progress, result: Promise.resolve({ ok: false, error }), cancel() {} };
    }
    const timeoutMs = how.timeoutMs ?? 30_000;
    const result = new Promise<InvokeOutcome>((resolve) => {
      const timer = setTimeout(() => {
        settle({ ok: false, error: { code: "TIMEOUT", message: "no result in time" } });
      }, timeoutMs);
      const settle = (outcome: Record<string, unknown>) => {
        clearTimeout(timer);
        invocations.delete(id);
        resolve(readOutcome(outcome));
      };
      invocations.set(id, { progress, settle });
    });
    const paramsJSON = params === undefined ? null : JSON.stringify(params);
    connection.event("node.invoke.request", {
      id,
      nodeId,
      command,
      paramsJSON,
      timeoutMs,
      idempotencyKey: randomUUID(),
    });
    return {
      id,
      result,
      progress,
      cancel: () => connection.event("node.invoke.cancel", { invokeId: id, nodeId }),
    };
  };

  await listener.open();
  return {
    get url() {
      return `${settled.tls === null ? "ws" : "wss"}://${settled.host}:${listener.port}`;
    },
    get port() {
      return listener.port;
    },
    attempts,
    pairing,
    nodes,
    node,
    openConnections: () => connections.size,
    script(script) {
      const first = attempts.length;
      scriptFor = typeof script === "function" ? (attempt) => script(attempt - first) : () => script;
    },
    until: (condition, timeoutMs = 15_000) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!condition()) return;
          clearTimeout(timer);
          waiters.delete(look);
          resolve();
        };
        const timer = setTimeout(() => {
          waiters.delete(look);
          reject(new Error(`the gateway waited ${timeoutMs} ms in vain for: ${condition}`));
        }, timeoutMs);
        waiters.add(look);
        look();
      }),
    approveDevice(deviceId) {
      pairing.approveDevice(only([...pairing.pendingDevices.keys()], "pending device", deviceId));
      changed();
    },
    approveSurface(deviceId) {
      const id = only([...pairing.pendingSurfaces.keys()], "pending surface", deviceId);
      resolveSurface(id, pairing.approveSurface(id).requestId, "approved");
    },
    rejectSurface(deviceId) {
      const id = only([...pairing.pendingSurfaces.keys()], "pending surface", deviceId);
      const requestId = pairing.pendingSurfaces.get(id)?.requestId ?? "";
      pairing.pendingSurfaces.delete(id);
      resolveSurface(id, requestId, "rejected");
    },
    removeDevice(deviceId) {
      const id = only([...pairing.paired.keys()], "paired device", deviceId);
      pairing.forget(id);
      if (settled.generation === "current") {
        for (const connection of connectionsOf(id)) connection.close(4001, "device removed");
      }
      changed();
    },
    revokeToken(deviceId) {
      const device = pairing.paired.get(only([...pairing.paired.keys()], "paired device", deviceId));
      if (device === undefined) return;
      device.token = null;
      if (settled.generation === "old") return;
      device.mayBeNode = false;
      for (const connection of connectionsOf(device.deviceId)) connection.close(4001, "device removed");
    },
    invoke,
    stop,
    start,
    async restart(how) {
      await stop();
      await start(how);
    },
    crash,
    async close() {
      await crash();
      webSockets.close();
    },
  };
}

function readOutcome(result: Record<string, unknown>): InvokeOutcome {
  const { ok, payload, payloadJSON, error } = result;
  const value = typeof payloadJSON === "string" ? JSON.parse(payloadJSON) : payload;
  return {
    ok: ok === true,
    ...(value === undefined ? {} : { payload: value }),
    ...(error === undefined || error === null ? {} : { error: error as { code: string; message: string } }),
  };
}
