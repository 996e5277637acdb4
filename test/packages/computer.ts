import { type ChildProcess, execFile, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { makeThrowAwayFolder } from "../../scripts/gateway/folder.ts";

const run = promisify(execFile);
/** Debian's user with no rights of its own. */
const nobody = "65534:65534";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Another computer as far as packages go: this one's folders, with everything that is written kept in memory and
 * gone with it. Programs run there by `chroot`; the network and the X display are this computer's.
 */
export interface Computer {
  /** As root, to its end. */
  asRoot(...words: string[]): Promise<Ran>;
  /** The command line that runs `words` as a user who is nobody special, with nothing but this environment. */
  asUser(environment: Readonly<Record<string, string>>, words: readonly string[]): readonly string[];
  runAsUser(environment: Readonly<Record<string, string>>, ...words: string[]): Promise<Ran>;
  startAsUser(environment: Readonly<Record<string, string>>, ...words: string[]): ChildProcess;
  /** Every file that was written, changed or removed, sorted; but not those of the user. */
  changes(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** The user's home there. */
export const home = "/home/somebody";

const asRootHere = process.getuid?.() === 0 ? [] : ["sudo", "-n"];

/** `files` are put where the computer's root folder is. */
export async function createComputer(files: readonly string[]): Promise<Computer> {
  const folder = makeThrowAwayFolder("computer");
  const root = join(folder.path, "memory", "root");
  mkdirSync(join(folder.path, "memory"));
  const script = `
set -eu
cd '${folder.path}/memory'
mount -t tmpfs -o mode=755 clawtray .
cd '${folder.path}/memory'
mkdir upper work root
mount -t overlay clawtray -o lowerdir=/,upperdir="$PWD/upper",workdir="$PWD/work" root
mount -t proc proc root/proc
mount --rbind /dev root/dev
mount -t tmpfs -o mode=1777 tmp root/tmp
mount -t tmpfs -o mode=755 run root/run
mkdir -p 'root${home}' && chown ${nobody} 'root${home}' && chmod 700 'root${home}'
${files.map((file) => `mkdir -p 'root${dirname(file)}' && cp '${file}' 'root${file}'`).join("\n")}
find upper -mindepth 1 ! -type d | sort > before
echo ready
exec cat
`;
  const holder = spawn(
    [...asRootHere, "unshare"][0] ?? "",
    [...asRootHere, "unshare", "--mount", "--propagation", "private", "sh", "-c", script].slice(1),
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const ended = once(holder, "exit").then(() =>
    Promise.reject(new Error("the computer's folders could not be made")),
  );
  ended.catch(() => undefined);
  await Promise.race([once(holder.stdout as Readable, "data"), ended]);
  const { stdout: pids } =
    asRootHere.length === 0 ? { stdout: "" } : await run("pgrep", ["-P", `${holder.pid}`]);
  const inside = pids.trim() === "" ? String(holder.pid) : pids.trim();
  const enter = [...asRootHere, "nsenter", "--target", inside, "--mount", "--"];

  const finish = async (words: readonly string[]): Promise<Ran> => {
    const [program = "", ...rest] = words;
    try {
      const { stdout, stderr } = await run(program, rest, { timeout: 120_000, maxBuffer: 64 * 1024 * 1024 });
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: unknown; stdout: string; stderr: string };
      if (typeof code !== "number") throw error;
      return { code, stdout, stderr };
    }
  };
  const asUser = (environment: Readonly<Record<string, string>>, words: readonly string[]) => [
    ...enter,
    "chroot",
    `--userspec=${nobody}`,
    "--groups=",
    root,
    "env",
    "-i",
    "--chdir",
    home,
    "PATH=/usr/local/bin:/usr/bin:/bin",
    `HOME=${home}`,
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ...words,
  ];
  const options: SpawnOptions = { stdio: ["ignore", "pipe", "pipe"] };

  return {
    asRoot: (...words) =>
      finish([...enter, "chroot", root, "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", ...words]),
    asUser,
    runAsUser: (environment, ...words) => finish(asUser(environment, words)),
    startAsUser(environment, ...words) {
      const [program = "", ...rest] = asUser(environment, words);
      return spawn(program, rest, options);
    },
    async changes() {
      const here = `cd '${folder.path}/memory' && find upper -mindepth 1 ! -type d | sort | comm -13 before - | sed 's|^upper||'`;
      const { stdout } = await finish([...enter, "sh", "-c", here]);
      return stdout.split("\n").filter((line) => line !== "" && !line.startsWith(`${home}/`));
    },
    async dispose() {
      const gone = once(holder, "exit");
      holder.stdin?.end();
      await gone;
      await folder.remove();
    },
  };
}
