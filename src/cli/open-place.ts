import { startingState } from "../core/node/before-node.ts";
import { type HeldFolder, holdFolder, type OpenFolder, openFolder } from "../core/node/folder.ts";
import type { BlockedCause } from "../shared/blocked.ts";
import type { Result } from "../shared/result.ts";
import { type FolderOf, type Place, stateDirOf } from "./place.ts";

type FolderNamed = FolderOf & Pick<Place, "keyStore">;

/** Settings and vault of the folder a command means, for looking; a failure is what `blocked` would show. */
export const openPlace = (place: FolderNamed): Result<OpenFolder, BlockedCause> =>
  openFolder({ stateDir: stateDirOf(place), keyStore: place.keyStore });

/** The same, except that this process is then the only one there until it releases it or ends. */
export const holdPlace = (
  place: FolderNamed,
  appVersion: string,
  startedAt: number = Date.now(),
): Promise<Result<HeldFolder, BlockedCause>> =>
  holdFolder({
    stateDir: stateDirOf(place),
    keyStore: place.keyStore,
    appVersion,
    startedAt,
    state: startingState(),
  });
