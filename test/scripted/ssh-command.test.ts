import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { describe, expect, test } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { createChecker } from "../../src/core/check/checker.ts";
import { eventually } from "../support/eventually.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import type { TestSshd } from "../support/sshd.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import { friendlyGateway, gatewayForTest } from "./harness.ts";
import { lacks, sshdHere, TOKEN } from "./ssh-world.ts";

describe.skipIf(lacks !== "")(`clawtray and a gateway behind SSH${lacks}`, () => {
  test("the check of the wizard writes down the key that was accepted, and no other", async () => {
    const sshd = await sshdHere();
    const gateway = await gatewayForTest({ token: null });
    const checker = createChecker(
      { version: "0.0.0-test" },
      {
        credential: () => null,
        edgeHeaders: async () => [],
      },
    );
    const check = async (acceptedSshHostKey?: string) =>
      checker.check(
        {
          address: sshd.url(gateway.port),
          credentialKind: "none",
          acceptedTlsFingerprint: null,
          ...(acceptedSshHostKey === undefined ? {} : { acceptedSshHostKey }),
        },
        () => {},
      );
    for (const accepted of [undefined, `SHA256:${"A".repeat(43)}`]) {
      const report = await check(accepted);
      expect(report.untrustedHostKey).toBe(sshd.fingerprint());
      expect(report.steps.find(({ status }) => status === "failed")).toMatchObject({
        name: "ssh",
        problem: "ssh-host-key-unknown",
      });
    }
    expect(() => readFileSync(sshd.knownHosts)).toThrow();
    const report = await check(sshd.fingerprint());
    expect(report.steps.map(({ name, status }) => [name, status])).toEqual([
      ["address", "passed"],
      ["ssh", "passed"],
      ["websocket", "passed"],
      ["gateway", "passed"],
      ["credential", "skipped"],
    ]);
    expect((await check()).untrustedHostKey).toBeUndefined();
  });

  const file = (stateDir: string): readonly string[] => ["--state-dir", stateDir, "--key-store", "file"];
  const pathOf = (sshd: TestSshd) => ({ PATH: `${sshd.bin}${delimiter}${process.env.PATH}` });

  test("run waits for a person to accept the host key, takes the right fingerprint and no other", async () => {
    const sshd = await sshdHere();
    const gateway = await friendlyGateway({ token: TOKEN });
    const stateDir = temporaryDirectory();
    const environment = { ...pathOf(sshd), OPENCLAW_GATEWAY_TOKEN: TOKEN };
    const run = (...more: readonly string[]) =>
      new CliProcess(
        ["run", "--json", "--gateway", sshd.url(gateway.port), ...file(stateDir), ...more],
        environment,
      );

    const unknown = run("--exit-when-blocked");
    expect(await unknown.phase("blocked")).toMatchObject({
      reason: "ssh-host-key-unknown",
      detail: { hostKey: sshd.fingerprint() },
    });
    expect(await unknown.exited).toBe(3);

    const wrong = run("--accept-ssh-host-key", `SHA256:${"A".repeat(43)}`);
    expect(await wrong.exited).toBe(2);
    expect(wrong.stderr).toContain(sshd.fingerprint());
    expect(() => readFileSync(sshd.knownHosts)).toThrow();

    const right = run("--accept-ssh-host-key", sshd.fingerprint());
    await right.phase("connected");
    right.child.kill("SIGTERM");
    expect(await right.exited).toBe(0);
    await gateway.until(() => gateway.openConnections() === 0);

    const again = run();
    await again.phase("connected");
    // Neither the token nor anything else of ours is in the words or the environment of an ssh.
    for (const start of sshd.starts()) {
      expect(start.words.join(" ")).not.toContain(TOKEN);
      expect(start.environment).not.toMatch(/recognisable|OPENCLAW_|CLAWTRAY_/);
    }
  });

  test("a changed host key is refused also with its fingerprint on the command line", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    await sshd.stop();
    sshd.newHostKey();
    await sshd.start();
    const before = readFileSync(sshd.knownHosts, "utf8");
    const gateway = await gatewayForTest({ token: null });
    const accept = ["--accept-ssh-host-key", sshd.fingerprint()];
    const node = new CliProcess(
      ["run", "--json", "--gateway", sshd.url(gateway.port), ...file(temporaryDirectory()), ...accept],
      pathOf(sshd),
    );
    const blocked = await node.phase("blocked");
    expect(blocked).toMatchObject({ reason: "ssh-host-key-changed" });
    expect(readFileSync(sshd.knownHosts, "utf8")).toBe(before);
    // The command that the sentence names does what it says, in every shell there is here.
    const command = `ssh-keygen -f ${sshd.knownHosts} -R "[127.0.0.1]:${sshd.port}"`;
    expect(node.stdout).toContain(JSON.stringify(command).slice(1, -1));
    execFileSync("/bin/bash", ["-O", "failglob", "-c", command], { stdio: "ignore" });
    expect(readFileSync(sshd.knownHosts, "utf8")).toBe("");
  });

  test("asks in a terminal about a new host key, and takes nothing but yes", async () => {
    const sshd = await sshdHere();
    const gateway = await friendlyGateway({ token: null });
    const stateDir = temporaryDirectory();
    const inTerminal = () =>
      new PseudoTerminal(
        terminalTool() ?? "script",
        [process.execPath, program, "connect", sshd.url(gateway.port), ...file(stateDir)],
        { ...process.env, ...pathOf(sshd), TERM: "xterm" },
      );
    const first = inTerminal();
    await first.shows((screen) => screen.includes("[y/N]"));
    expect(first.screen.replace(/\s+/g, "")).toContain(sshd.fingerprint());
    first.press("\r");
    await first.shows((screen) => screen.includes("was not accepted"));
    expect(() => readFileSync(sshd.knownHosts)).toThrow();
    expect(gateway.attempts).toHaveLength(0);

    const second = inTerminal();
    await second.shows((screen) => screen.includes("[y/N]"));
    second.press("y\r");
    await second.shows((screen) => screen.includes("through SSH to"));
    await gateway.until(() => gateway.nodes().length === 1);
    expect(readFileSync(sshd.knownHosts, "utf8").trim().split("\n")).toHaveLength(1);
  });

  test("status and doctor say that it goes through SSH", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: null });
    const stateDir = temporaryDirectory();
    const url = sshd.url(gateway.port);
    const node = new CliProcess(["run", "--json", "--gateway", url, ...file(stateDir)], pathOf(sshd));
    await node.phase("connected");
    await gateway.until(() => gateway.nodes().length === 1);
    const say = async (command: string) => {
      const process = new CliProcess([command, ...file(stateDir)], pathOf(sshd));
      await process.exited;
      return process.stdout.replace(/[\u2066-\u2069]/g, "");
    };
    const place = url.replace(/^ssh:\/\/|\?.*$/g, "");
    expect(await say("status")).toContain(`Connected through SSH to ${place}`);
    expect(await say("doctor")).toContain(`signed in through SSH to ${place.replace(/:.*/, "")}`);
  });

  test("no ssh outlives a node that is killed", async () => {
    const sshd = await sshdHere();
    sshd.trust();
    const gateway = await friendlyGateway({ token: null });
    const node = new CliProcess(
      ["run", "--json", "--gateway", sshd.url(gateway.port), ...file(temporaryDirectory())],
      pathOf(sshd),
    );
    await node.phase("connected");
    const commandOf = (pid: string): string => readFileSync(`/proc/${pid}/cmdline`, "utf8");
    const children = readFileSync(`/proc/${node.child.pid}/task/${node.child.pid}/children`, "utf8").trim();
    const pid = children.split(" ").find((child) => /^\S*ssh\0/.test(commandOf(child))) ?? "none";
    expect(commandOf(pid)).toContain("BatchMode=yes");
    node.child.kill("SIGKILL");
    await node.exited;
    await eventually(() => expect(() => commandOf(pid)).toThrow());
    await gateway.until(() => gateway.openConnections() === 0);
  });

  test("check goes through it step by step", async () => {
    const sshd = await sshdHere();
    const gateway = await gatewayForTest({ token: null });
    const url = sshd.url(gateway.port);
    const stateDir = temporaryDirectory();
    const check = async (...words: readonly string[]) => {
      const command = new CliProcess(["check", ...words, ...file(stateDir)], pathOf(sshd));
      const code = await command.exited;
      return { code, stdout: command.stdout };
    };
    const unknown = await check(url);
    expect(unknown.code).toBe(1);
    expect(unknown.stdout).toMatch(/FAILED +SSH/);
    expect(unknown.stdout).toContain(`--accept-ssh-host-key ${sshd.fingerprint()}`);
    const fine = await check(url, "--accept-ssh-host-key", sshd.fingerprint());
    expect(fine.stdout).toMatch(/ok +SSH +passed[\s\S]+ok +OpenClaw gateway/);
    expect(fine.code).toBe(0);
    const nothing = await check(sshd.url(await findFreePort()));
    expect(nothing.stdout).toMatch(/ok +SSH[\s\S]+FAILED +WebSocket/);
    expect(nothing.stdout).toContain("no gateway listens there");
  });
});
