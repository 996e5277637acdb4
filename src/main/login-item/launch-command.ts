import type { StartOptions } from "../lifecycle/start-options.ts";
import type { LaunchCommand } from "./login-item.ts";

/**
 * Chromium switches that a person gives because the app does not run well on this computer without them. Not those for
 * debugging: nobody wants a port opened at every login.
 */
const KEPT_SWITCHES =
  /^--(no-sandbox|disable-(gpu|gpu-sandbox|setuid-sandbox|dev-shm-usage|software-rasterizer)|in-process-gpu|use-(gl|angle)|ozone-platform(-hint)?|(enable|disable)-features|enable-wayland-ime|gtk-version|force-device-scale-factor|lang|password-store|proxy-(server|pac-url|bypass-list)|no-proxy-server)(=|$)/;

export interface LaunchFacts {
  /** The AppImage this program runs from; null when it does not. */
  readonly image: string | null;
  readonly executable: string;
  /** The folder Electron was told to start; null when the app is packaged. */
  readonly appFolder: string | null;
  readonly argv: readonly string[];
  readonly options: Pick<StartOptions, "keyStore">;
  /** Where the state is now. */
  readonly stateDir: string;
  /** Where it would be with no option and nothing set by the session. */
  readonly usualStateDir: string;
}

/**
 * How the system starts this app again at login, hidden, with the same state and with every switch that mattered this
 * time: with another state folder the next login would make this computer another device. Pure.
 */
export function launchCommand(facts: LaunchFacts): LaunchCommand {
  const { image, executable, appFolder, argv, options, stateDir, usualStateDir } = facts;
  return {
    path: image ?? executable,
    args: [
      ...argv.filter((argument) => KEPT_SWITCHES.test(argument)),
      ...(appFolder === null ? [] : [appFolder]),
      ...(stateDir === usualStateDir ? [] : ["--state-dir", stateDir]),
      ...(options.keyStore === null ? [] : ["--key-store", options.keyStore]),
      "--hidden",
    ],
  };
}
