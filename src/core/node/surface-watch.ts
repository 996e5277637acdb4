import type { Surface } from "../../shared/state.ts";
import type { Clock } from "../clock.ts";
import type { GatewayEvent, GatewaySession, Hello } from "../gateway/contract.ts";
import { surfaceApproval } from "./model.ts";
import { probeInterval, renewalInterval, type SurfaceMemory } from "./surface-pace.ts";

/**
 * Finds out whether the declared surface is approved, and renews the connection where nothing
 * gentler makes an approval take effect. No gateway tells a node that a surface request was made,
 * and node.describe is refused to nodes. Measured, openclaw 2026.1.29 to 2026.9.6:
 *
 * - before 2026.3.31 (no `node.pending.pull` in hello): there is no surface approval;
 * - 2026.3.31 to 2026.7: nothing tells; 2026.3.31 applies an approval only at the next connect,
 *   and up to 2026.8.1 a request expires 5 minutes after the last connect;
 * - from 2026.8.1 an empty runner inventory (which declares nothing) is refused with the request's
 *   id while the surface waits, with "not current" when there is no request, and accepted after;
 * - from 2026.9.5 `node.pair.resolved` tells of an approval, never of a rejection;
 * - an invoke reaches only a surface that works;
 * - nothing names the request of a surface that was widened after an approval (every method of
 *   the node role was tried on 2026.9.6): only its approval is told, with the id, if we are connected.
 */
export interface SurfaceWatch {
  /** Feed every event of the session. */
  see(event: GatewayEvent): void;
  stop(): void;
}

export interface SurfaceWatchOptions {
  readonly session: GatewaySession;
  readonly hello: Hello;
  readonly deviceId: string;
  readonly clock: Clock;
  readonly memory: SurfaceMemory;
  /**
   * What was approved here before: everything that is declared now, only part of it, or nothing
   * that is known.
   */
  readonly approvedBefore: "all" | "part" | "nothing";
  /** True when an invoke of this command shows that what was added has been approved. */
  provesApproval(command: unknown): boolean;
  /** True while an invoke runs: the connection is not renewed under it. */
  busy(): boolean;
  report(surface: Surface): void;
  renew(): void;
}

type Answer =
  | { readonly kind: "approved" }
  | { readonly kind: "pending"; readonly requestId: string }
  /** Rejected, or expired: a new connect makes a new request. */
  | { readonly kind: "no-request" }
  /** This gateway cannot be asked. */
  | { readonly kind: "silent" }
  | { readonly kind: "unclear" };

/** Between two looks that events ask for, ms. */
const PROBE_PAUSE = 1_000;
/** How long until a renewal that came at a bad moment is tried again, ms. */
const BUSY_PAUSE = 5_000;

export function watchSurface(options: SurfaceWatchOptions): SurfaceWatch {
  const { session, hello, deviceId, clock, memory, report } = options;
  let done = false;
  let awaited = false;
  let probing = false;
  let askedMeanwhile = false;
  let cancelProbe = (): void => {};
  let cancelRenewal = (): void => {};

  function stop(): void {
    done = true;
    cancelProbe();
    cancelRenewal();
  }

  function approved(): void {
    stop();
    memory.waitingSince = null;
    memory.rejections = 0;
    report({ status: "approved" });
  }

  function pending(requestId: string | null): void {
    report({ status: "pending", requestId, adminCommand: surfaceApproval(requestId) });
  }

  function renewAfter(delayMs: number): void {
    cancelRenewal();
    cancelRenewal = clock.after(delayMs, () => {
      if (done) return;
      if (options.busy()) renewAfter(BUSY_PAUSE);
      else options.renew();
    });
  }

  /** One look in flight at a time, whatever asks for it; what asks meanwhile is answered by one more. */
  async function probe(): Promise<void> {
    if (probing) {
      askedMeanwhile = true;
      return;
    }
    cancelProbe();
    probing = true;
    const answer = await ask(session);
    probing = false;
    if (done) return;
    if (askedMeanwhile) {
      askedMeanwhile = false;
      cancelProbe = clock.after(PROBE_PAUSE, () => void probe());
      return take(answer, true);
    }
    take(answer, false);
  }

  /** What an answer means; `again` when the next look is planned already. */
  function take(answer: Answer, again: boolean): void {
    const waited = clock.now() - (memory.waitingSince ?? clock.now());
    switch (answer.kind) {
      case "approved":
        // It says that some surface is approved; a widened one may still wait.
        if (options.approvedBefore === "part") pending(null);
        else approved();
        return;
      case "pending":
        wait();
        pending(answer.requestId);
        break;
      case "no-request":
        wait();
        memory.rejections += 1;
        report({ status: "unknown" });
        renewAfter(renewalInterval("no-request", hello.serverVersion, waited, memory.rejections));
        return;
      case "silent":
        // Nothing more can be asked here; the renewals are all there is.
        if (options.approvedBefore === "all") approved();
        else report({ status: "unknown" });
        return;
      case "unclear":
        break;
    }
    if (!again) cancelProbe = clock.after(probeInterval(waited), () => void probe());
  }

  /** From here on a person is awaited. */
  function wait(): void {
    if (awaited) return;
    awaited = true;
    memory.waitingSince ??= clock.now();
    renewAfter(renewalInterval("waiting", hello.serverVersion, clock.now() - memory.waitingSince, 0));
  }

  if (!hello.methods.includes("node.pending.pull")) {
    approved();
  } else {
    // What was approved before is believed until this gateway says otherwise.
    if (options.approvedBefore === "all") report({ status: "approved" });
    else wait();
    void probe();
  }

  return {
    see(event) {
      if (done) return;
      const payload = event.payload as { nodeId?: unknown; decision?: unknown; command?: unknown } | null;
      if (event.event === "node.invoke.request" && options.provesApproval(payload?.command)) approved();
      if (event.event !== "node.pair.resolved" || payload?.nodeId !== deviceId) return;
      if (payload.decision === "approved") approved();
      else void probe();
    },
    stop,
  };
}

async function ask(session: GatewaySession): Promise<Answer> {
  const answer = await session.request("node.runnerInventory.update", { protocolFeatures: [] });
  if (answer.ok) return { kind: "approved" };
  const { code, message } = answer.error;
  const requestId = /openclaw nodes approve ([\w-]{1,100})/.exec(message)?.[1];
  if (requestId !== undefined) return { kind: "pending", requestId };
  if (/not current/.test(message)) return { kind: "no-request" };
  if (code === "INVALID_REQUEST") return { kind: "silent" };
  return { kind: "unclear" };
}
