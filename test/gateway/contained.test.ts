import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createConnection } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type ClawtrayNode, startClawtrayNode } from "../../scripts/gateway/clawtray-node.ts";
import { makeThrowAwayFolder, type ThrowAwayFolder } from "../../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel } from "../../scripts/gateway/model.ts";
import { admit, grantSurface } from "../../scripts/gateway/pairing.ts";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { createActivityLog } from "../../src/core/exec/activity.ts";
import { withEntries } from "../../src/core/exec/policy/edit-policy.ts";
import type { AllowlistEntry } from "../../src/core/exec/policy/policy.ts";
import { agentId, startTurn } from "./harness/agent.ts";
import { ownerWrites } from "./owner.ts";

let model: ScriptedModel;
let gateway: Gateway;
let state: ThrowAwayFolder;
let home: ThrowAwayFolder;
let node: ClawtrayNode;
let deviceId: string;
/** The folder agents work in, and another one of the owner's. */
let work: string;
let other: string;

beforeAll(async () => {
  model = await startScriptedModel();
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)), {
    modelUrl: model.baseUrl,
  });
  state = makeThrowAwayFolder("node");
  home = makeThrowAwayFolder("home");
  [work, other] = ["work", "other"].map((name) => join(home.path, name)) as [string, string];
  for (const path of [work, other]) mkdirSync(path);
  node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: state.path,
    keyStore: "file",
    sharedToken: gateway.token,
    environment: { HOME: home.path },
  });
  deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId);
});

afterAll(async () => {
  await node?.stop();
  await gateway?.dispose();
  model?.close();
  await state?.remove();
  await home?.remove();
});

const log = () => createActivityLog(state.path);
beforeEach(() => log().clear());

const ownerLists = (...entries: readonly AllowlistEntry[]) =>
  ownerWrites(state.path, {}, (file) => withEntries(file, agentId, entries));

/** What the agent is told of one command, sent to this computer without anybody there to ask. */
async function told(command: string, workdir = work): Promise<string> {
  const call = { tool: "exec", parameters: { command, host: "node", workdir } };
  const [result = ""] = await (await startTurn(gateway, model, call)).finished();
  return result;
}

/** A repository with a program to build, served to this computer only. */
async function servedRepository(): Promise<string> {
  const source = makeThrowAwayFolder("origin");
  const project = join(source.path, "project");
  mkdirSync(project);
  writeFileSync(
    join(project, "hello.c"),
    '#include <stdio.h>\nint main(void) { puts("built and run"); return 0; }\n',
  );
  writeFileSync(
    join(project, "Makefile"),
    `all: hello\n\t./hello\nhello: hello.c\n\t$(CC) -o $@ $<\ninstall: hello\n\tcp hello ${other}/hello\nhook: hello\n\tcp hello .git/hooks/post-checkout\n`,
  );
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...words], {
      cwd: project,
      stdio: "pipe",
    });
  git("init", "-q");
  git("add", "-A");
  git("commit", "-qm", "first");
  const port = await findFreePort();
  // Without git in between, so that its own number ends it.
  const daemon = spawn(
    join(execFileSync("git", ["--exec-path"], { encoding: "utf8" }).trim(), "git-daemon"),
    ["--export-all", "--listen=127.0.0.1", `--port=${port}`, `--base-path=${source.path}`, source.path],
    { stdio: "ignore" },
  );
  onTestFinished(async () => {
    daemon.kill("SIGKILL");
    await source.remove();
  });
  const answers = () =>
    new Promise<true | null>((resolve) => {
      const socket = createConnection({ port, host: "127.0.0.1" });
      socket.on("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(null));
    });
  await waitFor("git's daemon to listen", answers, { timeoutMs: 10_000 });
  return `git://127.0.0.1:${port}/project`;
}

describe("an agent's work that the owner's list contains", () => {
  test("what only reads is free, and needs no cage", async () => {
    await ownerLists({ pattern: "/usr/bin/*" });
    writeFileSync(join(work, "notes"), "line one\nline two\n");
    expect(await told("cat notes | grep -c line && pwd")).toContain(`2\n${work}\n`);
    expect(log().read()).toMatchObject([{ decision: "allowed", reason: "allowlist", exitCode: 0 }]);
    expect(log().read()[0]).not.toHaveProperty("contained");
  });

  test("a clone and its build work in the granted folder, and change nothing outside it", async () => {
    const url = await servedRepository();
    await ownerLists({ pattern: "git", network: true }, { pattern: "make", network: true });
    expect(await told(`git clone -q ${url} && make -s -C project`)).toContain("built and run\n");
    expect(existsSync(join(work, "project/hello"))).toBe(true);

    const clone = await told(`git clone -q ${url} ${other}/project`);
    expect(clone).toContain("Read-only file system");
    const install = await told("make -s -C project install");
    expect(install).toContain("Read-only file system");
    for (const name of ["project", "hello"]) expect(existsSync(join(other, name))).toBe(false);

    expect(await told("make -s -C project hook")).toContain("Read-only file system");
    expect(existsSync(join(work, "project/.git/hooks/post-checkout"))).toBe(false);
    expect(
      log()
        .read()
        .map(({ decision, contained, exitCode }) => [decision, contained, exitCode]),
    ).toEqual([
      ["allowed", true, 0],
      ["allowed", true, 128],
      ["allowed", true, 2],
      ["allowed", true, 2],
    ]);
  });

  test("another folder can be granted, and then that is the one that changes", async () => {
    await ownerLists({ pattern: "touch", write: [other] });
    expect(await told(`touch ${work}/refused; touch ${other}/made`)).toContain("Read-only file system");
    expect(existsSync(join(work, "refused"))).toBe(false);
    expect(existsSync(join(other, "made"))).toBe(true);
  });

  test("the network is there where it is granted, and nowhere else", async () => {
    let came = 0;
    const server = createServer((_request, response) => {
      came++;
      response.end("from this computer\n");
    });
    const port = await findFreePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    onTestFinished(() => {
      server.close();
    });
    const command = `curl -sS -o page http://127.0.0.1:${port}/`;
    await ownerLists({ pattern: "curl" });
    expect(await told(command)).toMatch(/curl: \(7\) .*(Failed to connect|Couldn't connect)/);
    expect(came).toBe(0);
    await ownerLists({ pattern: "curl", network: true });
    await told(command);
    expect(came).toBe(1);
    expect(readFileSync(join(work, "page"), "utf8")).toBe("from this computer\n");
  });
});
