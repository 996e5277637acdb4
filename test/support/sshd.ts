import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { eventually } from "./eventually.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** What one start of ssh was given. */
export interface SshStart {
  readonly words: readonly string[];
  readonly environment: string;
}

/** A real sshd on loopback with keys of its own, and an `ssh` first in PATH that uses a configuration of its own. */
export interface TestSshd {
  readonly port: number;
  /** `ssh://me@127.0.0.1:PORT?gateway=...`; the alias `behind` leads there too, by a jump host. */
  url(gatewayPort: number): string;
  /** Fingerprint of the key the host shows now. */
  fingerprint(): string;
  readonly knownHosts: string;
  /** The folder to put first in PATH. */
  readonly bin: string;
  /** Every start of ssh so far. */
  starts(): readonly SshStart[];
  /** Notes the host's present key as known. */
  trust(): void;
  /** The key that is offered from now on is not one that the host knows. */
  forgetKey(): void;
  /** Ends sshd with every connection. */
  stop(): Promise<void>;
  /** Starts it again, with more lines in its configuration. */
  start(more?: readonly string[]): Promise<void>;
  newHostKey(kind?: "ed25519" | "rsa"): void;
  /** From now on the key that the host knows needs this passphrase; returns its file. */
  lockKey(passphrase: string): string;
}

/** An ssh-agent without a key. */
export interface TestAgent {
  /** What a program needs to find it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Types the passphrase of a key, as its owner would. */
  add(key: string, passphrase: string): void;
}

/** Starts a real ssh-agent for one test. */
export async function startAgent(): Promise<TestAgent> {
  const folder = temporaryDirectory();
  const socket = join(folder, "agent");
  const child = spawn("/usr/bin/ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await eventually(() => {
    if (!existsSync(socket)) throw new Error("the agent does not listen");
  });
  const environment = { SSH_AUTH_SOCK: socket };
  return {
    environment,
    add(key, passphrase) {
      const asked = join(folder, "ask");
      writeFileSync(asked, `#!/bin/sh\necho '${passphrase}'\n`, { mode: 0o700 });
      execFileSync("/usr/bin/ssh-add", ["-q", key], {
        env: { ...process.env, ...environment, SSH_ASKPASS: asked, SSH_ASKPASS_REQUIRE: "force" },
        stdio: ["ignore", "ignore", "pipe"],
      });
    },
  };
}

const isRoot = process.getuid?.() === 0;

/** The account of an sshd that root does not run. */
const ORDINARY = { name: "plain", id: 65_534 } as const;

export interface SshdOptions {
  /** It runs with the rights of an ordinary account, and so lets in only that one. */
  readonly ordinary?: boolean;
}

const keygen = (...words: readonly string[]): string =>
  execFileSync("/usr/bin/ssh-keygen", [...words], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** Every process below this one, the youngest last. */
function below(pid: number): readonly number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return children === ""
      ? []
      : children
          .split(" ")
          .map(Number)
          .flatMap((child) => [child, ...below(child)]);
  } catch {
    return [];
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone already.
  }
}

/** Runs what follows where mounts are its own. */
const apart = (mounts: string, program: readonly string[]): ChildProcess =>
  spawn("unshare", ["--mount", "sh", "-c", `${mounts} && exec "$@"`, "sh", ...program], { stdio: "ignore" });

interface Daemon {
  readonly folder: string;
  readonly words: readonly string[];
  readonly ordinary: boolean;
}

/**
 * sshd as root wants /run/sshd: it is given a /run that only it sees. As an ordinary account it is given one that
 * may sign in, among the computer's accounts that only it sees.
 */
function startDaemon({ folder, words, ordinary }: Daemon): ChildProcess {
  const sshd = ["/usr/sbin/sshd", ...words];
  if (!isRoot) return spawn("/usr/sbin/sshd", words, { stdio: "ignore" });
  if (!ordinary) return apart("mount -t tmpfs -o mode=755 tmpfs /run && mkdir /run/sshd", sshd);
  const { name, id } = ORDINARY;
  for (const file of ["host", "log"]) chownSync(join(folder, file), id, id);
  chmodSync(join(folder, "authorized"), 0o644);
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "passwd"), `root:x:0:0::/root:/bin/sh\n${name}:x:${id}:${id}::/tmp:/bin/sh\n`);
  writeFileSync(join(folder, "shadow"), `${name}:*:19000::::::\n`);
  const mounts = ["passwd", "shadow"].map((file) => `mount --bind '${join(folder, file)}' /etc/${file}`);
  return apart(mounts.join(" && "), ["setpriv", `--reuid=${id}`, `--regid=${id}`, "--clear-groups", ...sshd]);
}

