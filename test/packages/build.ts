import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type Configuration, Platform } from "electron-builder";
import { stageNode } from "../../scripts/package/node-runtime.ts";
import { buildForOldElectron } from "../real-electron/compat.ts";
import { stageElectron } from "../real-electron/runtime.ts";
import { standInFpm } from "./stand-in-tools.ts";

const repository = resolve(import.meta.dirname, "../..");

export interface LinuxPackages {
  readonly unpacked: string;
  readonly deb: string;
  readonly rpm: string;
}

/**
 * The deb and the rpm as electron-builder makes them of this repository's configuration, with the Electron that
 * the registry carries and the build of the app for it; only fpm is stood in for.
 */
export async function buildLinuxPackages(folder: string): Promise<LinuxPackages> {
  const report = (line: string) => console.log(line);
  const app = join(folder, "app");
  await buildForOldElectron(app);
  await stageNode("linux", "x64", join(repository, "out", "runtime", "linux-x64"), report);
  const electronDist = join(folder, "electron");
  cpSync(await stageElectron(report), electronDist, { recursive: true });
  // What starts an app by its folder is no part of a package, nor is what the program it came with left there.
  rmSync(join(electronDist, "resources"), { recursive: true });
  mkdirSync(join(electronDist, "resources"));
  process.env.CUSTOM_FPM_PATH = standInFpm(folder);
  const output = join(folder, "dist");
  const config: Configuration = {
    extends: configurationFor25(folder),
    directories: { output, app, buildResources: join(repository, "assets") },
    extraMetadata: { main: "out/main/start.cjs" },
    electronDist,
  };
  await build({
    projectDir: repository,
    targets: Platform.LINUX.createTarget(["deb", "rpm"]),
    config,
    publish: "never",
  });
  return {
    unpacked: join(output, "linux-unpacked"),
    deb: join(output, "clawtray_0.1.0_amd64.deb"),
    rpm: join(output, "clawtray-0.1.0.x86_64.rpm"),
  };
}

/** The configuration but for one fuse, which came after Electron 25. */
function configurationFor25(folder: string): string {
  const text = readFileSync(join(repository, "electron-builder.yml"), "utf8");
  const file = join(folder, "electron-builder.yml");
  writeFileSync(file, text.replace(/^ +grantFileProtocolExtraPrivileges: .*\n/m, ""));
  return file;
}
