import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pathWithOurNode } from "./environment.ts";
import { startProcessTree } from "./process-tree.ts";

/** How often a line is shown while npm works. */
const reportEveryMs = 5_000;
const longestInstallMs = 15 * 60_000;

/**
 * Runs `npm install` in `folder` with the npm that runs us and our own Node, without install scripts.
 * Rejects with the end of npm's own words when it fails.
 */
export async function runNpmInstall(
  folder: string,
  name: string,
  report: (line: string) => void,
): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => `${Math.round((performance.now() - startedAt) / 1000)} s`;
  report(`fetching ${name} with npm, once (about 600 MB on disk, a minute on a good line)`);

  let output = "";
  const keep = (text: string) => {
    output = (output + text).slice(-4_000);
  };
  const npm = npmCommand();
  const process_ = await startProcessTree(
    npm.command,
    [...npm.parameters, "install", "--prefix", folder, "--ignore-scripts", ...quietly],
    { environment: npmEnvironment(), folder, onStdout: keep, onStderr: keep },
  );
  const timeLimit = setTimeout(() => void process_.stop(), longestInstallMs);
  let measuring = false;
  const reporting = setInterval(async () => {
    if (measuring) return; // Walking a large tree on a slow disk can take longer than the interval.
    measuring = true;
    const megabytes = Math.round((await sizeOf(folder)) / 1e6);
    measuring = false;
    const progress = megabytes === 0 ? "npm is working out what belongs to it" : `${megabytes} MB`;
    if (process_.isRunning()) report(`fetching ${name}: ${seconds()}, ${progress}`);
  }, reportEveryMs);
  const exit = await process_.exited.finally(() => {
    clearInterval(reporting);
    clearTimeout(timeLimit);
  });
  if (exit.code !== 0) {
    throw new Error(
      `npm install of ${name} ended with ${exit.code ?? exit.signal} after ${seconds()}:\n${output.trim()}`,
    );
  }
  report(`fetched ${name} in ${seconds()}`);
}

const quietly = ["--omit=dev", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];

/** npm's own module when an npm script started us, so that it certainly exists; otherwise the `npm` on the PATH. */
function npmCommand(): { command: string; parameters: string[] } {
  const module = process.env.npm_execpath;
  if (module && /npm-cli\.[cm]?js$/.test(module)) return { command: process.execPath, parameters: [module] };
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", parameters: [] };
}

/** npm keeps the host's settings (proxy, registry, certificates), but forgets which project called it. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) {
    const aboutTheCaller = /^npm_(package_|lifecycle_|command$|config_(local_prefix|prefix|global)$)/i;
    if (!aboutTheCaller.test(name) && name !== "INIT_CWD") environment[name] = value;
  }
  return { ...environment, PATH: pathWithOurNode() };
}

/** Bytes in a folder, as far as they can be seen while others write to it. */
async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  let total = 0;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) total += await sizeOf(path);
    else if (entry.isFile())
      total += await stat(path).then(
        (found) => found.size,
        () => 0,
      );
  }
  return total;
}
