import { homedir, userInfo } from "node:os";
import { isAbsolute } from "node:path";

/**
 * The home folder of this user; null when there is none: a container's user without an entry in the user database and
 * without `HOME`, for whom Node's own `homedir` throws.
 */
export function homeFolder(): string | null {
  for (const look of [homedir, () => userInfo().homedir]) {
    try {
      const home = look();
      if (isAbsolute(home)) return home;
    } catch {
      // Not available this way.
    }
  }
  return null;
}
