/** Whether anybody could be at this computer's screen. */
export type LockState = "locked" | "unlocked" | "unknown";

/** What tells whether the owner is at this computer. */
export interface PresenceSource {
  /** Whole seconds since the last key, click or movement; null when the system does not say just now. */
  idleSeconds(): Promise<number | null>;
  lock(): Promise<LockState>;
  /**
   * Calls the listener when the computer may have been locked or unlocked; the returned function unsubscribes. A system
   * that tells nothing is asked with the idle time instead.
   */
  onLock(listener: () => void): () => void;
}
