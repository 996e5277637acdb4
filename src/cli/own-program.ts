import { realpathSync } from "node:fs";
import { failure, type Result, success } from "../core/result.ts";

/** The command line that starts this very program again, without its own words. */
export function ownProgram(): readonly string[] {
  const script = process.argv[1];
  return script === undefined ? [process.execPath] : [process.execPath, realpathSync(script)];
}

/** Whether a service manager will find this program again; a failure is a sentence. */
export function lastingProgram(words: readonly string[], system: boolean): Result<readonly string[], string> {
  if (words.some((word) => /[\\/]_npx[\\/]/.test(word)))
    return failure(
      "This clawtray lies in npx's cache, which is emptied now and then. Install it first: npm install -g clawtray",
    );
  if (words.some((word) => /[\\/]\.mount_[^\\/]+[\\/]/.test(word)))
    return failure(
      "This clawtray runs out of an AppImage, which lies elsewhere at every start. Install the deb, the rpm or the npm package for a service.",
    );
  const home = words.find((word) => /^\/(home|root|Users)\//.test(word));
  if (system && home !== undefined)
    return failure(
      `A service of the computer cannot run what lies in a person's folder (${home}). Install clawtray and Node for everybody, or leave --system out.`,
    );
  return success(words);
}
