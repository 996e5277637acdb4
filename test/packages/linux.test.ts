import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { generateAppRunScript } from "app-builder-lib/out/targets/appimage/appImageUtil.js";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type DeviceRequest, grantSurface, invoke, listedNode } from "../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { keep } from "../e2e/captures.ts";
import { goThroughWizard } from "../e2e/scenario.ts";
import { buildLinuxPackages, type LinuxPackages } from "./build.ts";
import { type Computer, createComputer, home } from "./computer.ts";

/**
 * The deb and the rpm as somebody installs, uses, upgrades and removes them. Electron is the one that the registry
 * carries (25, with the build of the app for it); everything else is the product's.
 */
const folder = makeThrowAwayFolder("packages");
let packages: LinuxPackages;
let gateway: Gateway;
let computer: Computer;

beforeAll(async () => {
  const before = Date.now();
  packages = await buildLinuxPackages(folder.path);
  console.log(`deb and rpm made in ${Math.round((Date.now() - before) / 1000)} s (lightly compressed)`);
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)));
  computer = await createComputer([packages.deb, packages.rpm]);
}, 900_000);
afterAll(async () => {
  await computer?.dispose();
  await gateway?.dispose();
  await folder.remove();
});

/** Where a package's program stands. */
const app = "/opt/Clawtray/clawtray";

test("the app's folder names our release feed, and holds every licence", () => {
  const resources = join(packages.unpacked, "resources");
  expect(readFileSync(join(resources, "app-update.yml"), "utf8")).toMatch(/^owner: clawtray$/m);
  const texts = [
    "../LICENSE.electron.txt",
    "../LICENSES.chromium.html",
    "bin/node-LICENSE.txt",
    "licenses/Clawtray.txt",
    "licenses/app.md",
    "licenses/command-line.md",
    "licenses/pages.md",
    "app.asar.unpacked/node_modules/@napi-rs/keyring/LICENSE",
  ];
  for (const name of texts)
    expect(readFileSync(join(resources, name), "utf8"), name).toMatch(/permission|redistribution/i);
});

test("an AppImage's own start runs the command line in it, without a display, by word and by the name of a link", () => {
  // The script that starts what an AppImage holds; the file system around it needs a tool that is a download.
  const start = join(packages.unpacked, "AppRun");
  const script = generateAppRunScript({
    ExecutableName: "clawtray",
    ProductName: "Clawtray",
    ProductFilename: "Clawtray",
    DesktopFileName: "clawtray.desktop",
    ResourceName: "appimagekit-clawtray",
  });
  writeFileSync(start, script, { mode: 0o755 });
  const run = (name: string, ...words: string[]) =>
    spawnSync(start, ["--no-sandbox", ...words], {
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        HOME: folder.path,
        // What the runtime sets.
        APPDIR: packages.unpacked,
        APPIMAGE: "/opt/Clawtray.AppImage",
        ARGV0: name,
      },
    });
  expect(run("./Clawtray.AppImage", "cli", "--version")).toMatchObject({ status: 0, stdout: "0.1.0\n" });
  expect(run("clawtray", "--version")).toMatchObject({ status: 0, stdout: "0.1.0\n" });
  const wrong = run("clawtray", "stauts");
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining("status")]);
});

test("the deb asks for every library its programs are linked with", () => {
  const depends = execFileSync("dpkg-deb", ["--field", packages.deb, "Depends"], { encoding: "utf8" });
  const asked = depends.split(",").map((one) => one.trim().split(" ")[0] ?? "");
  const closure = execFileSync(
    "apt-cache",
    ["depends", "--recurse", "--important", "--no-suggests", "--installed", ...asked],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  const programs = [join(packages.unpacked, "clawtray"), join(packages.unpacked, "resources", "bin", "node")];
  const libraries = new Set(
    programs.flatMap((program) =>
      [...execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/=> (\/\S+)/g)].map(
        ([, path]) => path ?? "",
      ),
    ),
  );
  for (const library of [...libraries].filter((path) => !path.startsWith(packages.unpacked))) {
    const owner = ownerOf(library);
    expect(closure.split(/\s+/), `${library} is of ${owner}`).toContain(owner);
  }
  expect(libraries.size).toBeGreaterThan(20);
});

