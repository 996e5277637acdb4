import type { ServiceSpec } from "./service.ts";
import { MARK } from "./unit-file.ts";
import { escapeXml } from "./xml.ts";

/** The label of the service, which is also the name of its file. */
export const labelOf = (name: string): string => `ai.openclaw.${name}`;

const text = (value: string): string => `<string>${escapeXml(value)}</string>`;
const entry = (name: string, value: string): string => `  <key>${name}</key>\n  ${value}`;

/**
 * The property list (launchd.plist(5)). launchd knows only success and failure, so the node exits successfully when a
 * restart would not help. Pure.
 */
export function launchdPlist(spec: ServiceSpec): string {
  const words = spec.program.map((word) => `    ${text(word)}`).join("\n");
  const variables: readonly (readonly [string, string])[] = [
    ...(spec.searchPath === null ? [] : [["PATH", spec.searchPath] as const]),
    ...(spec.stateDir === null ? [] : [["HOME", spec.stateDir] as const]),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<!-- ${MARK} -->`,
    '<plist version="1.0">',
    "<dict>",
    entry("Label", text(labelOf(spec.name))),
    entry("ProgramArguments", `<array>\n${words}\n  </array>`),
    entry("RunAtLoad", "<true/>"),
    entry("KeepAlive", "<dict>\n    <key>SuccessfulExit</key>\n    <false/>\n  </dict>"),
    entry("ThrottleInterval", "<integer>10</integer>"),
    entry("ExitTimeOut", "<integer>20</integer>"),
    entry("ProcessType", text("Background")),
    ...(spec.account === null ? [] : [entry("UserName", text(spec.account))]),
    ...(variables.length === 0
      ? []
      : [
          entry(
            "EnvironmentVariables",
            `<dict>\n${variables.map(([name, value]) => `    <key>${name}</key>\n    ${text(value)}`).join("\n")}\n  </dict>`,
          ),
        ]),
    entry("StandardOutPath", text("/dev/null")),
    entry("StandardErrorPath", text(spec.logFile)),
    "</dict>",
    "</plist>",
    "",
  ].join("\n");
}
