import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reloadPages } from "../../scripts/dev/reload-pages.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { repository } from "./workflows.ts";

function ended(child: ChildProcess): void {
  onTestFinished(async () => {
    const gone = new Promise((resolve) => child.once("close", resolve));
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await gone;
  });
}

test("npm run dev -- cli builds the command line and runs it again at a change", async () => {
  const folder = join(temporaryDirectory(), "clawtray");
  mkdirSync(folder);
  for (const name of ["src", "scripts", "test", "package.json", "vite.cli.config.ts", "tsconfig.json"])
    cpSync(join(repository, name), join(folder, name), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  const dev = spawn(process.execPath, ["scripts/dev.ts", "cli", "identity"], { cwd: folder });
  ended(dev);
  let said = "";
  for (const stream of [dev.stdout, dev.stderr])
    stream.on("data", (data) => {
      said += String(data);
    });
  const options = { timeout: 60_000 };
  await expect.poll(() => said, options).toContain("This computer has no identity yet");
  expect(said).toContain(join(folder, ".dev"));
  const source = join(folder, "src/cli/identity.ts");
  const changed = readFileSync(source, "utf8").replace(
    "This computer has no identity yet",
    "Not one identity here",
  );
  writeFileSync(source, changed);
  await expect.poll(() => said, options).toContain("Not one identity here");
});

const chromium = spawnSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).stdout.trim();

test.skipIf(chromium === "")("a change of the page reloads it in the running program", async () => {
  let loads = 0;
  const pages = createServer((_request, response) => {
    loads += 1;
    response.setHeader("content-type", "text/html").end("<title>page</title>");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void pages.close());
  onTestFinished(() => void pages.closeAllConnections());
  await new Promise((resolve) => pages.once("listening", resolve));
  const { port } = pages.address() as AddressInfo;
  const profile = temporaryDirectory();
  const words = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
  ];
  const browser = spawn(chromium, [...words, `http://127.0.0.1:${port}/page`], { stdio: "ignore" });
  ended(browser);
  const debugPort = (): number => {
    try {
      return Number(readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n")[0]);
    } catch {
      return 0;
    }
  };
  await expect.poll(() => loads > 0 && debugPort() > 0, { timeout: 30_000 }).toBe(true);
  const before = loads;
  expect(await reloadPages(debugPort())).toBe(1);
  await expect.poll(() => loads, { timeout: 10_000 }).toBeGreaterThan(before);
  expect(await reloadPages(1)).toBe(0);
});