/** Starts sshd for one test; it is gone with it. */
export async function startSshd({ ordinary = false }: SshdOptions = {}): Promise<TestSshd> {
  if (!existsSync("/usr/sbin/sshd")) throw new Error("There is no sshd: install openssh-server.");
  const folder = temporaryDirectory();
  const at = (name: string): string => join(folder, name);
  const port = await findFreePort();
  const record = at("starts");
  const account = ordinary && isRoot ? ORDINARY.name : userInfo().username;
  let running: ChildProcess | null = null;

  keygen("-q", "-t", "ed25519", "-N", "", "-f", at("user"));
  keygen("-q", "-t", "ed25519", "-N", "", "-f", at("stranger"));
  keygen("-q", "-t", "ed25519", "-N", "", "-f", at("host"));
  writeFileSync(at("authorized"), readFileSync(at("user.pub")));
  writeFileSync(record, "");
  const jump = `Host jump\n HostName 127.0.0.1\n Port ${port}\nHost behind\n HostName 127.0.0.1\n Port ${port}\n ProxyJump jump\n`;
  const writeClient = (key: string): void =>
    writeFileSync(
      at("client"),
      `${jump}Host *\n IdentityFile ${at(key)}\n IdentitiesOnly yes\n UserKnownHostsFile ${at("known_hosts")}\n GlobalKnownHostsFile ${at("none")}\n`,
    );
  writeClient("user");
  mkdirSync(at("bin"));
  const wrap = (name: string, body: string): void => {
    writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${body}\n`);
    chmodSync(at(`bin/${name}`), 0o755);
  };
  wrap(
    "ssh",
    `{ echo START; for word; do printf 'WORD %s\\n' "$word"; done; env; } >>'${record}'\nexec /usr/bin/ssh -F '${at("client")}' "$@"`,
  );

  async function stop(): Promise<void> {
    const child = running;
    running = null;
    if (child?.pid === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    const all = [child.pid, ...below(child.pid)];
    for (const pid of all) signal(pid);
    if (child.exitCode === null && child.signalCode === null) await gone;
  }

  async function start(more: readonly string[] = []): Promise<void> {
    const log = at("log");
    writeFileSync(log, "");
    writeFileSync(
      at("daemon"),
      [
        ...more,
        `Port ${port}`,
        "ListenAddress 127.0.0.1",
        `HostKey ${at("host")}`,
        `AuthorizedKeysFile ${at("authorized")}`,
        "PidFile none",
        "UsePAM no",
        "StrictModes no",
        "PasswordAuthentication no",
        "KbdInteractiveAuthentication no",
        "LogLevel VERBOSE",
        "",
      ].join("\n"),
    );
    running = startDaemon({ folder, words: ["-D", "-f", at("daemon"), "-E", log], ordinary });
    await eventually(() => {
      if (!readFileSync(log, "utf8").includes("Server listening on")) throw new Error("sshd does not listen");
    });
  }

  onTestFinished(stop);
  await start();
  return {
    port,
    url: (gatewayPort) => `ssh://${account}@127.0.0.1:${port}?gateway=${gatewayPort}`,
    fingerprint: () => keygen("-lf", at("host.pub")).split(" ")[1] ?? "",
    knownHosts: at("known_hosts"),
    bin: at("bin"),
    starts: () =>
      readFileSync(record, "utf8")
        .split("START\n")
        .slice(1)
        .map((text) => {
          const lines = text.split("\n");
          const words = lines.filter((line) => line.startsWith("WORD ")).map((line) => line.slice(5));
          return { words, environment: lines.filter((line) => !line.startsWith("WORD ")).join("\n") };
        }),
    trust() {
      const [kind, key] = readFileSync(at("host.pub"), "utf8").split(" ");
      appendFileSync(at("known_hosts"), `[127.0.0.1]:${port} ${kind} ${key}\n`);
    },
    forgetKey: () => writeClient("stranger"),
    stop,
    start,
    newHostKey(kind = "ed25519") {
      for (const name of ["host", "host.pub"]) if (existsSync(at(name))) execFileSync("rm", [at(name)]);
      keygen("-q", "-t", kind, "-N", "", "-f", at("host"));
    },
    lockKey(passphrase) {
      keygen("-q", "-p", "-P", "", "-N", passphrase, "-f", at("user"));
      return at("user");
    },
  };
}
