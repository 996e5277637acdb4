import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { app } from "electron";
import type { LogFile } from "../../core/log/log-file.ts";
import type { TextName } from "../../shared/bridge.ts";

/** The licence texts from the build: the app's and its pages'. In a package, Clawtray's own licence is beside them. */
const licenceFiles = (root: string): readonly string[] => [
  app.isPackaged ? join(process.resourcesPath, "licenses", "Clawtray.txt") : join(root, "LICENSE"),
  join(root, "out", "main", "LICENSES.md"),
  join(root, "out", "renderer", "LICENSES.md"),
];

/** What a page may read when a person opens it. The log is redacted as it is written. */
export function createTexts(
  root: string,
  log: Pick<LogFile, "lastLines">,
): (what: TextName) => Promise<string> {
  return async (what) => {
    if (what === "log") return log.lastLines().join("\n");
    const read = await Promise.allSettled(licenceFiles(root).map((path) => readFile(path, "utf8")));
    const texts = read.filter((one) => one.status === "fulfilled").map(({ value }) => value.trim());
    // A development build may lack one; a page that shows none of them would be a lie.
    if (texts.length === 0) throw new Error("no text of a licence was found beside the app");
    return texts.join("\n\n");
  };
}
