import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { inheritedEnvironment } from "./child-environment.ts";

/** The variables the owner's programs are given, as after a login. */
export interface LoginEnvironment {
  /** As of now: determined once, and again when a profile has changed. Never rejects; bounded in time. */
  current(): Promise<NodeJS.ProcessEnv>;
}

/** Shells that accept `-i`, `-l` and `-c` as separate options. */
const askable = new Set(["ash", "bash", "dash", "fish", "ksh", "mksh", "sh", "zsh"]);

/** What shells read when somebody logs in, relative to HOME. */
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
const MAX_ANSWER_MS = 5000;
/** How long the shell may take to clean up, ms. */
const MAX_END_MS = 1000;
/** Profiles are not checked more often than this, milliseconds. */
const LOOK_AGAIN_MS = 1000;
const MAX_ANSWER = 1024 * 1024;

/** What a shell says about itself only. */
const ofTheShell = new Set(["PWD", "OLDPWD", "SHLVL", "_", "TERM"]);

/** Folders every system looks in; nobody chose a search path that has nothing else. */
const EVERY_SYSTEM =
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

type Shell = ChildProcessByStdio<null, Readable, null>;

/** Null when the system refuses at once, which Node reports by throwing. */
function startShell(
  shell: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Shell | null {
  try {
    return spawn(shell, words, { cwd, env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  } catch {
    return null;
  }
}

/** One query to a shell: its variables between two marks, so that whatever profiles print is not part of them. */
function ask(
  shell: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
  cwd: string,
): Promise<NodeJS.ProcessEnv | null> {
  const mark = randomUUID();
  const text = `printf '%s\\0' ${mark}; /usr/bin/env -0; printf '%s\\0' ${mark}`;
  const child = startShell(shell, [...options, "-c", text], environment, cwd);
  if (child === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    let answer = "";
    let ended = false;
    const finish = (): void => {
      clearTimeout(timer);
      child.stdout.destroy();
      if (!ended && child.pid !== undefined) endGroup(child.pid);
      ended = true;
      resolve(variablesBetween(answer, mark));
    };
    const timer = setTimeout(finish, MAX_ANSWER_MS);
    timer.unref();
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (chunk: string) => {
      answer += chunk;
      if (answer.length > MAX_ANSWER || answer.split(`${mark}\0`).length > 2) finish();
    });
    child.on("error", finish);
    child.on("close", finish);
    child.unref();
  });
}

/**
 * Ends a shell and what its profile left running. Killed outright, it could not clean up: `pyenv` would leave behind a
 * lock for which every later login shell waits a minute.
 */
function endGroup(leader: number): void {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-leader, name);
    } catch {
      // Gone already.
    }
  };
  // An interactive shell ignores SIGTERM.
  signal("SIGHUP");
  signal("SIGTERM");
  setTimeout(() => signal("SIGKILL"), MAX_END_MS).unref();
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
 * Both search paths in one. A path with folders of its own was chosen by whoever started this program and comes first;
 * one with none, such as a service's, comes after the owner's.
 */
function mergePaths(own: string | undefined, login: string | undefined): string {
  const folders = (path: string | undefined) =>
    (path ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const [mine, theirs] = [folders(own), folders(login)];
  const chosen = mine.some((folder) => !EVERY_SYSTEM.test(folder));
  return [...new Set(chosen ? [...mine, ...theirs] : [...theirs, ...mine])].join(":");
}

/** The state of these files as a string, which differs when one of them has changed. */
function signatureOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const status = statSync(path, { throwIfNoEntry: false, bigint: true });
      return status === undefined ? "" : `${status.ino}:${status.mtimeNs}:${status.size}`;
    })
    .join(" ");
}

/**
 * The owner's login environment, determined as editors do: the login shell is asked, first as for a terminal, then
 * without that. This program's own variables take precedence; the search paths are merged. On Windows, and when no
 * shell answers, this program's own environment is all there is.
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
    // None of our secrets go to the shell, which starts in the home folder.
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
      if (found !== null && now - lookedAt < LOOK_AGAIN_MS) return found.environment;
      lookedAt = now;
      const signature = signatureOf(profiles);
      if (found?.signature !== signature) found = { signature, environment: find() };
      return found.environment;
    },
  };
}
