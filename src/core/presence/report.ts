import type { GatewaySession } from "../gateway/contract.ts";
import type { Clock } from "../time/clock.ts";
import type { LockState, PresenceSource } from "./source.ts";

/** Not more often than this, ms. Source: openclaw 2026.9.6, docs/nodes/presence.md. */
const INTERVAL = 15_000;
/** And at least as often as this, ms; the same source. */
const KEEP_ALIVE = 180_000;
/** The longest idle time a gateway takes, s: 30 days; the same source. */
const LONGEST_IDLE = 2_592_000;
/** Input this much later than what was told last is news, ms: idle times are whole seconds. */
const NEWS = 2_000;

/** Tells one gateway whether the owner is at this computer, while the owner's switch is on. */
export interface PresenceReport {
  /** The switch may have been changed. */
  look(): void;
  /** What was refused until now is taken: tells it again. */
  again(): void;
  stop(): void;
}

interface ReportParts {
  readonly session: Pick<GatewaySession, "sendActivity" | "sendEvent">;
  readonly clock: Clock;
  /** Null where nothing tells. */
  readonly source: PresenceSource | null;
  isOn(): boolean;
  /** Whether the gateway's administrator has yet to approve that this is told. */
  onApproval(missing: boolean): void;
}

/** Sends idle time and lock, and nothing else; takes back what was told when the switch is turned off. */
export function startPresenceReport(parts: ReportParts): PresenceReport {
  const { source } = parts;
  return source === null ? { look() {}, again() {}, stop() {} } : new Report(parts, source);
}

class Report implements PresenceReport {
  readonly #parts: ReportParts;
  readonly #source: PresenceSource;
  #on = false;
  #stopped = false;
  #cancel = (): void => {};
  #stopLock = (): void => {};
  #lastActive = Number.NEGATIVE_INFINITY;
  #lastSent = Number.NEGATIVE_INFINITY;
  #lock: LockState | null = null;

  constructor(parts: ReportParts, source: PresenceSource) {
    this.#parts = parts;
    this.#source = source;
    this.look();
  }

  look(): void {
    if (this.#stopped || this.#parts.isOn() === this.#on) return;
    this.#on = !this.#on;
    if (this.#on) this.#begin();
    else this.#takeBack();
  }

  again(): void {
    this.#lastSent = Number.NEGATIVE_INFINITY;
    this.#lock = null;
    if (this.#on && !this.#stopped) void this.#tell();
  }

  stop(): void {
    this.#stopped = true;
    this.#rest();
  }

  #begin(): void {
    this.#stopLock = this.#source.onLock(() => void this.#tellLock());
    void this.#tell();
  }

  #rest(): void {
    this.#cancel();
    this.#stopLock();
    this.#lastSent = Number.NEGATIVE_INFINITY;
    this.#lastActive = Number.NEGATIVE_INFINITY;
    this.#lock = null;
  }

  #takeBack(): void {
    const { session, onApproval } = this.#parts;
    const toldLock = this.#lock !== null;
    this.#rest();
    void session.sendActivity({ action: "clear" });
    if (toldLock) void session.sendEvent("node.desktop.availability", { state: "unknown" });
    onApproval(false);
  }

  get #tells(): boolean {
    return this.#on && !this.#stopped;
  }

  /** Both, and again after the pause. */
  async #tell(): Promise<void> {
    const { clock } = this.#parts;
    this.#cancel();
    this.#cancel = clock.after(INTERVAL, () => void this.#tell());
    await Promise.all([this.#tellActivity(), this.#tellLock()]);
  }

  async #tellActivity(): Promise<void> {
    const { session, clock, onApproval } = this.#parts;
    const idle = await this.#source.idleSeconds();
    if (idle === null || !this.#tells) return;
    const now = clock.monotonic();
    const active = now - idle * 1_000;
    if (active < this.#lastActive + NEWS && now - this.#lastSent < KEEP_ALIVE) return;
    this.#lastActive = active;
    this.#lastSent = now;
    const idleSeconds = Math.max(0, Math.min(LONGEST_IDLE, Math.floor(idle)));
    const answer = await session.sendActivity({ idleSeconds, source: "system" });
    if (this.#tells && answer !== "unanswered") onApproval(answer === "not-approved");
  }

  async #tellLock(): Promise<void> {
    const state = await this.#source.lock();
    if (!this.#tells || state === this.#lock) return;
    this.#lock = state;
    await this.#parts.session.sendEvent("node.desktop.availability", { state });
  }
}
