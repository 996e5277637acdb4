import type { TestCertificate } from "./certificate.ts";

/** What a scripted gateway is like, for as long as it lives. Everything has the default of a friendly 2026.9.6. */
export interface ScriptedGatewayOptions {
  /**
   * `old` behaves as 2026.1.29 does: protocol 3, signature v2 only, errors in words without detail codes,
   * unknown auth fields refused, no surface approval, and a removed device keeps its open connection.
   */
  readonly generation?: "current" | "old";
  /** The shared secrets it accepts; null for none. The token is `shared-token` by default. */
  readonly token?: string | null;
  readonly password?: string | null;
  readonly bootstrapToken?: string | null;
  /** Approve every device, or every surface, the moment it asks. */
  readonly autoApproveDevice?: boolean;
  readonly autoApproveSurface?: boolean;
  /** Whether the node is told of a decision about its surface (`node.pair.resolved`). */
  readonly surfaceNotice?: boolean;
  /** When an approved surface starts to count. */
  readonly surfaceEffect?: "at-once" | "next-connect";
  /** Whether refused node-role calls name the pending surface request; otherwise they are unknown to the role. */
  readonly namesSurfaceRequest?: boolean;
  readonly issueDeviceToken?: boolean;
  /** Five minutes on a real one. */
  readonly requestLifetimeMs?: number;
  readonly tickIntervalMs?: number;
  readonly maxPayload?: number;
  readonly serverVersion?: string;
  /** Serves `wss` with this certificate. */
  readonly tls?: TestCertificate;
  /** A loopback address; 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 picks a free one, and keeps it across `restart`. */
  readonly port?: number;
  /** Hears what the node sends as `node.event`, and may answer it with another payload. */
  readonly onNodeEvent?: (params: unknown) => object | undefined;
  /** Answers to methods this gateway does not know; the value is the payload. */
  readonly methods?: Readonly<Record<string, (params: unknown, deviceId: string) => unknown>>;
}

/** A refusal as it goes on the wire. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details?: unknown;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

export interface CloseFrame {
  readonly code: number;
  readonly reason: string;
}

/** What goes wrong with one connection. An empty script is a gateway that works. */
export interface ConnectionScript {
  /** Answers the HTTP upgrade with this instead of 101. */
  readonly upgrade?: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
  /** `none` never sends one; text is sent as it stands in place of one. */
  readonly challenge?: "normal" | "none" | { readonly raw: string } | { readonly delayMs: number };
  /** Sent as they are before the challenge, and between connect and its answer. */
  readonly beforeChallenge?: readonly (string | Uint8Array)[];
  readonly beforeAnswer?: readonly (string | Uint8Array)[];
  /** `none` leaves connect without an answer; a close comes instead of an answer. */
  readonly answer?:
    | "normal"
    | "none"
    | { readonly error: WireError; readonly close?: CloseFrame }
    | { readonly raw: (connectId: string) => string }
    | { readonly close: CloseFrame }
    | { readonly drop: true };
  /** Changes the payload of hello-ok before it is sent. */
  readonly hello?: (payload: Record<string, unknown>) => unknown;
  /** Sent right behind hello-ok, in the same moment. */
  readonly afterHello?: readonly (string | Uint8Array)[];
  /** False: no tick is ever sent. */
  readonly ticks?: boolean;
}

export interface SettledOptions extends Required<Omit<ScriptedGatewayOptions, "tls">> {
  readonly tls: TestCertificate | null;
}

export function settleOptions(options: ScriptedGatewayOptions): SettledOptions {
  const old = options.generation === "old";
  return {
    generation: "current",
    token: "shared-token",
    password: null,
    bootstrapToken: null,
    autoApproveDevice: false,
    autoApproveSurface: false,
    surfaceNotice: true,
    surfaceEffect: "at-once",
    namesSurfaceRequest: true,
    issueDeviceToken: true,
    requestLifetimeMs: 5 * 60_000,
    tickIntervalMs: 30_000,
    maxPayload: old ? 512 * 1024 : 25 * 1024 * 1024,
    serverVersion: old ? "2026.1.29" : "2026.9.6",
    host: "127.0.0.1",
    port: 0,
    methods: {},
    onNodeEvent: () => undefined,
    ...options,
    tls: options.tls ?? null,
  };
}
