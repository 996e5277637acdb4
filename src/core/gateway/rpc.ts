import type { GatewayFailure, Hello } from "./contract.ts";

/** An error as one of our requests gets it: the gateway's, or the session's own (`CLOSED`, `TIMEOUT`, ...). */
export interface RpcError {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
  readonly retryAfterMs: number | null;
}

export type RpcResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: RpcError };

/** An event as it appears on the wire. */
export interface WireEvent {
  readonly event: string;
  readonly payload: unknown;
}

/** Replaces an invoke that was too costly to read. */
export interface CostlyInvoke {
  /** The id of the invoke. */
  readonly costlyInvoke: string;
}

/** What a listener is told about. */
export type Arrival = WireEvent | CostlyInvoke;

/**
 * Requests, answers and events of an authenticated connection, as they appear on the wire. Only this room knows it;
 * outside there is `GatewaySession`. Nothing here throws; a closed session answers `CLOSED`.
 */
export interface RpcSession {
  /** Sends a request and waits for its answer; after `timeoutMs` (default 30 000) answers `TIMEOUT`. */
  request(method: string, params: unknown, timeoutMs?: number): Promise<RpcResult>;
  /** One listener, called for every event except `tick`; events that arrived earlier are delivered first. */
  listen(listener: (arrival: Arrival) => void): void;
  /** Resolves once, when the session has ended. */
  readonly ended: Promise<GatewayFailure>;
  /** Largest frame the gateway accepts, bytes. */
  readonly maxPayload: number;
  /** Asks for a sign of life; without one within five seconds the session ends as silent. */
  check(): void;
  /** Closes cleanly; resolves when the socket is gone, at most one second later. */
  close(): Promise<void>;
}

export type RpcConnectResult =
  | {
      readonly ok: true;
      readonly session: RpcSession;
      readonly hello: Hello;
      /** See `ConnectResult`. */
      readonly proxy?: string | null;
    }
  | { readonly ok: false; readonly failure: GatewayFailure };
