import { execFileSync } from "node:child_process";
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A file system of its own that can be filled, made read-only and emptied again. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free, or these many. */
  fill(spare?: number): void;
  /** Gives the space back. */
  free(): void;
  makeReadOnly(): void;
}

/** Whether this process may mount one: only root of a machine that allows it. */
export const canMount: boolean = (() => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), "clawtray-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
})();

/** A tmpfs of this size, gone at the end of the test. */
export function smallDisk(size = "128k"): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=0700`, "tmpfs", folder]);
  onTestFinished(() => {
    execFileSync("umount", ["--lazy", folder]);
    rmdirSync(folder);
  });
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill(spare = 0) {
      writeFileSync(ballast, "");
      const handle = openSync(ballast, "a");
      try {
        for (;;) writeSync(handle, Buffer.alloc(4096, 1));
      } catch {
        // Full.
        ftruncateSync(handle, Math.max(0, fstatSync(handle).size - spare));
      } finally {
        closeSync(handle);
      }
    },
    free: () => unlinkSync(ballast),
    makeReadOnly: () => {
      execFileSync("mount", ["-o", "remount,ro", folder]);
    },
  };
}
