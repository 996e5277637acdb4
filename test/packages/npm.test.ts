import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { CliProcess } from "../scripted/cli-process.ts";
import { createScriptedGateway } from "../scripted/gateway.ts";
import { otherNode } from "../support/other-node.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** What `npm publish` would send, and what it is to somebody who installs it. */
const run = promisify(execFile);
const repository = resolve(import.meta.dirname, "../..");
/**
 * Under this the packed command line has to stay, bytes. About 115 kB of it are the official library for MCP servers, which
 * is loaded only where a tool is on (docs/decisions/mcp.md).
 */
const largest = 740_000;
const folder = makeThrowAwayFolder("npm");

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}
let packed: Packed;
let tarball = "";

beforeAll(async () => {
  const words = ["pack", "--json", "--pack-destination", folder.path];
  const { stdout } = await run("npm", words, { cwd: repository, maxBuffer: 16 * 1024 * 1024 });
  [packed] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [Packed];
  tarball = join(folder.path, packed.filename);
  return () => folder.remove();
});

test("npm packs the built command line with its licences, and nothing else", () => {
  const files = packed.files.map(({ path }) => path.replace(/\/[\w-]+-[\w-]{8}\.js$/, "/NAME-HASH.js"));
  expect([...new Set(files)].sort()).toEqual([
    "LICENSE",
    "README.md",
    "out/cli/LICENSES.md",
    "out/cli/chunks/NAME-HASH.js",
    "out/cli/index.js",
    "out/cli/share/_clawtray",
    "out/cli/share/clawtray.1",
    "out/cli/share/clawtray.bash",
    "out/cli/share/clawtray.fish",
    "package.json",
  ]);
  expect(packed.size).toBeLessThan(largest);
  console.log(`packed: ${packed.size} bytes`);
});

test("the package may be published, and asks for the keychain's module alone", () => {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  expect(manifest.private).toBeUndefined();
  expect(manifest.publishConfig).toEqual({ access: "public" });
  expect(Object.keys(manifest.dependencies)).toEqual(["@napi-rs/keyring"]);
  // npm installs these unasked as well.
  expect([manifest.optionalDependencies, manifest.peerDependencies]).toEqual([undefined, undefined]);
  // They would run on the computer of whoever installs it.
  expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?(install|prepare)$/.test(name))).toEqual(
    [],
  );
});

test("every bundled module has the text of its licence in the package", async () => {
  const text = readFileSync(join(repository, "out/cli/LICENSES.md"), "utf8");
  const chunks = join(repository, "out/cli/chunks");
  const bundle = readdirSync(chunks)
    .map((name) => readFileSync(join(chunks, name), "utf8"))
    .join("\n");
  const bundled = [...bundle.matchAll(/^\/\/ ?(?:#region )?node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//gm)];
  const names = new Set(bundled.map(([, name]) => name ?? ""));
  expect(names.size).toBeGreaterThan(3);
  for (const name of names) {
    const section = text.split(/^## (?=[@\w./-]+ - \d)/m).find((part) => part.startsWith(`${name} - `));
    expect(section, name).toMatch(/permission|redistribution|warrant/i);
  }
});

const other = otherNode();
const runtimes = [{ version: process.version, path: process.execPath }, ...(other === null ? [] : [other])];

test.skipIf(other === null)("the package is tried on a second Node (this machine has only one)", () => {
  expect(runtimes).toHaveLength(2);
});

describe.each(runtimes)("with Node $version", ({ path }) => {
  const withNode = { ...process.env, PATH: [dirname(path), process.env.PATH ?? ""].join(delimiter) };
  const home = makeThrowAwayFolder("npm-home");
  // npm's own settings of the run around this one are not those of a person.
  const environment: NodeJS.ProcessEnv = {
    ...Object.fromEntries(Object.entries(withNode).filter(([name]) => !/^npm_/i.test(name))),
    HOME: home.path,
    npm_config_update_notifier: "false",
  };
  const prefix = join(home.path, "global");
  const command = join(prefix, "bin", "clawtray");

  beforeAll(() => () => home.remove());

  test("npm install -g brings `clawtray`, without a warning", async () => {
    const words = ["install", "--global", "--prefix", prefix, tarball];
    const { stderr } = await run("npm", words, { env: environment, cwd: home.path });
    expect(stderr).toBe("");
    const modules = join(prefix, "lib", "node_modules", "clawtray", "node_modules");
    expect(existsSync(join(modules, "node"))).toBe(false);
    const { stdout } = await run(command, ["--version"], { env: environment });
    expect(`clawtray-${stdout.trim()}.tgz`).toBe(packed.filename);
  });

  test("`clawtray` pairs and answers", async () => {
    const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
    onTestFinished(() => gateway.close());
    const words = ["run", "--gateway", gateway.url, "--json", "--key-store", "file"];
    const node = new CliProcess(
      [...words, "--state-dir", temporaryDirectory()],
      { OPENCLAW_GATEWAY_TOKEN: "shared-token", PATH: environment.PATH ?? "" },
      command,
      null,
    );
    await node.until(() =>
      node.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
    );
    const outcome = await gateway.invoke("system.which", { bins: ["sh"] }).result;
    expect(outcome).toMatchObject({ ok: true, payload: { bins: { sh: expect.stringMatching(/sh$/) } } });
    node.child.kill("SIGTERM");
    expect(await node.exited).toBe(0);
    expect(node.stderr).toBe("");
  });

  test("npx runs it out of the package", async () => {
    const words = ["--yes", "--package", tarball, "--", "clawtray", "--help"];
    const { stdout, stderr } = await run("npx", words, { env: environment, cwd: home.path });
    expect(stdout).toContain("Makes this computer a node of an OpenClaw gateway.");
    expect(stderr).toBe("");
  });
});
