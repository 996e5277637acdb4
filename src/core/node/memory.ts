import type { DeclaredSurface } from "../gateway/contract.ts";
import type { Settings, SettingsStore } from "../settings/settings.ts";
import type { KnownGateway } from "./model.ts";
import type { SurfaceMemory } from "./surface-pace.ts";

/** What the node keeps of its gateway from one connection, and one start, to the next. */
export interface NodeMemory {
  readonly surface: SurfaceMemory;
  remember(change: Partial<Settings>): void;
  rememberGateway(gateway: KnownGateway): void;
  /** An administrator has approved this much; what was approved before stays so. */
  surfaceApproved(declared: DeclaredSurface): void;
  /** What an administrator approved belongs to the pairing and goes with it. */
  forgetSurface(): void;
}

export function createMemory(settings: SettingsStore, onSaved: (done: boolean) => void): NodeMemory {
  const surface: SurfaceMemory = { waitingSince: null, rejections: 0 };

  function remember(change: Partial<Settings>): void {
    onSaved(settings.update(change));
  }

  function rememberApproved(caps: readonly string[], commands: readonly string[]): void {
    const { gateway } = settings.read();
    if (gateway === null) return;
    const approvedSurface = { caps: [...new Set(caps)].sort(), commands: [...new Set(commands)].sort() };
    if (JSON.stringify(gateway.approvedSurface) !== JSON.stringify(approvedSurface))
      remember({ gateway: { ...gateway, approvedSurface } });
  }

  return {
    surface,
    remember,
    rememberGateway(gateway) {
      const { gateway: old } = settings.read();
      if (old === null || old.url !== gateway.url) return;
      const fresh = {
        ...old,
        signatureVersion: gateway.signatureVersion,
        lastVersion: gateway.version,
        lastProtocol: gateway.protocol,
      };
      if (JSON.stringify(fresh) !== JSON.stringify(old)) remember({ gateway: fresh });
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
        remember({ gateway: { ...gateway, approvedSurface: null } });
    },
  };
}
