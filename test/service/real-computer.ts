import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished } from "vitest";

const repository = resolve(import.meta.dirname, "../..");
const script = join(import.meta.dirname, "real-computer.sh");

/** The one person who has an account there. */
export const person = { name: "ada", uid: 4242 } as const;

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why this machine can carry no computer with a systemd of its own; null when it can. */
export function whyNoComputer(): string | null {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return "a systemd of its own needs Linux and root";
  try {
    const group = execFileSync("findmnt", ["-n", "-f", "-t", "cgroup2", "-o", "TARGET"], {
      encoding: "utf8",
    }).trim();
    const trial = join(group, `clawtray-trial-${process.pid}`);
    mkdirSync(trial);
    execFileSync("rmdir", [trial]);
    const mounts =
      "mount -t tmpfs t /mnt && mkdir /mnt/u /mnt/w /mnt/r && mount -t overlay o -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r";
    const kinds = ["--cgroup", "--mount", "--pid", "--ipc", "--uts", "--fork", "--propagation", "private"];
    execFileSync("unshare", [...kinds, "sh", "-c", mounts], { stdio: "ignore" });
    return null;
  } catch {
    return "a systemd of its own needs namespaces and control groups that are not permitted here";
  }
}

/**
 * A computer of its own under a real systemd: its own processes, files and users, on this one's loopback. What is
 * written is kept until the test ends, over `cutPower` and `boot`. The built command line is installed in it for
 * everybody. Throws when it cannot be started.
 */
export class RealComputer {
  readonly #holder: ChildProcess;
  readonly #lines: string[] = [];
  #complaints = "";
  #first: number | null = null;

  constructor() {
    const outside = mkdtempSync(join(tmpdir(), "clawtray-outside-"));
    // What it sees of this computer's own /tmp would be emptied.
    this.#holder = spawn("unshare", ["--mount", "--propagation", "private", "bash", script, outside], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    createInterface({ input: this.#holder.stdout as NodeJS.ReadableStream }).on("line", (line) =>
      this.#lines.push(line),
    );
    this.#holder.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints += text;
    });
    onTestFinished(async () => {
      if (this.#first !== null) await this.cutPower();
      this.#holder.stdin?.end();
      await new Promise((done) => this.#holder.once("exit", done));
      rmSync(outside, { recursive: true, force: true });
    });
  }

  /** Resolves when its systemd says that everything is started. */
  async boot(): Promise<void> {
    this.#lines.length = 0;
    this.#holder.stdin?.write("boot\n");
    await expect.poll(() => this.#lines[0] ?? this.#complaints).toMatch(/^up \d+$/);
    this.#first = Number(this.#lines[0]?.slice(3));
    await expect
      .poll(async () => (await this.root("systemctl", "is-system-running")).stdout)
      .toMatch(/running|degraded/);
  }

  /** Ends everything in it at once. */
  async cutPower(): Promise<void> {
    if (this.#first !== null) process.kill(this.#first, "SIGKILL");
    this.#first = null;
    await expect.poll(() => this.#lines.at(-1)).toBe("down");
  }

  /** Puts the command line of `out/` into it, with a Node, as `clawtray` on everybody's search path. */
  async installClawtray(): Promise<void> {
    const staged = mkdtempSync("/var/lib/clawtray-staged-");
    onTestFinished(() => rmSync(staged, { recursive: true, force: true }));
    cpSync(join(repository, "out", "cli"), join(staged, "out", "cli"), { recursive: true });
    cpSync(join(repository, "node_modules", "@napi-rs"), join(staged, "node_modules", "@napi-rs"), {
      recursive: true,
    });
    cpSync(join(repository, "package.json"), join(staged, "package.json"));
    cpSync(process.execPath, join(staged, "node"));
    writeFileSync(
      join(staged, "clawtray"),
      '#!/bin/sh\nexec /opt/clawtray/node /opt/clawtray/out/cli/index.js "$@"\n',
      {
        mode: 0o755,
      },
    );
    const words = `cp -r ${staged} /opt/clawtray && chmod -R a+rX /opt/clawtray && ln -s /opt/clawtray/clawtray /usr/local/bin/ && useradd --create-home --uid ${person.uid} ${person.name}`;
    const done = await this.root("sh", "-c", words);
    expect(done.code, done.stderr).toBe(0);
  }

  /** Puts a later version in the place of what is installed, as npm does: beside it, then by its name. */
  async upgradeClawtray(): Promise<void> {
    const words =
      "cp -r /opt/clawtray /opt/next && sed -i 's/} started, process /} started anew, process /' /opt/next/out/cli/chunks/*.js && mv /opt/clawtray /opt/before && mv /opt/next /opt/clawtray && rm -r /opt/before";
    const done = await this.root("sh", "-c", words);
    expect(done.code, done.stderr).toBe(0);
  }

  root(...words: readonly string[]): Promise<Said> {
    return this.#run(words, { HOME: "/root" });
  }

  /** As the person, who is logged in when `user@.service` runs for them. */
  person(words: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Said> {
    const { uid, name } = person;
    const become = ["setpriv", "--reuid", String(uid), "--regid", String(uid), "--clear-groups"];
    return this.#run([...become, ...words], {
      HOME: `/home/${name}`,
      USER: name,
      XDG_RUNTIME_DIR: `/run/user/${uid}`,
      ...more,
    });
  }

  #run(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Said> {
    const into = [
      "--target",
      String(this.#first),
      "--mount",
      "--pid",
      "--cgroup",
      "--ipc",
      "--uts",
      "--wd=/",
      "--",
    ];
    const path = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    return new Promise((done) => {
      execFile(
        "nsenter",
        [...into, ...words],
        { env: { PATH: path, LANG: "C", ...env }, timeout: 60_000 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
          done({ code, stdout, stderr });
        },
      );
    });
  }
}
