import type { FileProblem } from "./file-problem.ts";

/** What a sentence about a file needs. */
const FILE = ["path", "why", "code"] as const;
const CERTIFICATE = ["presented", "detail"] as const;

/**
 * Every reason for which a person must act, and the values its sentence needs. None of them is a secret, and what is
 * not a name or a number is a code that the words have an entry for.
 */
export const blockedValues = {
  // the vault
  "keychain-locked": ["store", "detail"],
  "keychain-unavailable": ["store", "detail"],
  "keychain-timeout": ["store", "detail"],
  "keychain-corrupt": ["store", "detail"],
  "key-file-unsafe": FILE,
  "key-file-unreadable": FILE,
  "identity-missing": ["known", "store"],
  "identity-mismatch": ["known", "found", "store"],
  "settings-unreadable": FILE,
  "settings-newer": ["path"],
  "settings-unwritable": FILE,
  "state-folder-unusable": FILE,
  "state-folder-copied": ["path", "original"],
  "control-socket-unusable": FILE,
  "control-pipe-taken": [],
  "disk-full": FILE,
  "held-by-another-process": ["pid"],
  // the gateway's answer
  "credential-missing": ["code", "expected"],
  "credential-rejected": ["code", "sent"],
  /** A setup code that was used already, has expired, or is of another gateway: a gateway does not say which. */
  "setup-code-refused": ["code"],
  /** The gateway is too old for setup codes. */
  "setup-code-unsupported": ["code"],
  "identity-refused": ["code", "said"],
  "clock-skew": ["said"],
  /** `certificate` says why. */
  "certificate-untrusted": [...CERTIFICATE, "certificate"],
  "certificate-expired": [...CERTIFICATE, "date"],
  "certificate-not-yet-valid": [...CERTIFICATE, "date"],
  "certificate-other-name": [...CERTIFICATE, "names"],
  "certificate-changed": CERTIFICATE,
  /** The gateway, or a proxy in front of it, wants a certificate of this computer. */
  "client-certificate": [],
  "insecure-address": ["host", "secureUrl", "plainUrl"],
  /** A name of the private network led to a public address. */
  "public-address": ["host", "address"],
  /** The address says `ws://`, and `url` is what the gateway speaks. */
  "speaks-tls": ["url"],
  /** The address says `wss://`; `command` uses `url`, and says so where that is against advice. */
  "speaks-plain": ["url", "command"],
  /** The proxy that is set for the gateway wants a name and password, or different ones. */
  "proxy-sign-in": ["proxy", "source"],
  "proxy-refused": ["proxy", "source", "said"],
  /** What is set as a proxy is not one this program can use. */
  "proxy-unusable": ["source", "proxyProblem"],
  /** An access page, or another server, answers in place of the gateway. */
  "access-page": ["accessAnswer", "leadsTo", "status"],
  "address-invalid": ["problem", "limit", "scheme", "parameter", "port", "host"],
  /** The identity has signed only at other gateways so far, and its owner was not asked about this one. */
  "another-gateway": ["used", "gateway", "url"],
  // SSH, when it is the way to the gateway
  "ssh-missing": [],
  "ssh-no-home": [],
  "ssh-configuration": ["said"],
  "ssh-permission-denied": [],
  /** No agent knows the passphrase of this key. */
  "ssh-key-locked": ["keyFile"],
  "ssh-host-key-unknown": ["hostKey"],
  /** A different key, a key of another type, or a revoked one; `command` removes the known one. */
  "ssh-host-key-changed": ["hostKey", "command"],
  "ssh-forwarding-refused": [],
  "protocol-too-old": ["said"],
  "protocol-too-new": ["said"],
  "pairing-paused": ["said"],
  "access-denied": ["code", "said"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type BlockedReason = keyof typeof blockedValues;

/** Where a secret is kept. */
export type KeyStoreName = "keychain" | "file";
/** What a gateway accepts, or was sent. */
export type CredentialName =
  | "token"
  | "password"
  | "bootstrap"
  | "device-token"
  | "identity-proxy"
  | "unknown";
export type AddressProblemCode =
  | "empty"
  | "too-long"
  | "control-characters"
  | "scheme"
  | "user-info"
  | "secret-in-address"
  | "ssh-address"
  | "ssh-password"
  | "port"
  | "port-alone"
  | "host"
  | "unspecified-host"
  | "zone"
  | "several-words"
  | "several-addresses"
  | "placeholder"
  | "secret-instead"
  | "join-link";

/** How something in front of a gateway answers in its place. */
export type AccessPageAnswer = "redirect" | "sign-in" | "forbidden" | "proxy-sign-in" | "page";

/** Why a certificate of these days, for the right name, is not trusted. */
export type UntrustedCertificate =
  | "self-signed"
  | "unknown-issuer"
  /** The key or the signature, of itself or of an issuer. */
  | "weak"
  | "issuer-expired"
  | "wrong-purpose"
  | "other";

/** What each value may be; a name that is not listed may be any text. Null is a value that is not known. */
interface Values {
  readonly why: FileProblem;
  readonly store: KeyStoreName;
  readonly expected: CredentialName;
  readonly sent: CredentialName;
  readonly certificate: UntrustedCertificate;
  readonly problem: AddressProblemCode;
  readonly accessAnswer: AccessPageAnswer;
  readonly leadsTo: string | null;
  readonly proxyProblem: "address" | "socks";
  /** A device id. */
  readonly known: string | null;
  readonly pid: string | null;
  /** `YYYY-MM-DD`. */
  readonly date: string | null;
  /** The gateway's own words. */
  readonly said: string | null;
  /** `SHA256:...`, as ssh shows it. */
  readonly hostKey: string | null;
  readonly limit: string | null;
  readonly scheme: string | null;
  readonly parameter: string | null;
  readonly port: string | null;
}

export type ValueName = (typeof blockedValues)[BlockedReason][number];
/** Names of values that may be unknown; the words say what is shown then. */
export type NullableValueName = {
  [Name in keyof Values]: null extends Values[Name] ? Name : never;
}[keyof Values];

type ValueOf<Name> = Name extends keyof Values ? Values[Name] : string;

/** What the sentence of a reason needs. */
export type BlockedDetail<Reason extends BlockedReason = BlockedReason> = Reason extends BlockedReason
  ? { readonly [Name in (typeof blockedValues)[Reason][number]]: ValueOf<Name> }
  : never;

/** Why a person must act, with what its sentence needs: the two always travel together. */
export type BlockedCause<Reason extends BlockedReason = BlockedReason> = Reason extends BlockedReason
  ? { readonly reason: Reason; readonly detail: BlockedDetail<Reason> }
  : never;

/** Reasons that are about a file. */
export type FileReason = {
  [Reason in BlockedReason]: (typeof blockedValues)[Reason] extends typeof FILE ? Reason : never;
}[BlockedReason];
