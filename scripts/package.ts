import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Configuration } from "electron-builder";
import { makePackage, packageConfiguration } from "./package/electron-builder.ts";
import { type Feed, mergeFeeds, putFeeds, takeFeeds } from "./package/feed.ts";
import { stageNode, type TargetOs } from "./package/node-runtime.ts";
import { realElectronPath } from "./start/electron-path.ts";

/**
 * `npm run package [-- TARGET...]`: every package that this computer can make, into `dist`, and for each that it
 * cannot, why. Targets: AppImage, deb, rpm (on Linux), nsis (on Windows), dmg, zip (on macOS).
 */
const repository = resolve(import.meta.dirname, "..");
const dist = join(repository, "dist");

const targetsOf = { linux: ["AppImage", "deb", "rpm"], win: ["nsis"], mac: ["dmg", "zip"] } as const;
const nameOf = { linux: "Linux", win: "Windows", mac: "macOS" } as const;

interface Outcome {
  readonly target: string;
  /** Null when the package was made. */
  readonly why: string | null;
}

function ownOs(): TargetOs {
  if (process.platform === "win32") return "win";
  return process.platform === "darwin" ? "mac" : "linux";
}

/** The folder of an Electron that is already here; without one electron-builder fetches it. */
function electronHere(os: TargetOs): string | null {
  const executable = realElectronPath(repository);
  if (executable === null) return null;
  return os === "mac" ? resolve(executable, "../../../..") : dirname(executable);
}

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What has to be installed first; null when nothing is missing. */
function missing(target: string): string | null {
  if (target === "rpm" && !isThere("rpmbuild"))
    return "rpmbuild is missing (Debian, Ubuntu: apt-get install rpm; Fedora: dnf install rpm-build)";
  return null;
}

/** What an error of electron-builder means, and what to do about it. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [first = "unknown"] = text.split("\n").filter((line) => line.trim() !== "");
  const shown = first.length > 200 ? `${first.slice(0, 200)}...` : first;
  return /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ENETUNREACH|fetch failed|HTTPError|status code|getaddrinfo|EHOSTUNREACH|tunnel|proxy/i.test(
    text,
  )
    ? `a download failed (${shown}). It comes from github.com: look at the network, or name a mirror or a proxy (ELECTRON_MIRROR, HTTPS_PROXY)`
    : shown;
}

/** Packs the app once; the packages are then made from the same folder. */
async function packOnce(os: TargetOs, config: Configuration): Promise<string> {
  await stageNode(os, process.arch, join(repository, "out", "runtime", `${os}-${process.arch}`), (line) =>
    console.log(line),
  );
  await makePackage({ os, target: "dir", config });
  const suffix = process.arch === "x64" ? "" : `-${process.arch}`;
  if (os === "mac") return join(dist, `mac${suffix}`, "Clawtray.app");
  return join(dist, `${os}${suffix}-unpacked`);
}

async function make(os: TargetOs, target: string, prepackaged: string, config: Configuration) {
  const why = missing(target);
  if (why !== null) return { target, why };
  try {
    await makePackage({ os, target, prepackaged, config });
    return { target, why: null };
  } catch (error) {
    return { target, why: reasonOf(error) };
  }
}

async function makeAll(os: TargetOs, targets: readonly string[]): Promise<readonly Outcome[]> {
  const electronDist = electronHere(os);
  const config: Configuration = {
    ...packageConfiguration(process.env.SOURCE_DATE_EPOCH),
    ...(electronDist === null ? {} : { electronDist }),
  };
  let prepackaged: string;
  try {
    prepackaged = await packOnce(os, config);
  } catch (error) {
    const why = reasonOf(error);
    return targets.map((target) => ({ target, why }));
  }
  const outcomes: Outcome[] = [];
  const feeds = new Map<string, Feed>();
  takeFeeds(dist);
  for (const target of targets) {
    outcomes.push(await make(os, target, prepackaged, config));
    for (const [name, feed] of takeFeeds(dist)) feeds.set(name, mergeFeeds(feeds.get(name), feed));
  }
  putFeeds(dist, feeds);
  return outcomes;
}

function show(outcomes: readonly Outcome[], os: TargetOs): void {
  console.log("");
  for (const { target, why } of outcomes) console.log(`${target.padEnd(9)} ${why ?? "made"}`);
  for (const other of Object.keys(targetsOf) as TargetOs[]) {
    if (other === os) continue;
    console.log(`${targetsOf[other].join(", ").padEnd(9)} not made here: run this on ${nameOf[other]}`);
  }
  if (!existsSync(dist)) return;
  const files = readdirSync(dist).filter((name) => /\.(AppImage|deb|rpm|exe|dmg|zip)$/.test(name));
  for (const name of files)
    console.log(`dist/${name}  ${(statSync(join(dist, name)).size / 1e6).toFixed(1)} MB`);
}

const os = ownOs();
const known: readonly string[] = targetsOf[os];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(
    `Not made on ${nameOf[os]}: ${unknown.join(", ")}. The targets here are ${known.join(", ")}.`,
  );
  process.exit(2);
}
const outcomes = await makeAll(os, wanted.length === 0 ? known : wanted);
show(outcomes, os);
// Ends at once: electron-builder's clean-up ends the process with 0 whatever `exitCode` is (async-exit-hook 2).
process.exit(outcomes.some(({ why }) => why !== null) ? 1 : 0);
