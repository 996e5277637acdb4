import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

const { engines } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  engines: { node: string };
};
const [, oldestMajor] = /^>=(\d+)/.exec(engines.node) ?? [];
if (oldestMajor === undefined) throw new Error(`the oldest Node cannot be read out of "${engines.node}"`);
const oldest = Number(oldestMajor);

/** The Node of this machine that runs what is installed from the registry, unlike the one the tests run in. */
export function otherNode(): { readonly path: string; readonly version: string } | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, process.platform === "win32" ? "node.exe" : "node");
    try {
      accessSync(path, constants.X_OK);
      const version = execFileSync(path, ["--version"], { encoding: "utf8", timeout: 10_000 }).trim();
      const major = Number(/^v(\d+)\./.exec(version)?.[1]);
      if (version !== process.version && major >= oldest) return { path, version };
    } catch {
      // No Node in this folder.
    }
  }
  return null;
}
