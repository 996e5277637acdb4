import type { BlockedCause } from "../../shared/blocked.ts";
import type { CapabilitySwitches } from "../../shared/capability.ts";
import type { Result } from "../../shared/result.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { type FileFailure, fileCause } from "../files/problem.ts";
import type { SignatureVersion } from "../gateway/contract.ts";

/** What is remembered of one gateway; never a secret. */
export interface GatewaySettings {
  readonly url: string;
  /** What the person wrote, where that was a host without a scheme: `url` is what it was taken for. */
  readonly typed?: string;
  /** SHA-256 of the accepted certificate, lower-case hex; null trusts what the system trusts. */
  readonly tlsFingerprint: string | null;
  /** Determined at the first connection. */
  readonly signatureVersion: SignatureVersion | null;
  readonly lastVersion: string | null;
  readonly lastProtocol: number | null;
  /** The commands and caps an administrator is known to have approved; null when none is known. */
  readonly approvedSurface: ApprovedSurface | null;
  /** The owner chose plain `ws://` to a public address. */
  readonly allowInsecure: boolean;
  /** Commands that it has called as `lastVersion`, and so lets through. */
  readonly called?: readonly string[];
  /** Names of the headers the vault holds for what stands in front of it. */
  readonly edgeHeaders?: readonly string[];
}

/** Caps and commands, each in a stable order. */
export interface ApprovedSurface {
  readonly caps: readonly string[];
  readonly commands: readonly string[];
  /** What was declared as granted, by name; absent where that was approved before this was declared at all. */
  readonly permissions?: readonly string[];
}

/** The settings file: everything that is not secret. */
export interface Settings {
  /** This computer's identity; an empty vault is then a fault, never a reason for a new key. */
  readonly deviceId: string | null;
  readonly keyStore: "keychain" | "file";
  readonly displayName: string | null;
  readonly gateway: GatewaySettings | null;
  /** Other gateways whose credentials may still be in the vault, so that forgetting finds them. */
  readonly formerGatewayUrls: readonly string[];
  /** Where this identity's signature was sent, or where its owner said it may be sent (`signs-at.ts`). */
  readonly signsAt: readonly Pick<GatewaySettings, "url" | "tlsFingerprint">[];
  readonly paused: boolean;
  /** What the owner lets this node do. */
  readonly capabilities: CapabilitySwitches;
  /** May be changed while a node is running: what holds now is what `readConsent` returns. */
  readonly consent: OwnerChoices;
}

/**
 * Programs run only after a question or because the owner's list says so, so that may be on; what watches or locates a
 * person may not.
 */
export const defaultCapabilities: CapabilitySwitches = {
  device: true,
  notify: true,
  run: true,
  screen: false,
  computer: false,
  camera: false,
  location: false,
  presence: false,
};

export const emptySettings: Settings = {
  deviceId: null,
  keyStore: "keychain",
  displayName: null,
  gateway: null,
  formerGatewayUrls: [],
  signsAt: [],
  paused: false,
  capabilities: defaultCapabilities,
  consent: { remoteMayLoosen: false, acceptGatewayApprovals: false },
};

/** Reads once, writes atomically. */
export interface SettingsStore {
  read(): Settings;
  /** The value in memory changes at once; resolves when it is on the disk, or with why it is not. */
  update(change: Partial<Settings>): Promise<Result<void, FileFailure>>;
  /** Back to empty settings: part of forgetting the device. */
  clear(): Promise<Result<void, FileFailure>>;
}

/** What replaced a damaged settings file; with `nothing`, everything is off. */
export type Recovery = "last-good" | "nothing";

/** The settings of a state directory, and what happened to a damaged file there. */
export interface SettingsFile extends SettingsStore {
  /** Null when the file was sound, or there never was one. */
  readonly recovered: Recovery | null;
  /**
   * True while a broken file that may have named a device id is set aside, from this start or an earlier one. `clear`
   * removes such files.
   */
  mayHaveLostIdentity(): boolean;
}

/** Why there are no usable settings, or none can be saved; what exists stays as it is. */
export type SettingsFailure =
  | { readonly kind: "unreadable" | "unwritable"; readonly file: FileFailure }
  | { readonly kind: "newer"; readonly path: string };

/** Why there are no settings, as a blocked cause. Pure. */
export function settingsCause(problem: SettingsFailure): BlockedCause {
  if (problem.kind === "newer") return { reason: "settings-newer", detail: { path: problem.path } };
  return fileCause(problem.file, `settings-${problem.kind}`);
}
