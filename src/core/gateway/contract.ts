import type { SharedCredential } from "../../shared/intent.ts";
import type { Identity } from "../identity/identity.ts";
import type { GatewayAddress } from "./address.ts";

/** Signature payload layouts; gateways before 2026.2 know only v2. */
export type SignatureVersion = "v2" | "v3";

export type Credential = SharedCredential | { readonly kind: "device-token"; readonly token: string };

/** The declared surface: what the second approval is about. */
export interface DeclaredSurface {
  readonly caps: readonly string[];
  readonly commands: readonly string[];
  readonly permissions: Readonly<Record<string, boolean>>;
}

export interface ConnectRequest {
  readonly address: GatewayAddress;
  readonly identity: Identity;
  readonly signatureVersion: SignatureVersion;
  readonly credential: Credential | null;
  readonly displayName: string;
  readonly surface: DeclaredSurface;
  /** The largest frame that is read, bytes: what is on offer decides. */
  readonly frameLimit: number;
  /** SHA-256 of the one certificate to trust, lower-case hex; null trusts what the system trusts. */
  readonly tlsFingerprint: string | null;
}

export interface Hello {
  readonly serverVersion: string;
  readonly protocol: number;
  /** The durable credential, when the gateway issued one with this hello. */
  readonly deviceToken: string | null;
  /** How many clients it has let in, as far as hello lets one guess; 0 when it does not. */
  readonly crowd: number;
  /** Methods the gateway says it knows. */
  readonly methods: readonly string[];
  /** Largest frame the gateway accepts, bytes. */
  readonly maxPayload: number;
}

export type CertificateProblem =
  | "expired"
  | "not-yet-valid"
  | "other-name"
  | "self-signed"
  | "unknown-issuer";

/** Every way one attempt or one session can end other than by our own wish. */
export type GatewayFailure =
  /** The network did not bring us to a WebSocket. */
  | {
      readonly kind: "unreachable";
      readonly cause: "name-not-found" | "refused" | "unreachable" | "timeout";
      readonly detail: string;
    }
  /** A connection stands, and nothing is said on it: no HTTP, no challenge, no answer to connect. */
  | { readonly kind: "silent"; readonly detail: string }
  /** Something answered that is no gateway, or a proxy in between (HTTP status when there was one). */
  | { readonly kind: "not-a-gateway"; readonly status: number | null; readonly detail: string }
  | {
      readonly kind: "certificate";
      /** `changed`: not the pinned one. */
      readonly problem: CertificateProblem | "changed";
      /** What was presented, SHA-256 lower-case hex. */
      readonly presented: string;
      /** The runtime's own word for it, or the names the certificate is for. */
      readonly detail: string;
      /** From when, or until when, it is valid (`YYYY-MM-DD`), where that is the matter. */
      readonly date: string | null;
    }
  /** The peer broke the protocol: bad frames, no challenge, no hello in time. */
  | { readonly kind: "protocol-error"; readonly detail: string }
  | {
      readonly kind: "protocol-mismatch";
      readonly gatewayIs: "older" | "newer" | "unknown";
      readonly detail: string;
    }
  | {
      readonly kind: "pairing-required";
      readonly requestId: string | null;
      readonly reason: string | null;
      /** False only when the gateway says that asking again is pointless. */
      readonly keepAsking: boolean;
      readonly retryAfterMs: number | null;
    }
  | {
      readonly kind: "credential";
      readonly code: string;
      readonly problem: "missing" | "rejected";
      /** Which credential was refused; null when none was sent. */
      readonly sent: Credential["kind"] | null;
      /** What the gateway expects, as far as it said. */
      readonly expected: "token" | "password" | "identity-proxy" | "unknown";
    }
  | { readonly kind: "signature-refused"; readonly version: SignatureVersion }
  | { readonly kind: "identity-refused"; readonly code: string; readonly detail: string }
  | { readonly kind: "clock-skew"; readonly detail: string }
  | { readonly kind: "rate-limited"; readonly retryAfterMs: number | null }
  | { readonly kind: "starting"; readonly retryAfterMs: number | null }
  /** Understood and refused for a reason of the gateway's own; a person must read it. */
  | { readonly kind: "refused"; readonly code: string; readonly detail: string }
  /** Refused for now or broken inside; worth another try. */
  | {
      readonly kind: "gateway-error";
      readonly code: string;
      readonly detail: string;
      readonly retryAfterMs: number | null;
    }
  /** An open connection ended. */
  | {
      readonly kind: "closed";
      readonly code: number;
      readonly reason: string;
      readonly cause: "peer" | "silence" | "network" | "restart";
    }
  /** We gave it up ourselves. */
  | { readonly kind: "aborted" };

export type ConnectResult =
  | { readonly ok: true; readonly session: GatewaySession; readonly hello: Hello }
  | { readonly ok: false; readonly failure: GatewayFailure };

/**
 * Opens the gateway's port and shuts it again, sending nothing: true when somebody listens there. Gives up
 * after two seconds. Never throws.
 */
export type Look = (address: GatewayAddress, signal: AbortSignal) => Promise<boolean>;

/** One attempt: open, challenge, connect, hello, or a typed failure. Never throws. */
export type Connect = (request: ConnectRequest, signal: AbortSignal) => Promise<ConnectResult>;

export interface RpcError {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
  readonly retryAfterMs: number | null;
}

export type RpcResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: RpcError };

/** Told in the place of an invoke that was too costly to read; the payload is `{id}`. No gateway sends it. */
export const COSTLY_INVOKE = "clawtray.invoke.too-costly";

export interface GatewayEvent {
  readonly event: string;
  readonly payload: unknown;
}

/** An authenticated connection. Nothing here throws; a closed session answers `CLOSED`. */
export interface GatewaySession {
  /** Sends a request and waits for its answer; after `timeoutMs` (default 30 000) answers `TIMEOUT`. */
  request(method: string, params: unknown, timeoutMs?: number): Promise<RpcResult>;
  /** One listener, called for every event but `tick`; events that arrived earlier are delivered first. */
  listen(listener: (event: GatewayEvent) => void): void;
  /** Resolves once, when the session has ended. */
  readonly ended: Promise<GatewayFailure>;
  /** Largest frame the gateway accepts, bytes. */
  readonly maxPayload: number;
  /** Asks for a sign of life; without one within five seconds the session ends as silent. */
  check(): void;
  /** Closes cleanly; resolves when the socket is gone, after one second at most. */
  close(): Promise<void>;
}
