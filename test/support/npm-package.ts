import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** As a lockfile says it: `sha512-` and base64. */
  readonly integrity: string;
}

/** Fetches a package of the npm registry, checks it, and unpacks it into `folder`; runs nothing of it. */
export async function unpackPackage(wanted: PinnedPackage, folder: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "clawtray-package-"));
  try {
    const specifier = `${wanted.name}@${wanted.version}`;
    const packed = await run("npm", ["pack", specifier, "--json", "--pack-destination", scratch], {
      cwd: scratch,
      timeout: 300_000,
      maxBuffer: 16 * 1024 * 1024,
    });
    const [{ filename }] = JSON.parse(packed.stdout);
    const archive = join(scratch, filename);
    const found = `sha512-${createHash("sha512")
      .update(await readFile(archive))
      .digest("base64")}`;
    if (found !== wanted.integrity) {
      throw new Error(`${specifier} is not what was expected: ${found} instead of ${wanted.integrity}`);
    }
    await mkdir(folder, { recursive: true });
    await run("tar", ["xzf", archive, "-C", folder, "--strip-components=1"], { timeout: 300_000 });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
