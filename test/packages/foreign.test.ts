import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { extractAll, listPackage } from "@electron/asar";
import { parsePlistFile } from "app-builder-lib/out/util/plist.js";
import { build, type Configuration, Platform } from "electron-builder";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { stageNode } from "../../scripts/package/node-runtime.ts";
import { startDouble } from "../e2e/double-app.ts";
import { until } from "../e2e/until.ts";
import { closeBrowser } from "../electron/host/double.ts";
import { promisedFuses, readFuses } from "../support/fuses.ts";
import { macElectron, windowsElectron } from "./stand-in-electron.ts";

/**
 * What electron-builder makes of the configuration for Windows and macOS, as far as it goes on Linux: Electron is
 * a folder of the same names, nothing is signed, and the installers themselves need tools that are downloads.
 */
const repository = resolve(import.meta.dirname, "../..");
const folder = makeThrowAwayFolder("foreign");
afterAll(async () => {
  await closeBrowser();
  folder.remove();
});

async function pack(platform: Platform, target: string, electronDist: string): Promise<string> {
  const output = join(folder.path, platform.name);
  const config: Configuration = {
    extends: join(repository, "electron-builder.yml"),
    directories: { output, buildResources: join(repository, "assets") },
    electronDist,
    mac: { identity: null },
  };
  await build({ projectDir: repository, targets: platform.createTarget(target), config, publish: "never" });
  return output;
}

function checkResources(resources: string): void {
  const archive = listPackage(join(resources, "app.asar"), { isPack: false });
  expect(archive).toEqual(expect.arrayContaining(["/out/main/index.js", "/out/renderer/index.html"]));
  for (const name of ["Clawtray.txt", "app.md", "command-line.md", "pages.md"])
    expect(readFileSync(join(resources, "licenses", name), "utf8"), name).toMatch(/permission/i);
  expect(JSON.parse(readFileSync(join(resources, "cli", "package.json"), "utf8"))).toEqual({
    type: "module",
  });
  expect(existsSync(join(resources, "cli", "index.js"))).toBe(true);
  expect(existsSync(join(resources, "cli", "node_modules", "@napi-rs", "keyring", "package.json"))).toBe(
    true,
  );
}

describe("for Windows", () => {
  let unpacked = "";
  let resources = "";
  beforeAll(async () => {
    await stageNode("win", "x64", join(repository, "out", "runtime", "win-x64"), (line) => console.log(line));
    const dist = join(folder.path, "windows-electron");
    unpacked = join(await pack(Platform.WINDOWS, "dir", windowsElectron(dist)), "win-unpacked");
    resources = join(unpacked, "resources");
  });

  test("the folder holds the app, the command line, its Node and the licences", () => {
    checkResources(resources);
    expect(
      readFileSync(join(resources, "bin", "node.exe"))
        .subarray(0, 2)
        .toString(),
    ).toBe("MZ");
    expect(readFileSync(join(resources, "bin", "node-LICENSE.txt"), "utf8")).toMatch(/permission/i);
    expect(readFileSync(join(resources, "bin", "clawtray.cmd"), "utf8")).toMatch(/\r\n/);
  });

  test("the app in the archive starts with nothing but what is in it: tray, window, and quits", async () => {
    // Plain Node cannot read out of an archive, as Electron does.
    const app = join(folder.path, "extracted");
    extractAll(join(resources, "app.asar"), app);
    const home = join(folder.path, "home");
    mkdirSync(home);
    const running = await startDouble(app, { home, packaged: true });
    await until("its tray is there", async () => (await running.facts()).trays.length === 1);
    await (await running.page()).getByRole("button", { name: "Get started" }).waitFor();
    await running.quit();
    expect(await running.ended).toBe(0);
    expect(running.failure()).toBeNull();
  });

  test("its executable has our fuses, name and icon, and the archive's checksum", () => {
    const executable = readFileSync(join(unpacked, "Clawtray.exe"));
    expect(readFuses(executable)).toMatchObject(promisedFuses);
    const text = executable.toString("latin1");
    expect(text).toContain(Buffer.from("Clawtray", "utf16le").toString("latin1"));
    expect(text).toContain('"file":"resources\\\\app.asar","alg":"SHA256"');
    const icon = readFileSync(join(repository, "assets", "icons", "256x256.png"));
    expect(executable.includes(icon)).toBe(true);
  });
});

describe("for macOS", () => {
  let contents = "";
  beforeAll(async () => {
    // Else it is a download.
    process.env.ELECTRON_BUILDER_7ZIP_PATH = "/usr/bin/7zz";
    // The registry has no Node for macOS: on such a computer it is the one that packages.
    const runtime = join(repository, "out", "runtime", "mac-x64");
    mkdirSync(runtime, { recursive: true });
    for (const name of ["node", "node-LICENSE.txt"])
      writeFileSync(join(runtime, name), "stand-in", { mode: 0o755 });
    const output = await pack(Platform.MAC, "zip", macElectron(join(folder.path, "mac-electron")));
    const unzipped = join(folder.path, "unzipped");
    execFileSync("unzip", ["-q", join(output, "Clawtray-0.1.0-mac.zip"), "-d", unzipped]);
    contents = join(unzipped, "Clawtray.app", "Contents");
  });

  test("the zip holds the app, the command line and the licences, and `clawtray` can be run", () => {
    checkResources(join(contents, "Resources"));
    expect(readFileSync(join(contents, "Resources", "app-update.yml"), "utf8")).toMatch(/^owner: clawtray$/m);
    for (const name of ["clawtray", "node"])
      expect(statSync(join(contents, "Resources", "bin", name)).mode & 0o111, name).toBe(0o111);
  });

  test("its framework has our fuses, its property list what macOS asks for", async () => {
    const framework = join(contents, "Frameworks", "Electron Framework.framework", "Electron Framework");
    expect(readFuses(readFileSync(framework))).toMatchObject(promisedFuses);
    const list = await parsePlistFile(join(contents, "Info.plist"));
    expect(list).toMatchObject({
      CFBundleIdentifier: "ai.openclaw.clawtray",
      CFBundleURLTypes: [{ CFBundleURLSchemes: ["oc-pair"] }],
      LSUIElement: true,
      NSCameraUsageDescription: expect.any(String),
      NSMicrophoneUsageDescription: expect.any(String),
      NSLocalNetworkUsageDescription: expect.any(String),
      ElectronAsarIntegrity: { "Resources/app.asar": { algorithm: "SHA256", hash: expect.any(String) } },
    });
    expect(readFileSync(join(contents, "Resources", "icon.icns"))).toEqual(
      readFileSync(join(repository, "assets", "icon.icns")),
    );
  });
});
