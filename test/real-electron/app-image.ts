import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { makePackage, packageConfiguration } from "../../scripts/package/electron-builder.ts";
import { mergeFeeds, putFeeds, takeFeeds } from "../../scripts/package/feed.ts";
import { realElectronPath } from "../../scripts/start/electron-path.ts";
import { appPath } from "../e2e/driver.ts";
import { standInAppImageTools } from "../packages/stand-in-tools.ts";

/**
 * What an AppImage begins with, for the one that is fetched from elsewhere: it unpacks what follows it, as that one
 * does with `--appimage-extract-and-run`, and starts it by the package's own `AppRun`. It keeps everything in the
 * home folder, notes its process in `started`, and adds the words of a test: a key file for the keychain, no window.
 */
const runtime = (length: number): string =>
  [
    "#!/bin/sh",
    "set -e",
    `echo $$ >> "$HOME/started"`,
    `APPIMAGE=$(readlink -f "$0")`,
    `APPDIR="$HOME/unpacked-$$"`,
    `unsquashfs -no-progress -quiet -offset ${length} -dest "$APPDIR" "$APPIMAGE" >/dev/null`,
    "export APPIMAGE APPDIR",
    `exec "$APPDIR/AppRun" "--user-data-dir=$HOME/electron" --disable-gpu --key-store file --hidden "$@"`,
    "",
  ].join("\n");

/** The length is part of the script, so it is written at a width that no length changes. */
function runtimeOfItsLength(): string {
  const placeholder = 1_000_000;
  const { length } = runtime(placeholder);
  return runtime(length).padEnd(length, "\n");
}

/** The app as electron-builder packs it, in this folder: the built app, and the real Electron. */
function packed(folder: string): void {
  const dist = join(realElectronPath(appPath) ?? "", "..");
  const resources = join(folder, "resources");
  mkdirSync(join(resources, "app"), { recursive: true });
  for (const name of readdirSync(dist)) {
    if (name === "electron") copyFileSync(join(dist, name), join(folder, "clawtray"));
    else if (name !== "resources") symlinkSync(join(dist, name), join(folder, name));
  }
  const app = process.env.CLAWTRAY_ELECTRON_APP ?? appPath;
  for (const name of ["out", "assets", "node_modules"])
    symlinkSync(join(app, name), join(resources, "app", name));
}

/** The packed app is of that version now. */
function setVersion(folder: string, version: string): void {
  const app = process.env.CLAWTRAY_ELECTRON_APP ?? appPath;
  const manifest = JSON.parse(readFileSync(join(app, "package.json"), "utf8")) as object;
  const main = "main" in manifest ? manifest.main : "out/main/index.js";
  writeFileSync(
    join(folder, "resources", "app", "package.json"),
    JSON.stringify({ ...manifest, main, version }),
  );
}

/**
 * Makes the AppImage of that version and its feed, in a folder of its own below `folder`, by what
 * `npm run release -- --packages` makes them by; the app in it looks for updates at `feed`. Returns the AppImage's path.
 */
export async function makeAppImage(folder: string, version: string, feed: string): Promise<string> {
  const output = join(folder, version);
  const prepackaged = join(folder, "packed");
  if (!existsSync(prepackaged)) packed(prepackaged);
  setVersion(prepackaged, version);
  process.env.APPIMAGE_TOOLS_PATH = standInAppImageTools(folder, runtimeOfItsLength());
  await makePackage({
    os: "linux",
    target: "AppImage",
    prepackaged,
    config: {
      ...packageConfiguration("1795651200"),
      directories: { output },
      extraMetadata: { version },
      publish: [{ provider: "generic", url: feed }],
    },
  });
  const feeds = [...takeFeeds(output)].map(([name, made]) => [name, mergeFeeds(undefined, made)] as const);
  putFeeds(output, new Map(feeds));
  return join(output, `Clawtray-${version}.AppImage`);
}
