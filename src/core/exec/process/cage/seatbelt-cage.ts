import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure, type Result, success } from "../../../../shared/result.ts";
import type { Cage } from "./cage.ts";
import type { CagePlaces, CageRefusal, CageRequest, Grant } from "./grant.ts";
import { isWritable, writable } from "./grantable.ts";
import { realLook } from "./look-around.ts";
import type { Mount } from "./mount.ts";
import { heldIn } from "./mounts.ts";
import { seatbeltProfile } from "./seatbelt.ts";

export const SANDBOX_EXEC = "/usr/bin/sandbox-exec";

/** Whether a path is the real path of a folder. */
function isRealFolder(path: string): boolean {
  try {
    return realpathSync.native(path) === path && statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** In a profile, such a path could not be told from the lines around it. */
const holdsControls = (path: string): boolean => /\p{Cc}/u.test(path);

interface Plan {
  readonly grant: Grant;
  readonly held: readonly Mount[];
}

function planFor(request: CageRequest, places: CagePlaces): Result<Plan, CageRefusal> {
  const write = writable(request, places, realLook);
  const bad = [...write, places.home, places.state ?? ""].find(holdsControls);
  if (bad !== undefined) return failure({ kind: "not-grantable", path: bad });
  const unfit = write.find((path) => !isRealFolder(path) || !isWritable(path, request, places, realLook));
  if (unfit !== undefined) return failure({ kind: "not-grantable", path: unfit });
  const held = heldIn(write, request.searchPath, realLook);
  if (held === null) return failure({ kind: "not-grantable", path: request.cwd });
  return success({ grant: { write, network: request.grant.network }, held });
}

/** The cage of macOS. Not yet run on a Mac: `createCageFinder` relies on it only after it has held there. */
export function createSeatbeltCage(places: CagePlaces): Cage {
  return {
    check(request) {
      const plan = planFor(request, places);
      return plan.ok ? success(plan.value.grant) : plan;
    },
    prepare(request) {
      const plan = planFor(request, places);
      if (!plan.ok) return plan;
      const temporary = realpathSync.native(mkdtempSync(join(tmpdir(), "clawtray-")));
      const profile = seatbeltProfile(plan.value.grant, places, temporary, plan.value.held);
      return success({
        file: SANDBOX_EXEC,
        argv: ["sandbox-exec", "-p", profile, request.file, ...request.words],
        descriptors: [],
        temporary,
        started() {},
        // sandbox-exec says why in words only; it runs nothing without its profile.
        wasReached: () => true,
        ended: () => rmSync(temporary, { recursive: true, force: true }),
      });
    },
  };
}
