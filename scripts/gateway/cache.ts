import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { undoAtExit } from "./cleanup.ts";
import { withLock } from "./lock.ts";
import { runNpmInstall } from "./npm.ts";
import { type GatewayVersion, gatewayManifest } from "./versions.ts";

export interface InstalledGateway {
  readonly version: GatewayVersion;
  /** The program's entry module, to be run with Node. */
  readonly entry: string;
  /** Where Node may keep what it compiled, so that the second start is faster. */
  readonly compileCache: string;
}

/** `$CLAWTRAY_CACHE`, or our own folder where this system keeps what can be downloaded again. */
export function cacheFolder(): string {
  const chosen = process.env.CLAWTRAY_CACHE;
  if (chosen) return chosen;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "clawtray");
  if (process.platform === "win32") {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "clawtray", "cache");
  }
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "clawtray");
}

/**
 * The gateway of that version, fetched into the cache once. An interrupted install does not count; of two processes
 * that want the same version one fetches and the other waits. `report` gets a line now and then while something is
 * fetched.
 */
export async function installGateway(
  version: GatewayVersion,
  report: (line: string) => void,
): Promise<InstalledGateway> {
  const gateways = join(cacheFolder(), "gateways");
  const folder = join(gateways, version);
  if (!isInstalled(folder, version)) {
    mkdirSync(gateways, { recursive: true });
    await withLock(`${folder}.lock`, report, async () => {
      if (isInstalled(folder, version)) return; // The one we waited for has done it.
      await removeRemains(gateways, version);
      await fetchGateway(version, folder, report);
    });
  }
  return {
    version,
    entry: join(folder, "node_modules", "openclaw", "openclaw.mjs"),
    compileCache: join(cacheFolder(), "compiled"),
  };
}

function isInstalled(folder: string, version: GatewayVersion): boolean {
  const manifest = join(folder, "node_modules", "openclaw", "package.json");
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).version === version;
}

async function removeRemains(gateways: string, version: GatewayVersion): Promise<void> {
  for (const name of await readdir(gateways)) {
    const isOurs = name === version || name.startsWith(`${version}.partial-`);
    if (isOurs) await rm(join(gateways, name), { recursive: true, force: true });
  }
}

async function fetchGateway(
  version: GatewayVersion,
  folder: string,
  report: (line: string) => void,
): Promise<void> {
  const partial = `${folder}.partial-${process.pid}`;
  const remove = () => rm(partial, { recursive: true, force: true });
  const forget = undoAtExit({ undo: remove, remnant: { kind: "path", path: partial } });
  try {
    const { dependencies, overrides, standIns } = gatewayManifest(version);
    await mkdir(partial, { recursive: true });
    for (const [name, manifest] of Object.entries(standIns)) {
      await mkdir(join(partial, name));
      await writeFile(join(partial, name, "package.json"), JSON.stringify(manifest));
    }
    const manifest = { private: true, dependencies, overrides };
    await writeFile(join(partial, "package.json"), JSON.stringify(manifest, null, 2));
    await runNpmInstall(partial, `openclaw ${version}`, report);
    await rename(partial, folder);
  } catch (error) {
    await remove();
    throw error;
  } finally {
    forget();
  }
}
