import { hopelessExitCodes, type ServiceSpec } from "./service.ts";
import { MARK } from "./unit-file.ts";

const specifiers = (word: string): string => word.replaceAll("%", "%%");
const quoted = (word: string): string => `"${word.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/**
 * One word of ExecStart (systemd.service(5), "Command lines"): `$` starts a variable except in the program's own path.
 */
const commandWord = (word: string, index: number): string =>
  quoted(specifiers(index === 0 ? word : word.replaceAll("$", "$$$$")));

const environment = (name: string, value: string): string =>
  `Environment=${quoted(specifiers(`${name}=${value}`))}`;

/**
 * What a system service is kept from. Programs the node runs live under the same limits, so only what they need not do
 * is here: no writing outside their state folder, /tmp and what the account owns, no new privileges, no kernel. Left
 * out on purpose: ProtectKernelTunables and ProtectKernelLogs (they cover parts of /proc, and then no program can be
 * given a /proc of its own), RestrictNamespaces and SystemCallFilter (containing a program takes both), and
 * MemoryDenyWriteExecute (JavaScript is compiled while it runs).
 */
const hardening: readonly string[] = [
  "NoNewPrivileges=yes",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "ProtectSystem=full",
  "ProtectHome=yes",
  "ProtectClock=yes",
  "ProtectControlGroups=yes",
  "ProtectHostname=yes",
  "ProtectKernelModules=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "LockPersonality=yes",
  "SystemCallArchitectures=native",
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
];

/** What StateDirectory= is relative to. */
const STATE_ROOT = "/var/lib/";

function accountLines({ account, stateDir }: ServiceSpec): readonly string[] {
  if (account === null || stateDir === null) return [];
  return [
    `User=${account}`,
    `Group=${account}`,
    // Created for the account by systemd; any other folder must exist and belong to the account.
    ...(stateDir.startsWith(STATE_ROOT)
      ? [`StateDirectory=${specifiers(stateDir.slice(STATE_ROOT.length))}`, "StateDirectoryMode=0700"]
      : []),
    `WorkingDirectory=${specifiers(stateDir)}`,
    environment("HOME", stateDir),
  ];
}

/** The unit for systemd 240 and later. Pure. */
export function systemdUnit(spec: ServiceSpec): string {
  const system = spec.scope === "system";
  return [
    `# ${MARK}. Changes made here are overwritten; use: systemctl${system ? "" : " --user"} edit ${spec.name}`,
    "[Unit]",
    "Description=Clawtray, a node of an OpenClaw gateway",
    "Documentation=man:clawtray(1) https://github.com/clawtray/clawtray",
    ...(system ? ["Wants=network-online.target", "After=network-online.target nss-lookup.target"] : []),
    "# However often it fails, it is tried again: the pause below is long enough.",
    "StartLimitIntervalSec=0",
    "",
    "[Service]",
    "Type=exec",
    `ExecStart=${spec.program.map(commandWord).join(" ")}`,
    ...(spec.searchPath === null ? [] : [environment("PATH", spec.searchPath)]),
    ...accountLines(spec),
    "Restart=on-failure",
    "RestartSec=5",
    "# Wrong arguments stay wrong.",
    `RestartPreventExitStatus=${hopelessExitCodes.join(" ")}`,
    "# The node stops what it started; only what is left after that is killed.",
    "KillMode=mixed",
    "TimeoutStopSec=20",
    ...(system ? ["", ...hardening] : []),
    "",
    "[Install]",
    `WantedBy=${system ? "multi-user.target" : "default.target"}`,
    "",
  ].join("\n");
}
