import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where Electron keeps its fuses: this text, a version, a length, then a digit each. */
const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const fuses = [
  "runAsNode",
  "cookies",
  "nodeOptions",
  "inspect",
  "asarIntegrity",
  "onlyAsar",
  "snapshot",
  "file",
] as const;

/** The fuses of an executable by name: "0" off, "1" on. */
export function readFuses(executable: Buffer): Readonly<Record<string, string>> {
  const bytes = executable.toString("latin1");
  const at = bytes.indexOf(sentinel);
  if (at === -1) throw new Error("there are no fuses in it");
  const begin = at + sentinel.length + 2;
  return Object.fromEntries(fuses.map((name, index) => [name, bytes[begin + index] ?? ""]));
}

const cString = `${sentinel}\\x01" "\\x08" "${"1".repeat(fuses.length)}`;

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
    `static volatile const char wire[] = "${cString}";\nint main(void) { return wire[0] == 0; }\n`,
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
  const wire = Buffer.concat([
    Buffer.from(sentinel),
    Buffer.from([1, fuses.length]),
    Buffer.from("1".repeat(fuses.length)),
  ]);
  put(
    join(frameworks, "Electron Framework.framework", "Electron Framework"),
    Buffer.concat([Buffer.alloc(64), wire, Buffer.alloc(64)]),
  );
  put(join(dist, "LICENSE"), "Permission");
  put(join(dist, "LICENSES.chromium.html"), "Permission");
  put(join(dist, "version"), "45.4.1");
  return dist;
}
