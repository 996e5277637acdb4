import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listPackage } from "@electron/asar";
import { LinuxTargetHelper } from "app-builder-lib/out/targets/LinuxTargetHelper.js";
import { build, type Configuration, Platform } from "electron-builder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allFusesOn, promisedFuses, readFuses } from "../support/fuses.ts";
import { appPath } from "./driver.ts";
import { has } from "./programs.ts";

/**
 * Packs the app as far as it goes without Electron: in its place stands a folder of the same names,
 * whose executable holds nothing but the fuses. What electron-builder does with it is real.
 */

const folder = mkdtempSync(join(tmpdir(), "clawtray-pack-"));
const unpacked = join(folder, "dist", "linux-unpacked");
let desktopEntry = "";
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function standInForElectron(): string {
  const dist = join(folder, "electron");
  mkdirSync(join(dist, "resources"), { recursive: true });
  mkdirSync(join(dist, "locales"), { recursive: true });
  writeFileSync(join(dist, "electron"), Buffer.concat([Buffer.alloc(64), allFusesOn, Buffer.alloc(64)]));
  chmodSync(join(dist, "electron"), 0o755);
  writeFileSync(join(dist, "version"), "45.4.1");
  for (const name of ["LICENSE", "LICENSES.chromium.html"]) writeFileSync(join(dist, name), "");
  return dist;
}

beforeAll(async () => {
  const config: Configuration = {
    extends: join(appPath, "electron-builder.yml"),
    directories: { output: join(folder, "dist"), buildResources: "assets" },
    electronDist: standInForElectron(),
    async afterPack(context) {
      const packager = context.packager as ConstructorParameters<typeof LinuxTargetHelper>[0];
      const helper = new LinuxTargetHelper(packager);
      desktopEntry = await helper.computeDesktopEntry(packager.platformSpecificBuildOptions);
    },
  };
  // Validates the configuration by electron-builder's own schema first, and rejects what it does not know.
  await build({ projectDir: appPath, targets: Platform.LINUX.createTarget("dir"), config, publish: "never" });
}, 120_000);

test("the archive holds the built app and its icons, and nothing of the sources, tests or other modules", () => {
  const files = listPackage(join(unpacked, "resources", "app.asar"), { isPack: false });
  expect(files).toEqual(
    expect.arrayContaining([
      "/out/main/index.js",
      "/out/preload/index.cjs",
      "/out/renderer/index.html",
      "/assets/tray/dark/connected@2x.png",
      "/package.json",
    ]),
  );
  expect(files.filter((file) => /^\/(src|test|docs|scripts)\b/.test(file))).toEqual([]);
  const modules = files.flatMap((file) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(file)?.[1] ?? []);
  expect(modules.filter((name) => !name.startsWith("@napi-rs"))).toEqual([]);
});

test("the keychain's binary lies outside the archive, where it can be loaded", () => {
  const modules = join(unpacked, "resources", "app.asar.unpacked", "node_modules", "@napi-rs");
  expect(existsSync(join(modules, "keyring", "package.json"))).toBe(true);
  const binaries = execFileSync("find", [modules, "-name", "*.node"], { encoding: "utf8" });
  expect(binaries).toMatch(/keyring.*\.node/);
});

test("the fuses are burnt as SECURITY promises", () => {
  expect(readFuses(readFileSync(join(unpacked, "clawtray")))).toMatchObject(promisedFuses);
});

test("the desktop entry is valid, and takes oc-pair:// links", (context) => {
  expect(desktopEntry).toContain("MimeType=x-scheme-handler/oc-pair;");
  expect(desktopEntry).toMatch(/^Exec=.* %U$/m);
  if (!has("desktop-file-validate")) context.skip("desktop-file-validate is not installed");
  const file = join(folder, "clawtray.desktop");
  writeFileSync(file, desktopEntry);
  expect(execFileSync("desktop-file-validate", [file], { encoding: "utf8" })).toBe("");
});
