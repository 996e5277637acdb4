import { join, win32 } from "node:path";
import type { ServiceSpec, ServiceWorld } from "../core/service/service.ts";
import { mark, writeUnit } from "../core/service/unit-file.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the computer's own node keeps its state. */
export function systemStateDir(platform: string, env: Environment): string {
  if (platform === "win32") return win32.join(env.ProgramData ?? "C:\\ProgramData", "Clawtray");
  return platform === "darwin" ? "/Library/Application Support/Clawtray" : "/var/lib/clawtray";
}

/** The account the computer's service runs as; null where the manager has one of its own. */
export function systemAccount(platform: string, env: Environment): string | null {
  if (platform === "linux") return "clawtray";
  // macOS has no simple way to make an account for a service: it runs as who installed it.
  return platform === "darwin" ? (env.SUDO_USER ?? "nobody") : null;
}

/**
 * Makes the account where there is none (sysusers.d(5)). A lasting one rather than DynamicUser: its
 * owner changes the rules with `sudo -u clawtray`, also while nothing runs. Resolves with why it
 * could not be made, or null.
 */
export async function makeAccount(spec: ServiceSpec, world: ServiceWorld): Promise<string | null> {
  const { account, stateDir } = spec;
  if (account === null || stateDir === null) return null;
  const known = await world.run("getent", ["passwd", account]);
  if (known.code === 0) return null;
  const path = join(world.root, "/etc/sysusers.d/clawtray.conf");
  const line = `u ${account} - "Clawtray node" ${stateDir}`;
  const written = writeUnit(path, `# ${mark}\n${line}\n`);
  if (!written.ok) return `The account "${account}" cannot be made (${path}).`;
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
    : `The account "${account}" cannot be made (${(added.stderr || made.stderr).trim().split("\n")[0]}).`;
}
