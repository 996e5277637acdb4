import type { ComputerOffer, OpenComputer } from "../computer/source.ts";
import type { ProgramEnvironment } from "../exec/process/program-environment.ts";
import type { LocationSource } from "../location/source.ts";
import type { PresenceSource } from "../presence/source.ts";
import type { Clock } from "../time/clock.ts";
import type { ToolSources } from "../tools/built-in/sources.ts";
import { type CameraSource, cameraCommands } from "./camera.ts";
import type { Command } from "./command.ts";
import { deviceInfo, deviceStatus } from "./device.ts";
import { locationCommands } from "./location.ts";
import type { Offer } from "./registry.ts";
import { type ScreenSource, screenCommands } from "./screen.ts";
import { type Notifier, systemNotify } from "./system-notify.ts";
import { systemWhich } from "./system-which.ts";

/** What a front end provides for the commands that plain Node cannot implement. What is missing is not offered. */
export interface CommandSources {
  readonly notifier?: Notifier | null;
  readonly screen?: ScreenSource;
  readonly camera?: CameraSource;
  /** What Clawtray's own tools need of the desktop. */
  readonly tools?: ToolSources;
  /** What tells where this computer is; absent where nothing does. */
  readonly location?: LocationSource;
  /** What tells whether the owner is at this computer; absent where nothing does. */
  readonly presence?: PresenceSource;
  /** Computer use; absent where nobody could be shown that it happens. */
  readonly openComputer?: OpenComputer;
  /** What the node has opened of it. */
  readonly computer?: ComputerOffer | null;
  /** The commands that run programs, with their policy and the person who can be asked. */
  readonly run?: readonly Command[];
}

/** Every command this program has here, under the switch that governs it. */
export function createOffers(
  sources: CommandSources,
  appVersion: string,
  clock: Clock,
  /** The gateway in use, as a notification names it. */
  gatewayName: () => string,
  programs: () => Promise<ProgramEnvironment>,
): readonly Offer[] {
  const { platform } = process;
  const { notifier = null, camera, location, computer = null, run = [] } = sources;
  return [
    {
      capability: "device",
      commands: [systemWhich(programs), deviceInfo({ appVersion, platform }), deviceStatus({ platform })],
    },
    {
      capability: "notify",
      commands:
        notifier === null
          ? []
          : [systemNotify(notifier, { from: gatewayName, now: () => clock.monotonic() })],
    },
    { capability: "run", commands: run },
    { capability: "screen", commands: screenOf(sources, clock) },
    { capability: "computer", commands: computer?.commands ?? [] },
    { capability: "camera", commands: camera === undefined ? [] : cameraCommands(camera) },
    { capability: "location", commands: location === undefined ? [] : locationCommands(location) },
    { capability: "presence", commands: [], commandless: sources.presence !== undefined },
  ];
}

/** With frames for computer use, where there is such a thing. */
function screenOf({ screen, computer = null }: CommandSources, clock: Clock): readonly Command[] {
  if (screen === undefined) return [];
  const commands = screenCommands(screen, () => clock.now());
  if (computer === null) return commands;
  return commands.map((command) =>
    command.name === "screen.snapshot" ? computer.withFrames(command) : command,
  );
}
