import type { BlockedCause } from "../../shared/blocked.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import type { Result } from "../../shared/result.ts";
import type { LostResult } from "../commands/invoke-memory.ts";
import type { InvokeRecord } from "../commands/invoker.ts";
import type { CommandRegistry } from "../commands/registry.ts";
import type { Connect, Look } from "../gateway/contract.ts";
import type { ThreadShare } from "../gateway/thread-share.ts";
import type { Established } from "../identity/establish.ts";
import type { Logger } from "../log/log.ts";
import type { PresenceSource } from "../presence/source.ts";
import type { SettingsFile } from "../settings/settings.ts";
import type { Clock } from "../time/clock.ts";
import type { Vault } from "../vault/vault.ts";
import type { PublishedList } from "./list-publisher.ts";

/** Everything the node needs from the outside world; a test can supply it. */
export interface NodeWorld {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly vault: Vault;
  readonly settings: SettingsFile;
  readonly registry: CommandRegistry;
  readonly connect: Connect;
  readonly look: Look;
  /** Reads the identity, or creates the first one. */
  establish(): Promise<Result<Established, BlockedCause>>;
  /** Destroys the identity and everything that belongs to it. */
  forget(): Promise<Result<void, BlockedCause>>;
  /** What the environment or a prompt offers a gateway that does not know this device yet. */
  sharedCredential(): SharedCredential | null;
  readonly defaultDisplayName: string;
  /** The owner's tools; none when omitted. */
  readonly tools?: PublishedList;
  /** The skills of this computer; none when omitted. */
  readonly skills?: PublishedList;
  /** What tells whether the owner is at this computer; nothing does when omitted. */
  readonly presence?: PresenceSource | null;
  /** What kind of computer this is, where its owner lets it be described; null when that is not known (yet). */
  model?(): string | null;
  /** The payload of `node.host.stats`. */
  hostStats(): Promise<unknown>;
  /** What its connection may use of the thread; all of it when omitted. */
  readonly share?: ThreadShare;
  onInvoke?(record: InvokeRecord): void;
  /** A command was completed, but nobody waits for its result any more, or its arrival was not confirmed. */
  onLostResult?(result: LostResult): void;
}