test("dpkg installs it: `clawtray` on the PATH, an entry that takes links, a sandbox that works everywhere", async () => {
  const before = Date.now();
  const installed = await computer.asRoot("dpkg", "--install", packages.deb);
  expect(installed.code, installed.stderr).toBe(0);
  console.log(`deb of ${statSync(packages.deb).size} bytes installed by dpkg in ${Date.now() - before} ms`);
  const { stdout: owner } = await computer.asRoot("dpkg", "--search", "/usr/bin/clawtray");
  expect(owner).toMatch(/^clawtray:/);
  const { stdout: mode } = await computer.asRoot("stat", "--format=%a %U", "/opt/Clawtray/chrome-sandbox");
  expect(mode.trim()).toBe("4755 root");
  const entry = await computer.asRoot("cat", "/usr/share/applications/clawtray.desktop");
  expect(entry.stdout).toContain(`Exec=${app} %U\n`);
  const handler = await computer.runAsUser({}, "xdg-mime", "query", "default", "x-scheme-handler/oc-pair");
  expect(handler.stdout.trim()).toBe("clawtray.desktop");
});

/** The package of a library; Debian's database names one as it lies below /usr, or as it lay before. */
function ownerOf(library: string): string {
  const names = [library, `/usr${library}`, library.replace(/^\/usr/, "")];
  const { stdout } = spawnSync("dpkg", ["--search", ...names], { encoding: "utf8" });
  return stdout.split(":")[0] ?? "";
}

const inFile = ["--key-store", "file", "--state-dir"];

test("its command line needs no display: it pairs with a real gateway and answers", async () => {
  const help = await computer.runAsUser({}, "clawtray");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toContain("Usage: clawtray");
  const state = `${home}/terminal`;
  const words = ["clawtray", "run", "--json", "--gateway", gateway.url, ...inFile, state];
  const node = computer.startAsUser({ OPENCLAW_GATEWAY_TOKEN: gateway.token }, ...words);
  onTestFinished(() => void node.kill("SIGKILL"));
  const deviceId = await admitWhoAsks();
  expect(await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] })).toEqual({
    bins: { sh: expect.stringMatching(/\/sh$/) },
  });
  const rules = await computer.runAsUser({}, "clawtray", "approvals", "--state-dir", state);
  expect(rules).toMatchObject({ code: 0, stderr: "" });
  const status = await computer.runAsUser({}, "clawtray", "status", "--json", ...inFile, state);
  expect(JSON.parse(status.stdout)).toMatchObject({ state: { phase: "connected", deviceId } });
  node.kill("SIGTERM");
  const [code] = await once(node, "exit");
  expect(code).toBe(0);
});

/** Admits the one device that asks and grants what it offers; resolves with its id. */
async function admitWhoAsks(): Promise<string> {
  const { deviceId, requestId } = await waitFor(
    "somebody to ask for admission",
    async () => {
      const { pending } = (await gateway.admin.call("device.pair.list")) as { pending: DeviceRequest[] };
      return pending[0] ?? null;
    },
    { timeoutMs: 60_000 },
  );
  await gateway.admin.call("device.pair.approve", { requestId });
  await grantSurface(gateway.admin, deviceId, 30_000);
  return deviceId;
}

async function startDisplay(): Promise<string> {
  const server = spawn(
    "Xvfb",
    ["-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac"],
    {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    },
  );
  onTestFinished(() => void server.kill());
  const [number] = await once(server.stdio[3] as Readable, "data");
  return `:${String(number).trim()}`;
}

