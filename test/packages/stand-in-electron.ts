import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { allFusesOn, allFusesOnInC } from "../support/fuses.ts";

/**
 * A folder of the names that Electron's distribution for Windows has, its executable a program that does nothing
 * and holds the fuses and a version: as much as packaging touches.
 */
export function windowsElectron(dist: string): string {
  mkdirSync(join(dist, "resources"), { recursive: true });
  mkdirSync(join(dist, "locales"), { recursive: true });
  for (const name of ["LICENSE", "LICENSES.chromium.html"]) writeFileSync(join(dist, name), "Permission");
  writeFileSync(join(dist, "version"), "45.4.1");
  const source = join(dist, "..", "stand-in");
  writeFileSync(
    `${source}.c`,
    `static volatile const char wire[] = "${allFusesOnInC}";\nint main(void) { return wire[0] == 0; }\n`,
  );
  const values = ["CompanyName", "FileDescription", "ProductName", "FileVersion", "ProductVersion"];
  const block = values.map((name) => `VALUE "${name}", "stand-in\\0"`).join("\n");
  writeFileSync(
    `${source}.rc`,
    `1 VERSIONINFO\nFILEVERSION 1,0,0,0\nBEGIN\nBLOCK "StringFileInfo"\nBEGIN\nBLOCK "040904b0"\nBEGIN\n${block}\nEND\nEND\nBLOCK "VarFileInfo"\nBEGIN\nVALUE "Translation", 0x409, 1200\nEND\nEND\n`,
  );
  execFileSync("x86_64-w64-mingw32-windres", [`${source}.rc`, "-O", "coff", "-o", `${source}.res`]);
  // Without symbols, as what edits the executable wants it.
  const words = ["-mwindows", "-s", "-o", join(dist, "electron.exe"), `${source}.c`, `${source}.res`];
  execFileSync("x86_64-w64-mingw32-gcc", words);
  return dist;
}

/** The same for Linux, under the name that Electron's own distribution has there. */
export function linuxElectron(dist: string): string {
  for (const name of ["resources", "locales"]) mkdirSync(join(dist, name), { recursive: true });
  for (const name of ["LICENSE", "LICENSES.chromium.html"]) writeFileSync(join(dist, name), "Permission");
  writeFileSync(join(dist, "version"), "45.4.1");
  const source = join(dist, "..", "stand-in.c");
  writeFileSync(
    source,
    `static volatile const char wire[] = "${allFusesOnInC}";\nint main(void) { return wire[0] == 0; }\n`,
  );
  execFileSync("gcc", ["-s", "-o", join(dist, "electron"), source]);
  return dist;
}

const plist = (entries: Readonly<Record<string, string>>): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0"><dict>${Object.entries(
    entries,
  )
    .map(([key, value]) => `<key>${key}</key><string>${value}</string>`)
    .join("")}</dict></plist>\n`;

/** The same for macOS: the bundle with its helpers and the framework that holds the fuses. */
export function macElectron(dist: string): string {
  const contents = join(dist, "Electron.app", "Contents");
  const frameworks = join(contents, "Frameworks");
  const put = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: 0o755 });
  };
  const identity = (name: string) => ({
    CFBundleExecutable: name,
    CFBundleName: name,
    CFBundleIdentifier: "com.github.Electron",
  });
  put(join(contents, "Info.plist"), plist({ ...identity("Electron"), CFBundleIconFile: "electron.icns" }));
  put(join(contents, "MacOS", "Electron"), "stand-in");
  put(join(contents, "Resources", "electron.icns"), "");
  for (const kind of ["", " (GPU)", " (Renderer)", " (Plugin)"]) {
    const name = `Electron Helper${kind}`;
    put(join(frameworks, `${name}.app`, "Contents", "Info.plist"), plist(identity(name)));
    put(join(frameworks, `${name}.app`, "Contents", "MacOS", name), "stand-in");
  }
  put(
    join(frameworks, "Electron Framework.framework", "Electron Framework"),
    Buffer.concat([Buffer.alloc(64), allFusesOn, Buffer.alloc(64)]),
  );
  put(join(dist, "LICENSE"), "Permission");
  put(join(dist, "LICENSES.chromium.html"), "Permission");
  put(join(dist, "version"), "45.4.1");
  return dist;
}
