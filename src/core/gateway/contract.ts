import type { AccessPageAnswer, UntrustedCertificate } from "../../shared/blocked.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import type { Picture, PicturesTaken } from "../../shared/picture/picture.ts";
import type { PictureType } from "../../shared/picture/read-picture.ts";
import type { Identity } from "../identity/identity.ts";
import type { SshProblem } from "../ssh/problem.ts";
import type { GatewayAddress } from "./address.ts";
import type { ComputerUseDescriptor } from "./computer-use.ts";
import type { EdgeHeader } from "./edge-headers.ts";
import type { InvokeRequest } from "./invoke-request.ts";

/** Signature payload layouts; gateways before 2026.2 know only v2. */
export type SignatureVersion = "v2" | "v3";

export type Credential = SharedCredential | { readonly kind: "device-token"; readonly token: string };

/** The declared surface: what the second approval is about. */
export interface DeclaredSurface {
  readonly caps: readonly string[];
  readonly commands: readonly string[];
  readonly permissions: Readonly<Record<string, boolean>>;
  /** How the desktop can be used, when it can. */
  readonly computerUse?: ComputerUseDescriptor;
}

export interface ConnectRequest {
  readonly address: GatewayAddress;
  readonly identity: Identity;
  readonly signatureVersion: SignatureVersion;
  readonly credential: Credential | null;
  readonly displayName: string;
  /** What kind of computer it is; null leaves it out. */
  readonly model?: string | null;
  readonly surface: DeclaredSurface;
  /** Whether it is told `surface.computerUse`: a gateway that does not know the field refuses the connect. */
  readonly tellsComputerUse?: boolean;
  /** The largest frame that is read, bytes: this depends on what is offered. */
  readonly frameLimit: number;
  /** SHA-256 of the one certificate to trust, lower-case hex; null trusts what the system trusts. */
  readonly tlsFingerprint: string | null;
  /** For whatever is in front of the gateway; sent with the upgrade over TLS, and nowhere else. */
  readonly edgeHeaders?: readonly EdgeHeader[];
  /** Called when this identity's signature is about to be sent, which waits for the returned promise. */
  readonly onSigned?: () => Promise<unknown> | null;
}

export interface Hello {
  readonly serverVersion: string;
  readonly protocol: number;
  /** The durable credential, when the gateway issued one with this hello. */
  readonly deviceToken: string | null;
  /** How many clients it has admitted, as far as hello allows an estimate; 0 when it does not. */
  readonly crowd: number;
  /** Methods the gateway says it knows. */
  readonly methods: readonly string[];
  /** Largest frame the gateway accepts, bytes. */
  readonly maxPayload: number;
  /** The pictures it takes with a question. */
  readonly pictures: PicturesTaken;
}

export type CertificateProblem = "expired" | "not-yet-valid" | "other-name" | UntrustedCertificate;

