import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, join } from "node:path";
import { inheritedEnvironment } from "./child-environment.ts";

/** The variables the owner's programs are given, as after a login. */
export interface LoginEnvironment {
  /** As it is now: found out once, and again when a profile changed. Never rejects; bounded in time. */
  current(): Promise<NodeJS.ProcessEnv>;
}

/** Shells that take `-i`, `-l` and `-c` each by itself. */
const askable = new Set(["ash", "bash", "dash", "fish", "ksh", "mksh", "sh", "zsh"]);

/** What shells read when somebody logs in, below HOME. */
const ownProfiles = [
  ".bash_login",
  ".bash_profile",
  ".bashrc",
  ".config/fish/config.fish",
  ".kshrc",
  ".mkshrc",
  ".profile",
  ".zlogin",
  ".zprofile",
  ".zshenv",
  ".zshrc",
];
const systemProfiles = [
  "/etc/bash.bashrc",
  "/etc/environment",
  "/etc/paths",
  "/etc/paths.d",
  "/etc/profile",
  "/etc/profile.d",
  "/etc/zprofile",
  "/etc/zshenv",
  "/etc/zshrc",
];

/** How long a shell may take, milliseconds. Profiles start version managers, which are slow. */
const longestAnswerMs = 5000;
/** Profiles are not looked at more often than this, milliseconds. */
const lookAgainMs = 1000;
const largestAnswer = 1024 * 1024;

/** What a shell says of itself only. */
const ofTheShell = new Set(["PWD", "OLDPWD", "SHLVL", "_", "TERM"]);

/** Folders every system looks in; a search path of nothing else was chosen by nobody. */
const everySystem =
  /^(\/usr\/local|\/usr|)\/(s?bin|games)$|^\/(snap\/bin|opt\/homebrew\/s?bin|System\/Cryptexes\/App\/usr\/bin)$/;

function shellOf(own: NodeJS.ProcessEnv): string {
  let shell = own.SHELL;
  try {
    shell ??= userInfo().shell ?? undefined;
  } catch {
    // No entry for this user.
  }
  return shell?.startsWith("/") && askable.has(basename(shell)) ? shell : "/bin/sh";
}

/** One question to a shell: its variables between two marks, so that what profiles print is no part of them. */
function ask(
  shell: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Promise<NodeJS.ProcessEnv | null> {
  const mark = randomUUID();
  const text = `printf '%s\\0' ${mark}; /usr/bin/env -0; printf '%s\\0' ${mark}`;
  return new Promise((resolve) => {
    const child = spawn(shell, [...options, "-c", text], {
      cwd,
      env: environment,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    let answer = "";
    const finish = (): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      try {
        // What a profile left running as well.
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // Gone already.
      }
      resolve(variablesBetween(answer, mark));
    };
    const timer = setTimeout(finish, longestAnswerMs);
    timer.unref();
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (chunk: string) => {
      answer += chunk;
      if (answer.length > largestAnswer || answer.split(`${mark}\0`).length > 2) finish();
    });
    child.on("error", finish);
    child.on("close", finish);
    child.unref();
  });
}

function variablesBetween(answer: string, mark: string): NodeJS.ProcessEnv | null {
  const [, between, after] = answer.split(`${mark}\0`);
  if (between === undefined || after === undefined) return null;
  const found = Object.create(null) as NodeJS.ProcessEnv;
  for (const line of between.split("\0")) {
    const equals = line.indexOf("=");
    if (equals > 0 && !ofTheShell.has(line.slice(0, equals)))
      found[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return found.PATH === undefined ? null : found;
}

/**
 * Both search paths in one. A path with folders of its own was chosen by whoever started this program and
 * comes first; one with none, as services have it, comes after the owner's.
 */
function mergePaths(own: string | undefined, login: string | undefined): string {
  const folders = (path: string | undefined) =>
    (path ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const [mine, theirs] = [folders(own), folders(login)];
  const chosen = mine.some((folder) => !everySystem.test(folder));
  return [...new Set(chosen ? [...mine, ...theirs] : [...theirs, ...mine])].join(":");
}

/** What files are now: another text when one of them changed. */
function signatureOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const status = statSync(path, { throwIfNoEntry: false, bigint: true });
      return status === undefined ? "" : `${status.ino}:${status.mtimeNs}:${status.size}`;
    })
    .join(" ");
}

/**
 * The owner's login environment, found out as editors do: the login shell is asked, first as for a
 * terminal, then without that. This program's own variables outweigh it; the search paths are put together.
 * On Windows, and where no shell answers, this program's own environment is all there is.
 */
export function createLoginEnvironment(
  own: NodeJS.ProcessEnv,
  home: string,
  platform: NodeJS.Platform,
): LoginEnvironment {
  const profiles = [...ownProfiles.map((name) => join(home, name)), ...systemProfiles];
  let found: { readonly signature: string; readonly environment: Promise<NodeJS.ProcessEnv> } | null = null;
  let lookedAt = 0;

  const find = async (): Promise<NodeJS.ProcessEnv> => {
    // No secret of ours goes to a shell, and none of its folders' words come with it.
    const base = { ...inheritedEnvironment(own, platform), HOME: home, TERM: "dumb" };
    const shell = shellOf(own);
    try {
      const login =
        (await ask(shell, ["-i", "-l"], base, home)) ?? (await ask(shell, ["-l"], base, home)) ?? {};
      return { ...login, ...own, PATH: mergePaths(own.PATH, login.PATH) };
    } catch {
      return own;
    }
  };

  return {
    current() {
      if (platform === "win32") return Promise.resolve(own);
      const now = performance.now();
      if (found !== null && now - lookedAt < lookAgainMs) return found.environment;
      lookedAt = now;
      const signature = signatureOf(profiles);
      if (found?.signature !== signature) found = { signature, environment: find() };
      return found.environment;
    },
  };
}
