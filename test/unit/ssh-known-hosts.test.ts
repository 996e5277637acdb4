import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import {
  knownHostsLine,
  readConfiguration,
  readHostKey,
  readHostKeyFingerprint,
} from "../../src/core/ssh/known-hosts.ts";
import { needsPassphrase, readIdentities } from "../../src/core/ssh/locked-key.ts";
import { blameHome, readSshProblem, type SshProblem } from "../../src/core/ssh/problem.ts";
import { sshEnvironment } from "../../src/core/ssh/program.ts";
import { SshStream } from "../../src/core/ssh/stream.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("a host's key", () => {
  test("has the fingerprint that ssh-keygen shows, and a line that it finds, plain and hashed", () => {
    const at = (name: string): string => join(folder, name);
    const folder = temporaryDirectory();
    execFileSync("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at("key")]);
    const [kind, key] = readFileSync(at("key.pub"), "utf8").split(" ");
    const hostKey = readHostKey(`[box.example]:2222 ${kind} ${key}\n`);
    if (hostKey === null) throw new Error("not read");
    expect(hostKey.fingerprint).toBe(
      execFileSync("/usr/bin/ssh-keygen", ["-lf", at("key.pub")], { encoding: "utf8" }).split(" ")[1],
    );
    for (const hashed of [false, true]) {
      writeFileSync(at("known"), knownHostsLine(hostKey, { hashed }));
      const found = execFileSync("/usr/bin/ssh-keygen", ["-F", "[box.example]:2222", "-f", at("known")], {
        encoding: "utf8",
      });
      expect(found).toContain(key);
      expect(readFileSync(at("known"), "utf8").includes("box.example")).toBe(!hashed);
    }
  });

  test.each([
    "",
    "box ssh-ed25519",
    "box ssh-ed25519 AAAA\nbox ssh-rsa BBBB",
    "bo*x ssh-ed25519 AAAA",
    "@cert-authority box ssh-ed25519 AAAA",
    "box ssh-ed25519 AAAA;touch",
  ])("is not read from %j", (text) => {
    expect(readHostKey(text)).toBeNull();
  });

  test("is named by a fingerprint as ssh shows it", () => {
    const fingerprint = `SHA256:${"aB+/".repeat(10)}abc`;
    expect(readHostKeyFingerprint(` ${fingerprint}\n`)).toBe(fingerprint);
    expect(readHostKeyFingerprint(`${fingerprint}=`)).toBe(fingerprint);
    for (const text of [
      "",
      "SHA256:",
      fingerprint.toLowerCase(),
      `MD5:${"ab:".repeat(16)}`,
      `${fingerprint}x`,
    ])
      expect(readHostKeyFingerprint(text)).toBeNull();
  });
});

