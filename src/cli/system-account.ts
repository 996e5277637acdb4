import { mkdirSync } from "node:fs";
import { join, win32 } from "node:path";
import type { ServiceSpec, ServiceWorld } from "../core/service/service.ts";
import { MARK, writeUnit } from "../core/service/unit-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the computer's own node keeps its state. */
export function systemStateDir(platform: string, env: Environment): string {
  if (platform === "win32") return win32.join(env.ProgramData ?? "C:\\ProgramData", "Clawtray");
  return platform === "darwin" ? "/Library/Application Support/Clawtray" : "/var/lib/clawtray";
}

/** The account the system service runs as; null when the service manager has its own. */
export function systemAccount(platform: string, env: Environment): string | null {
  if (platform === "linux") return "clawtray";
  // macOS has no simple way to create an account for a service: it runs as whoever installed it.
  return platform === "darwin" ? (env.SUDO_USER ?? "nobody") : null;
}

/**
 * Creates the state folder of launchd's service, which launchd does not, and gives it to the account; systemd and the
 * Task Scheduler do not need this. Resolves with why that failed, or null.
 */
export async function makeStateFolder(
  platform: string,
  stateDir: string,
  world: ServiceWorld,
): Promise<string | null> {
  if (platform !== "darwin") return null;
  const account = world.env.SUDO_USER ?? "";
  if (account === "" || account === "root")
    return "It has no account to run as. Install it from that account: sudo clawtray service install --system";
  const path = join(world.root, stateDir);
  // The folder of launchd's own log, created here because root would otherwise own it.
  const logs = join(path, "logs");
  try {
    mkdirSync(logs, { recursive: true, mode: 0o700 });
  } catch (error) {
    return `${path} cannot be created (${(error as NodeJS.ErrnoException).code ?? "unknown"}).`;
  }
  const given = await world.run("chown", ["-h", account, path, logs]);
  return given.code === 0
    ? null
    : `${path} cannot be given to ${account} (${given.stderr.trim().split("\n")[0]}).`;
}

/**
 * Creates the account if it does not exist (sysusers.d(5)). A permanent one rather than DynamicUser: its owner changes
 * the rules with `sudo -u clawtray`, even while nothing is running. Resolves with why it could not be created, or null.
 */
export async function makeAccount(spec: ServiceSpec, world: ServiceWorld): Promise<string | null> {
  const { account, stateDir } = spec;
  if (account === null || stateDir === null) return null;
  const known = await world.run("getent", ["passwd", account]);
  if (known.code === 0) return null;
  const path = join(world.root, "/etc/sysusers.d/clawtray.conf");
  const line = `u ${account} - "Clawtray node" ${stateDir}`;
  const written = writeUnit(path, `# ${MARK}\n${line}\n`);
  if (!written.ok) return `The account "${account}" cannot be created (${path}).`;
  const made = await world.run("systemd-sysusers", [path]);
  if (made.code === 0) return null;
  const added = await world.run("useradd", [
    "--system",
    "--home-dir",
    stateDir,
    "--shell",
    "/usr/sbin/nologin",
    account,
  ]);
  return added.code === 0
    ? null
    : `The account "${account}" cannot be created (${(added.stderr || made.stderr).trim().split("\n")[0]}).`;
}
