import { mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { failure, type Result, success } from "../../../result.ts";
import type { Cage } from "./cage.ts";
import type { CagePlaces, CageRefusal, CageRequest, Grant } from "./grant.ts";
import { isGrantable, writable } from "./grantable.ts";
import { seatbeltProfile } from "./seatbelt.ts";

export const sandboxExec = "/usr/bin/sandbox-exec";

/** Whether a path is a folder's real one. */
function isRealFolder(path: string): boolean {
  try {
    return realpathSync.native(path) === path && statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function check(request: CageRequest, places: CagePlaces): Result<Grant, CageRefusal> {
  const write = writable(request, places);
  const bad = write.find((path) => !isRealFolder(path) || !isGrantable(path, places));
  if (bad !== undefined) return failure({ kind: "not-grantable", path: bad });
  return success({ write, network: request.grant.network });
}

/** The cage of macOS. Not run on a Mac yet: `createCageFinder` relies on it only after it held there. */
export function createSeatbeltCage(places: CagePlaces): Cage {
  return {
    check: (request) => check(request, places),
    prepare(request) {
      const grant = check(request, places);
      if (!grant.ok) return grant;
      const temporary = realpathSync.native(mkdtempSync(join(tmpdir(), "clawtray-")));
      const profile = seatbeltProfile(grant.value, places, temporary);
      return success({
        file: sandboxExec,
        argv: ["sandbox-exec", "-p", profile, request.file, ...request.words],
        descriptors: [],
        temporary,
        started() {},
        ended: () => rmSync(temporary, { recursive: true, force: true }),
      });
    },
  };
}
