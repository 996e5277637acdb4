import type { BlockedCause } from "../../shared/blocked.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { NodeState } from "../../shared/state.ts";
import { claimCause } from "../instance/claim-reason.ts";
import { claimInstance, type Instance } from "../instance/instance.ts";
import { type AskReply, type InstanceRequest, type RequestReply, replyTo } from "../instance/message.ts";
import { openSettings } from "../settings/open.ts";
import { type SettingsFile, settingsCause } from "../settings/settings.ts";
import { vaultCause } from "../vault/blocked-reason.ts";
import { type OpenVault, openVault } from "../vault/open.ts";

/** Which state folder, and which key store; null takes the one the settings name. */
export interface FolderOptions {
  readonly stateDir: string;
  readonly keyStore: OpenFolder["keyStore"] | null;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A state folder: its settings and its vault. */
export interface OpenFolder {
  readonly stateDir: string;
  readonly settings: SettingsFile;
  readonly keyStore: "keychain" | "file";
  readonly open: OpenVault;
}

export interface HoldOptions extends FolderOptions {
  readonly appVersion: string;
  /** This process's start; milliseconds since the epoch. */
  readonly startedAt: number;
  /** What other processes are told until a node reports its own state. */
  readonly state: NodeState;
}

/** What goes on with a held folder. */
interface Successor {
  carryOut(request: InstanceRequest, say: (reply: AskReply) => boolean): Promise<RequestReply | AskReply>;
  /** Writes everything again: the folder was removed. */
  saveAgain(): void;
}

/** A state folder that no other process has until it is released. */
export interface HeldFolder extends OpenFolder {
  readonly held: Pick<HoldOptions, "appVersion" | "now">;
  /** Requests of other processes reach this from here on; before, they are answered with "not done". */
  handOver(to: Successor): void;
  /** Tells other processes what is new. */
  publish: Instance["publish"];
  /** Lets the next process have the folder; resolves when it can. */
  release(): Promise<void>;
}

/** Opens settings and vault without claiming anything: for looking. A failure is what `blocked` would show. */
export function openFolder({ stateDir, keyStore, now }: FolderOptions): Result<OpenFolder, BlockedCause> {
  const settings = openSettings(stateDir, now);
  if (!settings.ok) return failure(settingsCause(settings.failure));
  const kind = keyStore ?? settings.value.read().keyStore;
  const open = openVault({ kind, stateDir });
  if (!open.ok) return failure(vaultCause(kind, open.failure));
  return success({ stateDir, settings: settings.value, keyStore: kind, open: open.value });
}

/**
 * Makes this process the only one of the state folder, and opens it. After a failure nothing stays held, and the cause
 * is what `blocked` would show.
 */
export async function holdFolder(options: HoldOptions): Promise<Result<HeldFolder, BlockedCause>> {
  const { stateDir, appVersion, startedAt, state } = options;
  let successor: Successor | null = null;
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: appVersion, startedAt, state, running: [] }),
    handleRequest: async (request, say) =>
      successor === null ? replyTo(undefined) : successor.carryOut(request, say),
    // Without settings the next start would not know that there was an identity.
    onFolderLost: () => successor?.saveAgain(),
  });
  if (!claim.ok) return failure(claimCause(claim.failure));
  const instance = claim.value;
  const release = () => instance.release();
  const opened = openFolder(options);
  if (!opened.ok) {
    await release();
    return opened;
  }
  return success({
    ...opened.value,
    held: options,
    release,
    publish: (next) => instance.publish(next),
    handOver(to) {
      successor = to;
    },
  });
}
