import type { Surface } from "../../shared/state.ts";
import type { DeclaredSurface, Hello, SurfaceAnswer } from "../gateway/contract.ts";
import { probeInterval, renewalInterval } from "./surface-pace.ts";

/**
 * Finds out whether the declared surface is approved, and renews the connection where nothing gentler makes an approval
 * take effect. No gateway tells a node that a surface request was made, and nodes may not call node.describe. Measured,
 * openclaw 2026.1.29 to 2026.9.6:
 *
 * - before 2026.3.31 (no `node.pending.pull` in hello): there is no surface approval;
 * - 2026.3.31 to 2026.7: nothing tells; 2026.3.31 applies an approval only at the next connect,
 * and up to 2026.8.1 a request expires 5 minutes after the last connect;
 * - from 2026.8.1 an empty runner inventory (which declares nothing) is refused with the request's
 * id while the surface is waiting, with "not current" when there is no request, and accepted after;
 * - from 2026.9.5 `node.pair.resolved` reports an approval, never a rejection;
 * - an invoke reaches only a surface that works;
 * - nothing names the request of a surface that was widened after an approval (every method of
 * the node role was tried on 2026.9.6): only its approval is reported, with the id, if we are connected.
 */
export interface SurfaceWatch {
  /** What was approved here before: everything that is declared now, only part of it, or nothing that we know of. */
  readonly approvedBefore: "all" | "part" | "nothing";
  /** Commands whose invoke shows that what was added has been approved; null for any command. */
  readonly provingCommands: readonly string[] | null;
  readonly serverVersion: string;
  /** True once it is approved: nothing more is asked in this session. */
  readonly settled: boolean;
  /** True once we are waiting for a person. */
  readonly awaited: boolean;
  /** One question is with the gateway. */
  readonly asking: boolean;
  /** Something happened meanwhile that one more question will answer. */
  readonly askAgain: boolean;
}

/** What is remembered of the wait from one connection to the next. */
export interface SurfaceWait {
  /** On the monotonic clock; null while nothing is awaited. */
  readonly since: number | null;
  /** How often the gateway was found to hold no request. */
  readonly rejections: number;
}

export const NO_WAIT: SurfaceWait = { since: null, rejections: 0 };

export type SurfaceEvent =
  | { readonly kind: "surface-answered"; readonly answer: SurfaceAnswer }
  /** An administrator decided about a node's surface; perhaps not this one's. */
  | { readonly kind: "surface-resolved"; readonly nodeId: string; readonly approved: boolean }
  | { readonly kind: "invoked"; readonly command: string }
  /** A timer of ours has fired. `busy`: an invoke is running, so the connection is not renewed. */
  | { readonly kind: "surface-due"; readonly what: SurfaceTimer; readonly busy: boolean };

export type SurfaceTimer = "ask" | "renew";

export type SurfaceEffect =
  /** Ask the gateway whether the surface was approved. */
  | { readonly kind: "ask-surface" }
  /** Set or, with null, cancel one of the two timers of this session. */
  | { readonly kind: "surface-timer"; readonly what: SurfaceTimer; readonly delayMs: number | null }
  /** It is approved: remember that, and send what was held back. */
  | { readonly kind: "surface-approved" };

export interface SurfaceStep {
  readonly watch: SurfaceWatch;
  readonly wait: SurfaceWait;
  /** What a person is to see from now on; undefined leaves it as it is. */
  readonly shown?: Surface;
  readonly effects: readonly SurfaceEffect[];
  /** The session is to be renewed now. */
  readonly renew?: true;
}

/** Time between two checks prompted by events, ms. */
const ASK_PAUSE = 1_000;
/** How long until a renewal that came at a bad moment is tried again, ms. */
const BUSY_PAUSE = 5_000;

/** What the administrator types to admit the surface. Source: openclaw 2026.9.6, docs/gateway/pairing.md. */
const surfaceApproval = (requestId: string | null): string =>
  requestId === null ? "openclaw nodes pending" : `openclaw nodes approve ${requestId}`;

const pendingSurface = (requestId: string | null): Surface => ({
  status: "pending",
  requestId,
  adminCommand: surfaceApproval(requestId),
});

const timer = (what: SurfaceTimer, delayMs: number | null): SurfaceEffect => ({
  kind: "surface-timer",
  what,
  delayMs,
});

/**
 * How much of what is declared now was approved before. A narrower surface needs no new approval. Source: openclaw
 * 2026.9.6, docs/nodes/command-policy.md.
 */
function approvedBefore(
  approved: Pick<DeclaredSurface, "caps" | "commands"> | null,
  declared: DeclaredSurface,
): SurfaceWatch["approvedBefore"] {
  if (approved === null) return "nothing";
  const all =
    declared.caps.every((cap) => approved.caps.includes(cap)) &&
    declared.commands.every((command) => approved.commands.includes(command));
  return all ? "all" : "part";
}

