import type { CapabilitySwitches } from "../../shared/capability.ts";
import type { BlockedReason } from "../../shared/state.ts";
import type { OwnerChoices } from "../exec/exec-setup.ts";
import { type FileFailure, fileDetail, fileReason } from "../files/problem.ts";
import type { SignatureVersion } from "../gateway/contract.ts";
import type { Result } from "../result.ts";

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
  /** The value in memory is changed at once; resolves when it is on the disk, or with why it is not. */
  update(change: Partial<Settings>): Promise<Result<void, FileFailure>>;
  /** Back to empty settings: part of forgetting the device. */
  clear(): Promise<Result<void, FileFailure>>;
}

/** What took the place of a damaged settings file; with `nothing`, everything is off. */
export type Recovery = "last-good" | "nothing";

/** The settings of a state directory, and what became of a damaged file there. */
export interface SettingsFile extends SettingsStore {
  /** Null when the file was sound, or there never was one. */
  readonly recovered: Recovery | null;
  /**
   * True while a broken file lies aside, from this start or an earlier one, that may have named a
   * device id. `clear` removes such files.
   */
  mayHaveLostIdentity(): boolean;
}

/** Why there are no settings to use, or none can be kept; what is there stays as it is. */
export type SettingsFailure =
  | { readonly kind: "unreadable" | "unwritable"; readonly file: FileFailure }
  | { readonly kind: "newer"; readonly path: string };

/** Why there are no settings, as a blocked reason. Pure. */
export function settingsReason(problem: SettingsFailure): {
  readonly reason: BlockedReason;
  readonly detail: Readonly<Record<string, string>>;
} {
  if (problem.kind === "newer") return { reason: "settings-newer", detail: { path: problem.path } };
  return { reason: fileReason(problem.file, `settings-${problem.kind}`), detail: fileDetail(problem.file) };
}
