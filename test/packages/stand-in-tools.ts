import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The program for `CUSTOM_FPM_PATH`, put into `folder`. */
export function standInFpm(folder: string): string {
  const fpm = join(folder, "fpm");
  const words = `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, "fpm.ts")}' "$@"\n`;
  writeFileSync(fpm, words, { mode: 0o755 });
  return fpm;
}

/**
 * The folder for `APPIMAGE_TOOLS_PATH`, which electron-builder fetches from elsewhere: Debian's own tools,
 * compressing lightly for speed, and
 * `runtime` as what an AppImage begins with and what starts it.
 */
export function standInAppImageTools(folder: string, runtime: string | Buffer): string {
  const tools = join(folder, "appimage-tools");
  for (const name of ["runtimes", "lib/x64"]) mkdirSync(join(tools, name), { recursive: true });
  const light = { mksquashfs: "-Xcompression-level 1", "desktop-file-validate": "" };
  for (const [name, words] of Object.entries(light))
    writeFileSync(join(tools, name), `#!/bin/sh\nexec ${name} "$@" ${words}\n`, { mode: 0o755 });
  writeFileSync(join(tools, "runtimes", "runtime-x64"), runtime);
  return tools;
}
