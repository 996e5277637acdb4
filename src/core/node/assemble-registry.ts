import type { CapabilityStatus } from "../../shared/capability.ts";
import type { SystemPermissions } from "../../shared/capability-state.ts";
import { hostOf } from "../../shared/words/describe.ts";
import type { Command } from "../commands/command.ts";
import { type CommandSources, createOffers } from "../commands/offers.ts";
import { grantedPermissions } from "../commands/permissions.ts";
import { type CommandRegistry, createRegistry } from "../commands/registry.ts";
import type { ProgramEnvironment } from "../exec/process/program-environment.ts";
import type { DeclaredSurface } from "../gateway/contract.ts";
import type { SettingsStore } from "../settings/settings.ts";
import { systemClock } from "../time/clock.ts";

interface RegistryParts {
  readonly settings: SettingsStore;
  readonly sources: CommandSources;
  readonly appVersion: string;
  readonly programs: () => Promise<ProgramEnvironment>;
  readonly permissions: () => SystemPermissions;
  /** Commands that no capability governs. */
  readonly others?: readonly Command[];
}

/** The commands of this computer under their owner's switches. */
export function assembleRegistry(parts: RegistryParts): CommandRegistry {
  const { settings, sources, appVersion, programs, permissions, others = [] } = parts;
  const gatewayName = () => hostOf(settings.read().gateway?.url ?? "");
  const offers = createOffers(sources, appVersion, systemClock, gatewayName, programs);
  return createRegistry(
    offers,
    () => settings.read().capabilities,
    others,
    (capabilities) => declaredPermissions(settings, capabilities, permissions()),
  );
}

/**
 * To a gateway, a permission that is granted is part of the surface: a new one waits for an administrator's approval
 * (measured, openclaw 2026.9.6). So where a surface was approved before there were permissions in it, there are none
 * until the owner switches on what needs one.
 */
function declaredPermissions(
  settings: SettingsStore,
  capabilities: readonly CapabilityStatus[],
  system: SystemPermissions,
): DeclaredSurface["permissions"] {
  const approved = settings.read().gateway?.approvedSurface ?? null;
  const granted = grantedPermissions(capabilities, system);
  const isFromBefore = approved !== null && approved.permissions === undefined;
  return isFromBefore && granted.accessibility !== true ? {} : granted;
}
