import type { Clock } from "../clock.ts";
import type { FileFailure } from "../files/problem.ts";
import type { DeclaredSurface } from "../gateway/contract.ts";
import type { Result } from "../result.ts";
import type { Settings, SettingsStore } from "../settings/settings.ts";
import type { KnownGateway } from "./model.ts";
import type { SurfaceMemory } from "./surface-pace.ts";

/** What the node keeps of its gateway from one connection, and one start, to the next. */
export interface NodeMemory {
  readonly surface: SurfaceMemory;
  /** What is changed holds at once. What cannot be written is tried again until it can be. */
  remember(change: Partial<Settings>): Promise<Result<void, FileFailure>>;
  /** Resolves when every write begun so far is done. */
  settled(): Promise<unknown>;
  /** Tries nothing again. */
  close(): void;
  rememberGateway(gateway: KnownGateway): void;
  /** An administrator has approved this much; what was approved before stays so. */
  surfaceApproved(declared: DeclaredSurface): void;
  /** What an administrator approved belongs to the pairing and goes with it. */
  forgetSurface(): void;
}

/** How long until settings that could not be written are tried again, ms. */
const SAVE_AGAIN = 15_000;

export function createMemory(
  settings: SettingsStore,
  clock: Clock,
  onSaved: (done: boolean) => void,
): NodeMemory {
  const surface: SurfaceMemory = { waitingSince: null, rejections: 0 };

  let writes: Promise<unknown> = Promise.resolve();
  let cancelRetry = (): void => {};
  let closed = false;

  function remember(change: Partial<Settings>): Promise<Result<void, FileFailure>> {
    const saving = save(change);
    writes = Promise.allSettled([writes, saving]);
    return saving;
  }

  async function save(change: Partial<Settings>): Promise<Result<void, FileFailure>> {
    const saved = await settings.update(change);
    cancelRetry();
    if (!saved.ok && !closed) cancelRetry = clock.after(SAVE_AGAIN, () => void remember({}));
    onSaved(saved.ok);
    return saved;
  }

  function rememberApproved(caps: readonly string[], commands: readonly string[]): void {
    const { gateway } = settings.read();
    if (gateway === null) return;
    const approvedSurface = { caps: [...new Set(caps)].sort(), commands: [...new Set(commands)].sort() };
    if (JSON.stringify(gateway.approvedSurface) !== JSON.stringify(approvedSurface))
      void remember({ gateway: { ...gateway, approvedSurface } });
  }

  return {
    surface,
    remember,
    settled: () => writes,
    close() {
      closed = true;
      cancelRetry();
    },
    rememberGateway(gateway) {
      const { gateway: old } = settings.read();
      if (old === null || old.url !== gateway.url) return;
      const fresh = {
        ...old,
        signatureVersion: gateway.signatureVersion,
        lastVersion: gateway.version,
        lastProtocol: gateway.protocol,
      };
      if (JSON.stringify(fresh) !== JSON.stringify(old)) void remember({ gateway: fresh });
    },
    surfaceApproved(declared) {
      // Measured, openclaw 2026.9.6: a narrower declaration does not take back what was approved, and
      // declaring the rest again makes no new request.
      const before = settings.read().gateway?.approvedSurface ?? { caps: [], commands: [] };
      rememberApproved([...before.caps, ...declared.caps], [...before.commands, ...declared.commands]);
    },
    forgetSurface() {
      const { gateway } = settings.read();
      surface.waitingSince = null;
      surface.rejections = 0;
      if (gateway !== null && gateway.approvedSurface !== null)
        void remember({ gateway: { ...gateway, approvedSurface: null } });
    },
  };
}