/** The installed app on that display, with its window. */
async function startApp(display: string, words: readonly string[]): Promise<{ page: Page; pid: string }> {
  const child = computer.startAsUser(
    { DISPLAY: display, LANG: "C.UTF-8" },
    ...["dbus-run-session", "--", "sh", "-c", 'echo "pid $$"; exec "$@"', "sh"],
    ...words,
    "--disable-gpu",
    "--remote-debugging-port=0",
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data) => {
      said += String(data);
    });
  }
  const find = (what: string, pattern: RegExp) =>
    waitFor(
      what,
      () => {
        if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}: ${said}`);
        return pattern.exec(said)?.[1] ?? null;
      },
      { timeoutMs: 60_000 },
    );
  const pid = await find("the app's process", /^pid (\d+)/m);
  onTestFinished(async () => {
    await computer.asRoot("kill", "-KILL", pid);
  });
  const endpoint = await find("the app's debugging port", /DevTools listening on (ws:\S+)/);
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  onTestFinished(() => browser.close());
  return { page: await waitFor("its window", () => pageOf(browser), { timeoutMs: 60_000 }), pid };
}

const pageOf = (browser: Browser): Page | null =>
  browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((page) => page.url().endsWith("/index.html")) ?? null;

test("the app starts for a user, in its sandbox, pairs with a real gateway, and is upgraded while it runs", async () => {
  const display = await startDisplay();
  const state = `${home}/app`;
  const before = Date.now();
  const { page, pid } = await startApp(display, [app, ...inFile, state]);
  console.log(`installed app started, window there after ${Date.now() - before} ms`);
  await goThroughWizard(page, gateway.url, gateway.token);
  const deviceId = await admitWhoAsks();
  await page.getByRole("button", { name: "Continue", exact: true }).click({ timeout: 30_000 });
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "Connected" }).waitFor();
  keep("installed-app.png", { base64: (await page.screenshot()).toString("base64") });
  expect(await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] })).toMatchObject({ bins: {} });
  // The sandbox is on: a page's process has neither our user's namespaces nor a word to go without.
  const { stdout: processes } = await computer.asRoot("ps", "-eo", "args");
  expect(processes).toContain("--type=renderer");
  expect(
    processes
      .split("\n")
      .filter((line) => line.startsWith(app))
      .join(),
  ).not.toContain("--no-sandbox");

  const upgraded = await computer.asRoot("dpkg", "--install", packages.deb);
  expect(upgraded.code, upgraded.stderr).toBe(0);
  expect((await listedNode(gateway.admin, deviceId))?.connected).toBe(true);
  const status = await computer.runAsUser({}, "clawtray", "status", "--json", ...inFile, state);
  expect(JSON.parse(status.stdout)).toMatchObject({ state: { phase: "connected", deviceId } });

  await computer.asRoot("kill", "-TERM", pid);
  await waitFor(
    "the app to end",
    async () => ((await listedNode(gateway.admin, deviceId))?.connected === true ? null : true),
    { timeoutMs: 20_000 },
  );
});

/** What a package manager writes about every package. */
const ledgers =
  /^\/(var|root\/\.rpmdb)\/|^\/etc\/ld\.so\.cache$|^\/usr\/share\/(applications\/mimeinfo|icons\/hicolor\/icon-theme)\.cache$/;
const leftOver = async () => (await computer.changes()).filter((path) => !ledgers.test(path));

test("dpkg removes and purges it, and nothing is left but what the person's own folder holds", async () => {
  expect((await leftOver()).length).toBeGreaterThan(50);
  for (const how of ["--remove", "--purge"]) {
    const done = await computer.asRoot("dpkg", how, "clawtray");
    expect(done.code, done.stderr).toBe(0);
    expect(`${done.stdout}${done.stderr}`).not.toMatch(/warning(?!.*'\/opt' not empty)/);
    expect(await leftOver()).toEqual([]);
  }
  const kept = await computer.runAsUser({}, "ls", `${home}/app`);
  expect(kept.stdout).toContain("settings.json");
});

test("rpm installs it, upgrades it over itself and removes it; `clawtray` works between", async () => {
  // Debian's rpm knows nothing of what dpkg installed.
  for (const how of [["--install"], ["--upgrade", "--force"]]) {
    const done = await computer.asRoot("rpm", ...how, "--nodeps", packages.rpm);
    expect(done.code, done.stderr).toBe(0);
    const version = await computer.runAsUser({}, "clawtray", "--version");
    expect(version).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
  }
  const { stdout: owner } = await computer.asRoot("rpm", "--query", "--file", "/usr/bin/clawtray");
  expect(owner.trim()).toBe("clawtray-0.1.0-1.x86_64");
  const removed = await computer.asRoot("rpm", "--erase", "clawtray");
  expect(removed.code, removed.stderr).toBe(0);
  expect(await leftOver()).toEqual([]);
});