/** A session begins. */
export function beginSurface(
  hello: Hello,
  declared: DeclaredSurface,
  approved: Pick<DeclaredSurface, "caps" | "commands"> | null,
  wait: SurfaceWait,
  mono: number,
): SurfaceStep {
  const before = approvedBefore(approved, declared);
  const watch: SurfaceWatch = {
    approvedBefore: before,
    provingCommands:
      before === "part" ? declared.commands.filter((command) => !approved?.commands.includes(command)) : null,
    serverVersion: hello.serverVersion,
    settled: false,
    awaited: false,
    asking: true,
    askAgain: false,
  };
  if (!hello.methods.includes("node.pending.pull")) return approve(watch);
  const begun: SurfaceStep = { watch, wait, effects: [{ kind: "ask-surface" }] };
  // What was approved before is believed until this gateway says otherwise.
  return before === "all" ? shownApproved(begun) : awaitPerson(begun, mono);
}

/** What an event means for the surface of the current session. Pure. */
export function surfaceStep(
  watch: SurfaceWatch,
  wait: SurfaceWait,
  event: SurfaceEvent,
  deviceId: string | null,
  mono: number,
): SurfaceStep {
  const unchanged: SurfaceStep = { watch, wait, effects: [] };
  if (watch.settled) return unchanged;
  switch (event.kind) {
    case "surface-answered":
      return afterAnswer(
        { ...watch, asking: false, askAgain: false },
        wait,
        event.answer,
        watch.askAgain,
        mono,
      );
    case "surface-resolved":
      if (event.nodeId !== deviceId) return unchanged;
      return event.approved ? approve(watch) : ask(unchanged);
    case "invoked":
      return watch.provingCommands === null || watch.provingCommands.includes(event.command)
        ? approve(watch)
        : unchanged;
    case "surface-due":
      if (event.what === "ask") return ask(unchanged);
      return event.busy
        ? { ...unchanged, effects: [timer("renew", BUSY_PAUSE)] }
        : { ...unchanged, renew: true };
  }
}

/**
 * One question in flight at a time, whatever asks for it; all further ones in the meantime are answered by one more.
 */
function ask(step: SurfaceStep): SurfaceStep {
  if (step.watch.asking) return { ...step, watch: { ...step.watch, askAgain: true } };
  const watch = { ...step.watch, asking: true };
  return { ...step, watch, effects: [...step.effects, timer("ask", null), { kind: "ask-surface" }] };
}

function afterAnswer(
  watch: SurfaceWatch,
  wait: SurfaceWait,
  answer: SurfaceAnswer,
  askAgain: boolean,
  mono: number,
): SurfaceStep {
  const again = (step: SurfaceStep, delayMs: number): SurfaceStep => ({
    ...step,
    effects: [...step.effects, timer("ask", askAgain ? ASK_PAUSE : delayMs)],
  });
  const soon = (step: SurfaceStep): SurfaceStep => (askAgain ? again(step, ASK_PAUSE) : step);
  const unchanged: SurfaceStep = { watch, wait, effects: [] };
  const waited = mono - (wait.since ?? mono);
  switch (answer.kind) {
    case "approved":
      // It says that some surface is approved; a widened one may still be waiting.
      return watch.approvedBefore === "part"
        ? soon({ ...unchanged, shown: pendingSurface(null) })
        : approve(watch);
    case "pending":
      return again(
        { ...awaitPerson(unchanged, mono), shown: pendingSurface(answer.requestId) },
        probeInterval(waited),
      );
    case "no-request": {
      const awaited = awaitPerson(unchanged, mono);
      const rejections = wait.rejections + 1;
      const pause = renewalInterval("no-request", watch.serverVersion, waited, rejections);
      return soon({
        ...awaited,
        wait: { ...awaited.wait, rejections },
        shown: { status: "unknown" },
        effects: [timer("renew", pause)],
      });
    }
    case "unsupported":
      // Nothing more can be asked here; the renewals are all there is.
      return watch.approvedBefore === "all"
        ? approve(watch)
        : soon({ ...unchanged, shown: { status: "unknown" } });
    case "unclear":
      return again(unchanged, probeInterval(waited));
  }
}

const shownApproved = (step: SurfaceStep): SurfaceStep => ({
  ...step,
  shown: { status: "approved" },
  effects: [{ kind: "surface-approved" }, ...step.effects],
});

function approve(watch: SurfaceWatch): SurfaceStep {
  const effects = [timer("ask", null), timer("renew", null)];
  return shownApproved({ watch: { ...watch, settled: true }, wait: NO_WAIT, effects });
}

/** From here on we are waiting for a person. */
function awaitPerson(step: SurfaceStep, mono: number): SurfaceStep {
  const { watch, wait } = step;
  if (watch.awaited) return step;
  const since = wait.since ?? mono;
  const pause = renewalInterval("waiting", watch.serverVersion, mono - since, 0);
  return {
    ...step,
    watch: { ...watch, awaited: true },
    wait: { ...wait, since },
    effects: [...step.effects, timer("renew", pause)],
  };
}
