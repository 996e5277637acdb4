import type { Surface } from "../../shared/state.ts";
import type { Clock } from "../clock.ts";
import type { GatewayEvent, GatewaySession, Hello } from "../gateway/contract.ts";
import { surfaceApproval } from "./model.ts";

/**
 * Finds out whether the declared surface is approved. The gateway does not tell a node that a
 * surface request was made, and node.describe is refused to it; but an empty runner inventory
 * (which declares nothing) is refused with the request's id while the surface waits, and accepted
 * after. Source: measured on openclaw 2026.9.6.
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
  report(surface: Surface): void;
}

const INVENTORY = "node.runnerInventory.update";

export function watchSurface(options: SurfaceWatchOptions): SurfaceWatch {
  const { session, hello, deviceId, clock, report } = options;
  const began = clock.now();
  let stopped = false;
  let cancel = (): void => {};

  async function probe(): Promise<void> {
    cancel();
    const surface = await askSurface(session, hello);
    if (stopped) return;
    report(surface);
    if (surface.status !== "approved")
      cancel = clock.after(interval(clock.now() - began), () => void probe());
  }

  void probe();
  return {
    see(event) {
      if (stopped) return;
      // An invoke reaches only an approved surface.
      if (event.event === "node.invoke.request") report({ status: "approved" });
      const payload = event.payload as { nodeId?: unknown } | null;
      if (event.event === "node.pair.resolved" && payload?.nodeId === deviceId) void probe();
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** Asked often while a person is likely to be at it, rarely when it evidently takes days. */
function interval(waitedMs: number): number {
  if (waitedMs < 60_000) return 2_000;
  if (waitedMs < 10 * 60_000) return 5_000;
  return 30_000;
}

async function askSurface(session: GatewaySession, hello: Hello): Promise<Surface> {
  if (!hello.methods.includes(INVENTORY)) return { status: "unknown" };
  const answer = await session.request(INVENTORY, { protocolFeatures: [] });
  if (answer.ok) return { status: "approved" };
  const requestId = /openclaw nodes approve ([\w-]{1,100})/.exec(answer.error.message)?.[1] ?? null;
  if (requestId !== null) return { status: "pending", requestId, adminCommand: surfaceApproval(requestId) };
  return { status: "unknown" };
}
