import type { SharedCredential } from "../../shared/intent.ts";
import type { Clock } from "../clock.ts";
import type { UndeliveredResult } from "../commands/invoke-memory.ts";
import type { InvokeRecord } from "../commands/invoker.ts";
import type { CommandRegistry } from "../commands/registry.ts";
import type { Connect, Look } from "../gateway/contract.ts";
import type { Established, IdentityFailure } from "../identity/establish.ts";
import type { Logger } from "../log.ts";
import type { Result } from "../result.ts";
import type { SettingsFile } from "../settings/settings.ts";
import type { Vault } from "../vault/vault.ts";

/** Everything the node needs of the world; a test can be the world. */
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
  /** Reads the identity, or makes the first one. */
  establish(): Promise<Result<Established, IdentityFailure>>;
  /** Destroys the identity and everything that belongs to it. */
  forget(): Promise<Result<void, IdentityFailure>>;
  /** What the environment or a prompt offers a gateway that does not know this device yet. */
  sharedCredential(): SharedCredential | null;
  readonly defaultDisplayName: string;
  /** The payload of `node.host.stats`. */
  hostStats(): Promise<unknown>;
  onInvoke?(record: InvokeRecord): void;
  /** A command was done, and no gateway wants to know its result any more. */
  onLostResult?(result: UndeliveredResult): void;
}
