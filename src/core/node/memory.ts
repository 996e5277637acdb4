import type { Result } from "../../shared/result.ts";
import type { FileFailure } from "../files/problem.ts";
import type { DeclaredSurface } from "../gateway/contract.ts";
import type { ApprovedSurface, Settings, SettingsStore } from "../settings/settings.ts";
import { type SigningPlace, withSigningPlace } from "../settings/signs-at.ts";
import type { Clock } from "../time/clock.ts";
import type { KnownGateway } from "./model.ts";

/** What the node remembers about its gateway from one connection, and one start, to the next. */
export interface NodeMemory {
  /** The change takes effect at once. What cannot be written is tried again until it can be. */
  remember(change: Partial<Settings>): Promise<Result<void, FileFailure>>;
  /** Resolves when every write begun so far is done. */
  settled(): Promise<unknown>;
  /** Tries nothing again. */
  close(): void;
  rememberGateway(gateway: KnownGateway): void;
  /** The identity signs there, or is about to; null when that is already known. */
  rememberSigned(place: SigningPlace): Promise<unknown> | null;
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

  function rememberApproved(approved: ApprovedSurface): void {
    const { gateway } = settings.read();
    if (gateway === null) return;
    const { caps, commands, permissions } = approved;
    const approvedSurface = {
      caps: [...new Set(caps)].sort(),
      commands: [...new Set(commands)].sort(),
      ...(permissions === undefined ? {} : { permissions: [...new Set(permissions)].sort() }),
    };
    if (JSON.stringify(gateway.approvedSurface) !== JSON.stringify(approvedSurface))
      void remember({ gateway: { ...gateway, approvedSurface } });
  }

  return {
    remember,
    settled: () => writes,
    close() {
      closed = true;
      cancelRetry();
    },
    rememberGateway(gateway) {
      const { gateway: old } = settings.read();
      if (old === null || old.url !== gateway.url) return;
      const { called: _called, ...without } = old;
      const fresh = {
        ...(gateway.called.length > 0 ? { ...old, called: gateway.called } : without),
        signatureVersion: gateway.signatureVersion,
        lastVersion: gateway.version,
        lastProtocol: gateway.protocol,
      };
      if (JSON.stringify(fresh) !== JSON.stringify(old)) void remember({ gateway: fresh });
    },
    rememberSigned({ url, tlsFingerprint }) {
      const before = settings.read().signsAt;
      return before.some((known) => known.url === url && known.tlsFingerprint === tlsFingerprint)
        ? null
        : remember({ signsAt: withSigningPlace(before, { url, tlsFingerprint }) });
    },
    surfaceApproved(declared) {
      // Measured, openclaw 2026.9.6: a narrower declaration does not take back what was approved, and declaring the
      // rest again makes no new request.
      const before: ApprovedSurface = settings.read().gateway?.approvedSurface ?? { caps: [], commands: [] };
      const granted = Object.keys(declared.permissions).filter((name) => declared.permissions[name]);
      // Where none was declared, there are still none.
      const isDeclared = Object.keys(declared.permissions).length > 0;
      const permissions = isDeclared ? [...(before.permissions ?? []), ...granted] : before.permissions;
      rememberApproved({
        caps: [...before.caps, ...declared.caps],
        commands: [...before.commands, ...declared.commands],
        ...(permissions === undefined ? {} : { permissions }),
      });
    },
    forgetSurface() {
      const { gateway } = settings.read();
      if (gateway === null) return;
      const { called, ...rest } = gateway;
      if (gateway.approvedSurface !== null || called !== undefined)
        void remember({ gateway: { ...rest, approvedSurface: null } });
    },
  };
}
