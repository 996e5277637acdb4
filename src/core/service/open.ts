import { createHash } from "node:crypto";
import { launchd } from "./launchd.ts";
import type { ServiceManager, ServiceScope, ServiceWorld } from "./service.ts";
import { systemd } from "./systemd.ts";
import { taskScheduler } from "./task-scheduler.ts";

/** The service's name: `clawtray`, or a separate one for a state folder other than the default. */
export function serviceName(stateDir: string, usual: string): string {
  if (stateDir === usual) return "clawtray";
  return `clawtray-${createHash("sha256").update(stateDir).digest("hex").slice(0, 8)}`;
}

/** The platform's service manager; null when we know none. */
export function openServiceManager(
  platform: string,
  scope: ServiceScope,
  name: string,
  world: ServiceWorld,
): ServiceManager | null {
  if (platform === "linux") return systemd(scope, name, world);
  if (platform === "darwin") return launchd(scope, name, world);
  return platform === "win32" ? taskScheduler(scope, name, world) : null;
}
