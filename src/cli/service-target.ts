import { homeFolder } from "../core/environment/home.ts";
import { openServiceManager, serviceName } from "../core/service/open.ts";
import { runTool } from "../core/service/run-tool.ts";
import type { ServiceManager, ServiceStatus, ServiceWorld } from "../core/service/service.ts";
import { stateDirectory } from "../core/settings/state-directory.ts";
import { type Place, rootDirOf } from "./place.ts";
import { systemStateDir } from "./system-account.ts";

/** Which service is meant. */
interface Wanted extends Place {
  readonly system: boolean;
  readonly root: string | null;
}

/** The one service a command is about. */
export interface Target<Options extends Wanted> {
  readonly options: Options;
  readonly manager: ServiceManager;
  readonly world: ServiceWorld;
  readonly stateDir: string;
  readonly name: string;
}

/** The service the options mean; null where no service manager is known. */
export function targetOf<Options extends Wanted>(options: Options): Target<Options> | null {
  const uid = process.getuid?.() ?? null;
  const world: ServiceWorld = {
    env: process.env,
    home: homeFolder() ?? "/",
    uid,
    root: options.root ?? "",
    run: runTool,
  };
  const usual = options.system
    ? systemStateDir(process.platform, process.env)
    : stateDirectory(process.platform, process.env, homeFolder() ?? "");
  const stateDir = options.stateDir === null ? usual : rootDirOf(options);
  const name = serviceName(stateDir, usual);
  const manager = openServiceManager(process.platform, options.system ? "system" : "user", name, world);
  return manager === null ? null : { options, manager, world, stateDir, name };
}

/** How the person's own service of this state folder is doing; null when no service manager is known. */
export async function serviceHere(place: Place): Promise<ServiceStatus | null> {
  return (await targetOf({ ...place, system: false, root: null })?.manager.status()) ?? null;
}
