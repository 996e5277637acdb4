import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The Electron executable, if it exists: unpacked by Electron's own package, or named by `ELECTRON_OVERRIDE_DIST_PATH`.
 * The package is never imported, because that would start a download.
 */
export function realElectronPath(appPath: string): string | null {
  const names = { win32: "electron.exe", darwin: "Electron.app/Contents/MacOS/Electron" } as const;
  const name = names[process.platform as keyof typeof names] ?? "electron";
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) return existsSync(join(override, name)) ? join(override, name) : null;
  const package_ = join(appPath, "node_modules", "electron");
  const pathFile = join(package_, "path.txt");
  const unpacked = join(
    package_,
    "dist",
    existsSync(pathFile) ? readFileSync(pathFile, "utf8").trim() : name,
  );
  return existsSync(unpacked) ? unpacked : null;
}
