import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createPackageWithOptions } from "@electron/asar";
import { expect, onTestFinished, test } from "vitest";
import { appPath } from "../e2e/driver.ts";
import { appForTest, connectedApp, homeForTest, trayLabels, untilTray } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { call } from "./bus.ts";
import { keyringPassword, startDesktop } from "./desktop.ts";

const run = promisify(execFile);
const keychain = { keyStore: "keychain" } as const;
const service = {
  destination: "org.freedesktop.secrets",
  path: "/org/freedesktop/secrets",
  interface: "org.freedesktop.Secret.Service",
};
const collection = "/org/freedesktop/secrets/collection/login";

const lock = () => call("session", { ...service, member: "Lock" }, "ao", "1", collection);

const keyFiles = (home: string) =>
  readdirSync(join(home, ".config", "clawtray")).filter((name) => /^keys?\.json$/.test(name));

test("the key lies in the unlocked keyring and in no file, and the next start is the same device", async () => {
  const { app, gateway, home } = await connectedApp(keychain);
  const [deviceId] = gateway.pairing.paired.keys();
  expect(keyFiles(home)).toEqual([]);
  await app.quit();
  const again = await appForTest({ home, args: ["--hidden"], ...keychain });
  await untilTray(again, "Connected");
  expect([...gateway.pairing.paired.keys()]).toEqual([deviceId]);
});

test("a locked keyring asks with its own window; with the password the same device connects", async () => {
  const { app, gateway, home } = await connectedApp(keychain);
  const [deviceId] = gateway.pairing.paired.keys();
  await app.quit();
  await lock();
  const again = await appForTest({ home, args: ["--hidden"], ...keychain });
  const prompt = await promptWindow();
  // While it is open the app is there, and has made nothing up.
  expect(trayLabels(await again.facts()).length).toBeGreaterThan(0);
  await run("xdotool", ["windowfocus", "--sync", prompt, "type", keyringPassword]);
  await run("xdotool", ["key", "Return"]);
  await untilTray(again, "Connected");
  expect([...gateway.pairing.paired.keys()]).toEqual([deviceId]);
});

test("the prompt is dismissed: it says that the keychain is locked, and makes no other identity", async () => {
  const { app, gateway, home } = await connectedApp(keychain);
  const [deviceId] = gateway.pairing.paired.keys();
  await app.quit();
  await lock();
  onTestFinished(unlockAgain);
  const again = await appForTest({ home, args: ["--hidden"], ...keychain });
  await run("xdotool", ["windowfocus", "--sync", await promptWindow(), "key", "Escape"]);
  const blocked = await untilTray(again, "Needs your attention");
  expect(trayLabels(blocked).join(" ")).toMatch(/keychain is locked/);
  await again.choose("Reconnect now");
  await run("xdotool", ["windowfocus", "--sync", await promptWindow(), "type", keyringPassword]);
  await run("xdotool", ["key", "Return"]);
  await untilTray(again, "Connected");
  expect([...gateway.pairing.paired.keys()]).toEqual([deviceId]);
});

test("without any keyring it says so, writes no key to a file by itself, and goes on", async () => {
  const desktop = await startDesktop({ ownBus: true, keyring: "none", panel: false });
  onTestFinished(() => desktop.dispose());
  const home = homeForTest();
  const app = await appForTest({ home, env: desktop.environment, ...keychain });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).waitFor();
  await page
    .getByText(/keychain/i)
    .first()
    .waitFor();
  expect(keyFiles(home)).toEqual([]);
});

test("out of an archive, as it is installed, it keeps the key in the keyring as well", async () => {
  const built = process.env.CLAWTRAY_ELECTRON_APP ?? appPath;
  const home = homeForTest();
  const folder = join(home, "packed");
  const source = join(folder, "source");
  for (const name of ["out", "assets", "package.json"]) {
    cpSync(join(built, name), join(source, name), {
      recursive: true,
      filter: (path) => !path.includes(`${join(built, "out", "compat")}`),
    });
  }
  mkdirSync(join(source, "node_modules"));
  cpSync(join(appPath, "node_modules", "@napi-rs"), join(source, "node_modules", "@napi-rs"), {
    recursive: true,
    dereference: true,
  });
  const archive = join(folder, "app.asar");
  await createPackageWithOptions(source, archive, { unpack: "**/*.node" });
  expect(existsSync(`${archive}.unpacked`)).toBe(true);
  await connectedApp({ ...keychain, home, appFolder: archive });
  expect(keyFiles(home)).toEqual([]);
});

/** The keyring's own window, once it is there; its id. */
async function promptWindow(): Promise<string> {
  let found = "";
  await until("the keyring asks", async () => {
    found = await run("xdotool", ["search", "--onlyvisible", "--class", "gcr-prompter"]).then(
      ({ stdout }) => stdout.trim().split("\n").at(-1) ?? "",
      () => "",
    );
    return found !== "";
  });
  return found;
}

/** For the tests after this one, whatever became of it. */
async function unlockAgain(): Promise<void> {
  const properties = { ...service, path: collection, interface: "org.freedesktop.DBus.Properties" };
  const [locked] = await call(
    "session",
    { ...properties, member: "Get" },
    "ss",
    "org.freedesktop.Secret.Collection",
    "Locked",
  );
  if (locked === true) throw new Error("the keyring was left locked");
}
