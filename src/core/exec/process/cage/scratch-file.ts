import { closeSync, constants, mkdtempSync, openSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** O_TMPFILE of Linux, which Node does not define: a file that never has a name. */
const WITHOUT_NAME = 0o20200000;

function openNameless(): number {
  try {
    return openSync(tmpdir(), constants.O_RDWR | WITHOUT_NAME, 0o600);
  } catch {
    // Not every file system can do that.
  }
  const folder = mkdtempSync(join(tmpdir(), "clawtray-"));
  try {
    const path = join(folder, "scratch");
    const descriptor = openSync(path, "wx+", 0o600);
    unlinkSync(path);
    return descriptor;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An open file without a name that holds this; the caller closes it. Linux. Throws when no file can be created. */
export function openScratch(content: Uint8Array): number {
  const descriptor = openNameless();
  try {
    writeSync(descriptor, content, 0, content.length, 0);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
