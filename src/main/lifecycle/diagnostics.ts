import { arch, release } from "node:os";
import { redactText } from "../../core/log/redact-text.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import type { CapabilityStatus } from "../../shared/capability.ts";

const capabilityText = ({ name, on, available }: CapabilityStatus): string =>
  `${name} ${on ? "on" : "off"}${available ? "" : " (not available)"}`;

/**
 * The report a person copies when asking for help. Built only from the snapshot and the redacted log, which hold no
 * secret; redacted once more all the same. Pure except for the system's version.
 */
export function diagnosticReport(
  snapshot: AppSnapshot,
  logLines: readonly string[],
  versions: Readonly<Record<string, string | undefined>>,
): string {
  const { node, app, loginItem, activity } = snapshot;
  const surface = node.phase === "connected" ? node.surface.status : "-";
  const reason = node.phase === "blocked" || node.phase === "waiting" ? node.reason : "-";
  const lines = [
    `Clawtray ${app.version} on ${app.platform} ${release()} ${arch()}`,
    `Electron ${versions.electron ?? "-"}, Chromium ${versions.chrome ?? "-"}, Node ${versions.node ?? "-"}`,
    `Phase: ${node.phase} (reason: ${reason}, surface: ${surface}) since ${new Date(node.since).toISOString()}`,
    `Gateway: ${node.gateway?.url ?? "-"} version ${node.gateway?.version ?? "-"} protocol ${node.gateway?.protocol ?? "-"}`,
    ...(snapshot.connections?.list ?? []).map(
      ({ id, standing }) => `Connection ${id === "" ? "(first)" : id}: ${standing}`,
    ),
    `Device: ${node.deviceId ?? "-"}`,
    `Key store: ${app.keyStore}, tray: ${app.trayAvailable}, start at login: ${loginItem.status}, updates: ${app.updates}${app.newerSettings ? ", settings of a newer version" : ""}`,
    `Warnings: ${node.warnings.join(", ") || "-"}`,
    `Capabilities: ${node.capabilities.map(capabilityText).join(", ") || "-"}`,
    `Last commands: ${activity.map((entry) => `${entry.command} ${entry.outcome}`).join(", ") || "-"}`,
    "",
    ...logLines,
    "",
  ];
  return lines.map(redactText).join("\n");
}
