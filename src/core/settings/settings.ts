import type { CapabilitySwitches } from "../../shared/capability.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import type { SignatureVersion } from "../gateway/contract.ts";

/** What is remembered of one gateway; never a secret. */
export interface GatewaySettings {
  readonly url: string;
  /** SHA-256 of the accepted certificate, lower-case hex; null trusts what the system trusts. */
  readonly tlsFingerprint: string | null;
  /** Found out at the first connect. */
  readonly signatureVersion: SignatureVersion | null;
  readonly lastVersion: string | null;
  readonly lastProtocol: number | null;
  /** The commands and caps an administrator is known to have approved; null when none is known. */
  readonly approvedSurface: ApprovedSurface | null;
  /** The owner chose plain `ws://` to a public address. */
  readonly allowInsecure: boolean;
}

/** Caps and commands, each in a steady order. */
export interface ApprovedSurface {
  readonly caps: readonly string[];
  readonly commands: readonly string[];
}

/** The settings file: everything that is no secret. */
export interface Settings {
  /** The identity this computer has; an empty vault is then a fault, never a reason for a new key. */
  readonly deviceId: string | null;
  readonly keyStore: "keychain" | "file";
  readonly displayName: string | null;
  readonly gateway: GatewaySettings | null;
  /** Other gateways whose credentials may still be in the vault, so that forgetting finds them. */
  readonly formerGatewayUrls: readonly string[];
  readonly paused: boolean;
  /** What the owner lets this node do. */
  readonly capabilities: CapabilitySwitches;
  /** May be changed beside a running node: what holds now is what `readConsent` says. */
  readonly consent: OwnerChoices;
}

/** Programs run only after a question or by the owner's list, so that may be on; what watches or locates a person may not. */
export const defaultCapabilities: CapabilitySwitches = {
  device: true,
  notify: true,
  run: true,
  screen: false,
  camera: false,
  location: false,
};

export const emptySettings: Settings = {
  deviceId: null,
  keyStore: "keychain",
  displayName: null,
  gateway: null,
  formerGatewayUrls: [],
  paused: false,
  capabilities: defaultCapabilities,
  consent: { remoteMayLoosen: false, acceptGatewayApprovals: false },
};

/** Reads once, writes atomically. */
export interface SettingsStore {
  read(): Settings;
  /** Resolves false when it could not be written; the value in memory is changed all the same. */
  update(change: Partial<Settings>): boolean;
  /** Back to empty settings: part of forgetting the device. */
  clear(): boolean;
}

/** The settings of a state directory, and what became of a broken file there. */
export interface SettingsFile extends SettingsStore {
  /** Where this opening put a broken settings file; null when it found none. */
  readonly recovered: string | null;
  /**
   * True while a broken file lies aside, from this start or an earlier one, that may have named a
   * device id. `clear` removes such files.
   */
  mayHaveLostIdentity(): boolean;
}

/** Settings that must neither be used nor overwritten. */
export interface SettingsFailure {
  readonly kind: "unreadable";
  /** Short and technical. */
  readonly detail: string;
}
