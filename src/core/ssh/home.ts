import { statSync } from "node:fs";
import { homedir, userInfo } from "node:os";

/**
 * Where ssh has its keys, configuration and known hosts: the home of the account, whatever HOME says
 * (ssh(1), "FILES"; misc.c, `tilde_expand`). Null for an account without one, as in some containers and services.
 */
export function sshHome(): string | null {
  try {
    const home = process.platform === "win32" ? homedir() : userInfo().homedir;
    return statSync(home).isDirectory() ? home : null;
  } catch {
    return null;
  }
}
