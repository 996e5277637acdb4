import { realpathSync } from "node:fs";
import { failure, type Result, success } from "../shared/result.ts";

/** The command line that starts this very program again, without its arguments. */
export function ownProgram(): readonly string[] {
  const script = process.argv[1];
  return script === undefined ? [process.execPath] : [process.execPath, realpathSync(script)];
}

/** Whether a service manager will find this program again; a failure is a sentence. */
export function lastingProgram(
  words: readonly string[],
  { system }: { readonly system: boolean },
): Result<readonly string[], string> {
  if (words.some((word) => /[\\/]_npx[\\/]/.test(word)))
    return failure(
      "This clawtray is in npx's cache, which is emptied now and then. Install it first: npm install -g clawtray",
    );
  if (words.some((word) => /[\\/]\.mount_[^\\/]+[\\/]/.test(word)))
    return failure(
      "This clawtray runs from an AppImage, whose path changes at every start. For a service, install the deb, the rpm or the npm package.",
    );
  const home = words.find((word) => /^\/(home|root|Users)\//.test(word));
  if (system && home !== undefined)
    return failure(
      `A system service cannot run a program from a person's home folder (${home}). Install clawtray and Node for all users, or leave out --system.`,
    );
  return success(words);
}
