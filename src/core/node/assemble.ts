import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { SharedCredential } from "../../shared/intent.ts";
import { systemClock } from "../clock.ts";
import type { Command } from "../commands/command.ts";
import { deviceInfo, deviceStatus, hostStats } from "../commands/device.ts";
import type { InvokeRecord } from "../commands/invoker.ts";
import { createRegistry } from "../commands/registry.ts";
import { systemWhich } from "../commands/system-which.ts";
import { createConnector } from "../gateway/connect.ts";
import { establishIdentity, forgetDevice } from "../identity/establish.ts";
import type { Logger } from "../log.ts";
import type { SettingsFile } from "../settings/settings.ts";
import type { Vault } from "../vault/vault.ts";
import { createNode, type Node } from "./node.ts";

/** What a front end brings; everything else is the real world. */
export interface AssemblyOptions {
  readonly appVersion: string;
  readonly vault: Vault;
  readonly settings: SettingsFile;
  readonly log: Logger;
  /** What the environment or a prompt offers a gateway that does not know this device yet. */
  sharedCredential(): SharedCredential | null;
  onInvoke?(record: InvokeRecord): void;
}

/** A node on the real clock, network and operating system: the same for the CLI and for the shell. */
export function assembleNode(options: AssemblyOptions): Node {
  const { appVersion, vault, settings, log } = options;
  const now = (): number => systemClock.now();
  return createNode({
    clock: systemClock,
    random: Math.random,
    log,
    vault,
    settings,
    registry: createRegistry(commandsOf(appVersion)),
    connect: createConnector({ version: appVersion, logger: log }),
    establish: () =>
      establishIdentity({ vault, settings, random: randomBytes, platform: process.platform, now }),
    forget: () => forgetDevice(vault, settings),
    sharedCredential: () => options.sharedCredential(),
    defaultDisplayName: hostname().slice(0, 64) || "computer",
    hostStats,
    onInvoke: (record) => options.onInvoke?.(record),
  });
}

function commandsOf(appVersion: string): readonly Command[] {
  const { platform, env } = process;
  const path = env.PATH ?? "";
  const pathExtensions = env.PATHEXT ?? ".COM;.EXE;.BAT;.CMD";
  return [
    systemWhich({ path, platform, pathExtensions }),
    deviceInfo({ appVersion, platform }),
    deviceStatus(),
  ];
}
