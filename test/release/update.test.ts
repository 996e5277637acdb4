import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { takeUpdates, type Updater } from "../../src/main/lifecycle/take-update.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const require = createRequire(import.meta.url);
const { AppImageUpdater } = require("electron-updater") as {
  AppImageUpdater: new (
    options: null,
    app: object,
  ) => Updater & {
    httpExecutor: unknown;
    forceDevUpdateConfig: boolean;
    install(silent: boolean, run: boolean): boolean;
  };
};
const fromBuilder = createRequire(require.resolve("electron-builder"));

interface Executor {
  doDownload(request: object, how: object, redirects: number): void;
}
const { httpExecutor } = fromBuilder("builder-util") as { httpExecutor: Executor };

interface DownloadOptions {
  readonly cancellationToken: {
    createPromise(
      work: (resolve: (path: string) => void, reject: (error: Error) => void, onCancel: unknown) => void,
    ): Promise<string>;
  };
}

/** Downloads as electron-updater's own does, checksum included, over Node's network instead of Chromium's. */
const executor = Object.assign(Object.create(httpExecutor) as Executor, {
  download: (url: URL, destination: string, options: DownloadOptions) =>
    options.cancellationToken.createPromise((resolve, reject, onCancel) => {
      const { protocol, hostname, port, pathname } = url;
      const callback = (error?: Error | null) => (error ? reject(error) : resolve(destination));
      const how = { destination, options, onCancel, callback, responseHandler: null };
      httpExecutor.doDownload({ protocol, hostname, port, path: pathname, headers: {} }, how, 0);
    }),
});

/** A feed as electron-builder writes it, on loopback: one AppImage of this version. */
async function feedOf(version: string, content: string, promised = content): Promise<string> {
  const sha512 = createHash("sha512").update(promised).digest("base64");
  const name = `Clawtray-${version}.AppImage`;
  const feed = `version: ${version}\nfiles:\n  - url: ${name}\n    sha512: ${sha512}\n    size: ${content.length}\npath: ${name}\nsha512: ${sha512}\nreleaseDate: '2026-11-26T00:00:00.000Z'\n`;
  const server = createServer((request, response) => {
    const path = request.url?.split("?")[0];
    if (path === "/latest-linux.yml") response.end(feed);
    else if (path === `/${name}`) response.end(content);
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** electron-updater itself, with a stand-in for Electron's `app` and its quit. */
function updaterOf(version: string, url: string, appImage: string) {
  const folder = temporaryDirectory();
  const config = join(folder, "app-update.yml");
  writeFileSync(config, `provider: generic\nurl: ${url}\nupdaterCacheDirName: clawtray\n`);
  const app = {
    version,
    name: "clawtray",
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    relaunch() {},
    quit() {},
    onQuit() {},
  };
  const before = process.env.APPIMAGE;
  process.env.APPIMAGE = appImage;
  onTestFinished(() => {
    if (before === undefined) delete process.env.APPIMAGE;
    else process.env.APPIMAGE = before;
  });
  const updater = new AppImageUpdater(null, app);
  updater.httpExecutor = executor;
  let taken = 0;
  updater.quitAndInstall = () => {
    taken += 1;
    updater.install(true, false);
  };
  return { updater, taken: () => taken };
}

test.skipIf(process.platform !== "linux")(
  "an update of the feed is fetched, and taken only when nothing runs",
  async () => {
    const appImage = join(temporaryDirectory(), "Clawtray-1.0.0.AppImage");
    writeFileSync(appImage, "the older version");
    const url = await feedOf("1.1.0", "exit 0 # the newer version");
    const { updater, taken } = updaterOf("1.0.0", url, appImage);
    const said: string[] = [];
    let busy = true;
    let looks = 0;
    const look = takeUpdates({
      updater,
      busy: () => {
        looks += 1;
        return busy;
      },
      log: { log: (_level, message) => void said.push(message) },
      lookEvery: 20,
    });
    await look();
    await expect
      .poll(() => said)
      .toContain("a new version is ready and will be installed once nothing is running");
    await expect.poll(() => looks).toBeGreaterThan(10);
    expect(taken()).toBe(0);
    expect(readFileSync(appImage, "utf8")).toBe("the older version");
    busy = false;
    await expect.poll(taken).toBe(1);
    // Its name says its version, so the new one has a name of its own.
    expect(readFileSync(appImage.replace("1.0.0", "1.1.0"), "utf8")).toBe("exit 0 # the newer version");
  },
);

test.skipIf(process.platform !== "linux")(
  "a version that is no newer, one with another checksum, and a feed that is away change nothing",
  async () => {
    const appImage = join(temporaryDirectory(), "Clawtray-1.0.0.AppImage");
    writeFileSync(appImage, "this version");
    const forged = await feedOf("1.1.0", "forged", "signed");
    for (const url of [await feedOf("1.0.0", "the same"), forged, "http://127.0.0.1:9"]) {
      const { updater, taken } = updaterOf("1.0.0", url, appImage);
      updater.on("error" as never, () => {});
      await takeUpdates({ updater, busy: () => false, log: { log() {} }, lookEvery: 10 })();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(taken()).toBe(0);
    }
    expect(readFileSync(appImage, "utf8")).toBe("this version");
  },
);