/** Every way in which an attempt or session can end without our wanting it to. */
export type GatewayFailure =
  /** The network did not get us as far as a WebSocket. */
  | {
      readonly kind: "unreachable";
      readonly cause: "name-not-found" | "refused" | "unreachable" | "timeout";
      readonly detail: string;
    }
  /** SSH did not lead to the gateway. */
  | {
      readonly kind: "ssh";
      readonly problem: SshProblem;
      /** Fingerprint of the host's key (`SHA256:...`) when the key is the problem and is known. */
      readonly presented: string | null;
      /** The last thing ssh said. */
      readonly detail: string;
    }
  /** A name for which plain `ws://` is allowed led to a public address; nothing was sent there. */
  | { readonly kind: "public-address"; readonly host: string; readonly address: string }
  /** There is a connection, but nothing is said on it: no HTTP, no challenge, no answer to connect. */
  | { readonly kind: "silent"; readonly detail: string }
  /**
   * The proxy that is set for this gateway did not lead there; nothing was said to the gateway. `address` and `socks`:
   * the proxy that is set cannot be used.
   */
  | {
      readonly kind: "proxy";
      readonly problem: "unreachable" | "sign-in" | "refused" | "address" | "socks";
      /** Without its user name and password; empty when none could be read. */
      readonly proxy: string;
      readonly source: string;
      /** HTTP status when there was one. */
      readonly status: number | null;
      readonly detail: string;
    }
  /** Something in front of the gateway answered in its place, and wants something first. */
  | {
      readonly kind: "access-page";
      readonly answer: AccessPageAnswer;
      /** HTTP status. */
      readonly status: number;
      /** The host a redirect leads to; null when it names none. */
      readonly leadsTo: string | null;
    }
  /** It wants a certificate of this computer (mutual TLS), or the proxy in front of it does. */
  | { readonly kind: "client-certificate"; readonly detail: string }
  /** Asked in plain text, and it speaks TLS; `url` is the same place over TLS. */
  | { readonly kind: "speaks-tls"; readonly url: string }
  /** Asked for TLS, and it speaks plain text; `isPrivate` when that would not cross the internet. */
  | { readonly kind: "speaks-plain"; readonly url: string; readonly isPrivate: boolean }
  /** Something answered that is not a gateway, or a proxy in between (HTTP status when there was one). */
  | { readonly kind: "not-a-gateway"; readonly status: number | null; readonly detail: string }
  | {
      readonly kind: "certificate";
      /** `changed`: not the pinned one. */
      readonly problem: CertificateProblem | "changed";
      /** What was presented, SHA-256 lower-case hex. */
      readonly presented: string;
      /** The runtime's own word for it, or the names the certificate is for. */
      readonly detail: string;
      /** From when, or until when, it is valid (`YYYY-MM-DD`), when that is the problem. */
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
  /** We gave up ourselves. */
  | { readonly kind: "aborted" };

export type ConnectResult =
  | {
      readonly ok: true;
      readonly session: GatewaySession;
      readonly hello: Hello;
      /** The proxy it goes through, safe to show; null or absent for a direct connection. */
      readonly proxy?: string | null;
    }
  | { readonly ok: false; readonly failure: GatewayFailure };

/**
 * Opens the gateway's port and closes it again, sending nothing: true when somebody listens there. Gives up after two
 * seconds. Never throws.
 */
export type Look = (address: GatewayAddress, signal: AbortSignal) => Promise<boolean>;

/** One attempt: open, challenge, connect, hello, or a typed failure. Never throws. */
export type Connect = (request: ConnectRequest, signal: AbortSignal) => Promise<ConnectResult>;

/** How an invoke ended, as its caller is told. */
export type InvokeOutcome =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

/** What a gateway tells a node, as far as a node can use it. */
export type GatewayEvent =
  | { readonly kind: "invoke"; readonly request: InvokeRequest }
  /** Addressed to us, but not to be run: what to answer. */
  | {
      readonly kind: "invoke-unreadable";
      readonly id: string;
      readonly code: string;
      readonly message: string;
    }
  | { readonly kind: "invoke-cancelled"; readonly id: string }
  /** How an answer of the agent is coming on, in a session that this node asked in. */
  | { readonly kind: "chat"; readonly chat: ChatEvent }
  /** An administrator decided about a node's surface. */
  | { readonly kind: "surface-resolved"; readonly nodeId: string; readonly approved: boolean }
  /** Anything else, and events too malformed to be answered; `name` is the gateway's. */
  | { readonly kind: "other"; readonly name: string };

/**
 * How an answer of the agent is coming on. A gateway names the session and the run, which it does not name when it takes
 * a message.
 */
export type ChatEvent = { readonly sessionKey: string; readonly run: string | null } & (
  | { readonly state: "working" }
  /** All of the text so far. */
  | { readonly state: "answering"; readonly text: string }
  /** Null when the gateway does not repeat it. */
  | { readonly state: "answered"; readonly text: string | null }
  | { readonly state: "failed"; readonly detail: string }
  | { readonly state: "stopped" }
);

/** A message to the agent; `timeoutMs` is how long its answer may take. */
export interface AgentMessage {
  readonly message: string;
  readonly sessionKey: string;
  readonly pictures?: readonly (Picture & { readonly type: PictureType })[];
  readonly timeoutMs: number;
}

/** What happened to something that was sent. */
export type Delivery =
  | "taken"
  /** The gateway answered that it does not want it (any more). */
  | "refused"
  /** No answer: the connection ended, or time ran out. */
  | "unanswered";

/** What a gateway says about the surface this node declared. */
export type SurfaceAnswer =
  | { readonly kind: "approved" }
  | { readonly kind: "pending"; readonly requestId: string }
  /** Rejected, or expired: a new connect makes a new request. */
  | { readonly kind: "no-request" }
  /** This gateway cannot be asked. */
  | { readonly kind: "unsupported" }
  | { readonly kind: "unclear" };

/** When there was input last; `clear` takes back what was told. Source: openclaw 2026.9.6, measured. */
export type Activity =
  | { readonly idleSeconds: number; readonly source: "system" }
  | { readonly action: "clear" };

export type ActivityAnswer =
  | Delivery
  /** It would take this once an administrator has approved the permission. */
  | "not-approved";

/** What a gateway did with a list of this node's tools or skills. */
export type PublishAnswer =
  /** It has them now, as many as it says. */
  | { readonly kind: "taken"; readonly kept: number }
  /** It knows no such lists of nodes. */
  | { readonly kind: "unsupported" }
  | { readonly kind: "refused"; readonly detail: string };

/** An authenticated connection. Nothing here throws; everything sent is answered once, however the connection ends. */
export interface GatewaySession {
  /** One listener; events that arrived earlier are delivered first. */
  listen(listener: (event: GatewayEvent) => void): void;
  /** Answers an invoke. Sent again for a while if the gateway refuses it only for the moment. */
  sendResult(invokeId: string, outcome: InvokeOutcome): Promise<Delivery>;
  /** One piece of output of a running invoke, short enough for a frame (`run-invoke.ts` cuts it); pieces count from 0. */
  sendProgress(invokeId: string, sequence: number, chunk: string): Promise<Delivery>;
  /** Tells it, or takes back, when there was input last. */
  sendActivity(activity: Activity): Promise<ActivityAnswer>;
  /** Sends an event of this node. */
  sendEvent(event: string, payload: unknown): Promise<Delivery>;
  /** Sends a message to the agent and follows its session; `detail` is the gateway's reason to refuse, or empty. */
  askAgent(message: AgentMessage): Promise<{ readonly delivery: Delivery; readonly detail: string }>;
  /** The pictures the gateway takes with a message. */
  readonly pictures: PicturesTaken;
  /** Asks whether the declared surface was approved. */
  surfaceStatus(): Promise<SurfaceAnswer>;
  /** Names of the programs the gateway's skills use; null when it does not say. */
  skillPrograms(): Promise<readonly string[] | null>;
  /** Replaces the list of this node's tools. */
  publishTools(tools: readonly object[]): Promise<PublishAnswer>;
  /** Replaces the list of this node's skills. */
  publishSkills(skills: readonly object[]): Promise<PublishAnswer>;
  /** Resolves once, when the session has ended. */
  readonly ended: Promise<GatewayFailure>;
  /** Largest frame the gateway accepts, bytes. */
  readonly maxPayload: number;
  /** Asks for a sign of life; without one within five seconds the session ends as silent. */
  check(): void;
  /** Closes cleanly; resolves when the socket is gone, at most one second later. */
  close(): Promise<void>;
}