describe("what ssh says", () => {
  test("names the files for a host's key, spaces in them or not", () => {
    const read = (text: string) => readConfiguration(text, "/home/me");
    const files = "userknownhostsfile ~/.ssh/known_hosts /home/me/.ssh/known_hosts2\nhashknownhosts yes\n";
    expect(read(files)).toEqual({
      files: ["/home/me/.ssh/known_hosts", "/home/me/.ssh/known_hosts2"],
      hashed: true,
    });
    expect(read("userknownhostsfile C:\\Users\\John Doe/.ssh/known_hosts C:\\Users\\x").files[0]).toBe(
      "C:\\Users\\John Doe/.ssh/known_hosts",
    );
    for (const nothing of ["", "userknownhostsfile none", "userknownhostsfile /dev/null"])
      expect(read(nothing)).toEqual({ files: [], hashed: false });
  });

  test.each<[string, SshProblem]>([
    ["me@box: Permission denied (publickey,password).", "permission-denied"],
    ["Received disconnect from 10.0.0.7 port 22:2: Too many authentication failures", "permission-denied"],
    ["ssh: connect to host box port 22: Connection refused\r", "refused"],
    ["ssh: connect to host box port 22: Connection timed out", "timeout"],
    ["Connection timed out during banner exchange", "timeout"],
    ["ssh: connect to host box port 22: No route to host", "unreachable"],
    ["ssh: Could not resolve hostname box: Name or service not known", "name-not-found"],
    ["No ED25519 host key is known for box and you have requested strict checking.", "host-key-unknown"],
    ["Bad owner or permissions on /home/me/.ssh/config", "configuration"],
    ["/home/me/.ssh/config: terminating, 1 bad configuration options", "configuration"],
    ["kex_exchange_identification: Connection closed by remote host", "failed"],
    ["No user exists for uid 4711", "no-home"],
    ["", "failed"],
  ])("%j is %s", (said, problem) => {
    expect(readSshProblem(`some banner\n${said}\n`)).toBe(problem);
  });

  test("blames a missing home for what needs one, and for nothing else", () => {
    for (const problem of ["permission-denied", "host-key-unknown", "failed"] as const) {
      expect(blameHome(problem, null)).toBe("no-home");
      expect(blameHome(problem, "/home/me")).toBe(problem);
    }
    for (const problem of ["refused", "timeout", "host-key-changed", "no-gateway"] as const)
      expect(blameHome(problem, null)).toBe(problem);
  });

  test("leaves none of our variables in its environment", () => {
    const ours = [
      "OPENCLAW_GATEWAY_TOKEN",
      "CF_ACCESS_CLIENT_SECRET",
      "CREDENTIALS_DIRECTORY",
      "NODE_OPTIONS",
    ];
    const given = Object.fromEntries(ours.map((name) => [name, "x"]));
    expect(sshEnvironment({ ...given, HOME: "/home/me", SSH_AUTH_SOCK: "/run/agent" })).toEqual({
      HOME: "/home/me",
      SSH_AUTH_SOCK: "/run/agent",
      LC_ALL: "C",
      SSH_ASKPASS_REQUIRE: "never",
    });
  });
});

describe("the stream of an ssh", () => {
  test("ends with the ssh, also when its pipe never says that it has ended", async () => {
    let end = (): void => {};
    const ended = new Promise<number>((resolve) => {
      end = () => resolve(0);
    });
    const stdin = new Writable({ final() {} });
    const child = { stdin, stdout: new PassThrough(), said: () => "", onSaid() {}, ended, end() {} };
    const stream = new SshStream(child, () => null);
    const closed = new Promise((resolve) => stream.once("close", resolve));
    stream.resume();
    end();
    await closed;
    expect(stream.destroyed).toBe(true);
  });
});

describe("a private key", () => {
  const openssh = (cipher: string): string => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(cipher.length);
    const bytes = Buffer.concat([
      Buffer.from("openssh-key-v1\0", "latin1"),
      length,
      Buffer.from(cipher, "latin1"),
      Buffer.alloc(60),
    ]);
    return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString("base64")}\n`.slice(0, 100);
  };

  test.each<[string, string, boolean]>([
    ["OpenSSH's own format with a passphrase", openssh("aes256-ctr"), true],
    ["OpenSSH's own format without one", openssh("none"), false],
    ["PKCS #8 with a passphrase", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF", true],
    ["PKCS #8 without one", "-----BEGIN PRIVATE KEY-----\nMIIE", false],
    [
      "PEM with a passphrase",
      "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00",
      true,
    ],
    ["PEM without one", "-----BEGIN RSA PRIVATE KEY-----\nMIIE", false],
    ["a file that is cut off", openssh("aes256-ctr").slice(0, 60), false],
    ["no key", "ssh-ed25519 AAAA", false],
    ["nothing", "", false],
  ])("in %s is told from its first bytes: %#", (_, head, locked) => {
    expect(needsPassphrase(head)).toBe(locked);
  });

  test("is looked for where ssh's configuration says, and so is the agent", () => {
    const text =
      "user me\nidentityfile ~/.ssh/id_rsa\nidentityfile %d/.ssh/my key\nidentityagent ~/agent.sock\n";
    expect(readIdentities(text, "/home/me")).toEqual({
      files: ["/home/me/.ssh/id_rsa", "/home/me/.ssh/my key"],
      agent: "/home/me/agent.sock",
    });
    expect(readIdentities("identityagent SSH_AUTH_SOCK\n", "/home/me").agent).toBeNull();
  });
});
