import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import { homeFolder } from "../environment/home.ts";
import type { SshTarget } from "./address.ts";
import { configurationArguments, lookArguments, scanArguments } from "./arguments.ts";
import { runSsh } from "./child.ts";
import { sshHome } from "./home.ts";
import { type HostKey, knownHostsLine, readConfiguration, readHostKey } from "./known-hosts.ts";
import { changedFingerprint, hasSignedIn, readSshProblem, type SshProblem } from "./problem.ts";
import { findSshProgram } from "./program.ts";

/** What ssh makes of the host's key. */
export type HostKeyLook =
  | { readonly kind: "known" }
  /** Never seen under this name: a person may accept it. */
  | { readonly kind: "unknown"; readonly hostKey: HostKey }
  /** Anything else, above all a changed key; the fingerprint of what was shown, if known. */
  | { readonly kind: "problem"; readonly problem: SshProblem; readonly presented: string | null };

/** Nothing here waits longer for ssh, ms. */
const LOOK_LIMIT = 15_000;

const within = (signal: AbortSignal): AbortSignal =>
  AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT)]);

/** Whether ssh knows the host's key; signs in with nothing and writes nothing. Never throws. */
export async function lookAtHostKey(target: SshTarget, signal: AbortSignal): Promise<HostKeyLook> {
  const ssh = findSshProgram();
  if (ssh === null) return { kind: "problem", problem: "no-program", presented: null };
  const limit = within(signal);
  const { said } = await runSsh(ssh, lookArguments(target), { signal: limit, enough: hasSignedIn });
  const problem = hasSignedIn(said) ? "permission-denied" : readSshProblem(said);
  if (problem === "host-key-unknown" && sshHome() === null)
    return { kind: "problem", problem: "no-home", presented: null };
  // It got far enough to be refused.
  if (problem === "permission-denied") return { kind: "known" };
  if (problem === "host-key-unknown") return identifyHost(target, signal);
  return {
    kind: "problem",
    problem: limit.aborted ? "timeout" : problem,
    presented: problem === "host-key-changed" ? changedFingerprint(said) : null,
  };
}

/**
 * The key of a host for which ssh knows none. (If it knows only one of another type, it says that the key has changed:
 * hostfile.c, "A non-matching key exists".) Never throws.
 */
export async function identifyHost(target: SshTarget, signal: AbortSignal): Promise<HostKeyLook> {
  const ssh = findSshProgram();
  if (ssh === null) return { kind: "problem", problem: "no-program", presented: null };
  const limit = within(signal);
  const hostKey = await scan(ssh, target, limit);
  if (hostKey === null) {
    return { kind: "problem", problem: limit.aborted ? "timeout" : "failed", presented: null };
  }
  return { kind: "unknown", hostKey };
}

/** Has ssh write the key into a separate folder: by then the host has proved that it has the key. */
async function scan(ssh: string, target: SshTarget, signal: AbortSignal): Promise<HostKey | null> {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-ssh-"));
  try {
    const file = join(folder, "known_hosts");
    await runSsh(ssh, scanArguments(target, file), { signal, enough: hasSignedIn });
    return readHostKey(readFileSync(file, "utf8"));
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function configurationOf(ssh: string, target: SshTarget, signal: AbortSignal) {
  const { output } = await runSsh(ssh, configurationArguments(target), { signal });
  return readConfiguration(output, homeFolder() ?? "");
}

/** Why a host's key was not recorded. */
export type AcceptFailure =
  /** The host shows a different one from the one that was accepted. */
  | { readonly kind: "another-key"; readonly presented: string }
  | { readonly kind: "problem"; readonly problem: SshProblem; readonly presented: string | null }
  | { readonly kind: "not-written"; readonly path: string };

/**
 * Records the host's key where ssh itself would, once it is the one that a person accepted and nothing else is known of
 * the host. One that is already known is left as it is. Never throws.
 */
export async function acceptHostKey(
  target: SshTarget,
  fingerprint: string,
  signal: AbortSignal,
): Promise<Result<void, AcceptFailure>> {
  const look = await lookAtHostKey(target, signal);
  if (look.kind === "known") return success(undefined);
  if (look.kind === "problem") return failure(look);
  const { hostKey } = look;
  if (hostKey.fingerprint !== fingerprint) {
    return failure({ kind: "another-key", presented: hostKey.fingerprint });
  }
  const ssh = findSshProgram();
  if (ssh === null) return failure({ kind: "problem", problem: "no-program", presented: null });
  const { files, hashed } = await configurationOf(ssh, target, within(signal));
  const [file = ""] = files;
  return append(file, knownHostsLine(hostKey, { hashed }))
    ? success(undefined)
    : failure({ kind: "not-written", path: file === "" ? "known_hosts" : file });
}

function append(file: string, line: string): boolean {
  if (file === "") return false;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    appendFileSync(file, `${endsOpen(file) ? "\n" : ""}${line}`, { mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** The file's last line is not terminated: appended text would become part of it. */
function endsOpen(file: string): boolean {
  try {
    const text = readFileSync(file);
    return text.length > 0 && text[text.length - 1] !== 0x0a;
  } catch {
    return false;
  }
}
