import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";

type Break = (path: string, random: () => number) => void;

const replace = (path: string, make: () => void): void => {
  rmSync(path, { recursive: true, force: true });
  make();
};

/** What may have become of a file, by a name for it. */
export const damages: readonly (readonly [string, Break])[] = [
  ["untouched", () => {}],
  ["gone", (path) => rmSync(path)],
  ["empty", (path) => writeFileSync(path, "")],
  [
    "cut at a byte",
    (path, random) => {
      const bytes = readFileSync(path);
      writeFileSync(path, bytes.subarray(0, Math.floor(random() * bytes.length)));
    },
  ],
  [
    "one byte zeroed",
    (path, random) => {
      const bytes = readFileSync(path);
      const at = Math.floor(random() * bytes.length);
      bytes[at] = 0;
      writeFileSync(path, bytes);
    },
  ],
  ["zeros", (path) => writeFileSync(path, Buffer.alloc(readFileSync(path).length))],
  [
    "garbage",
    (path, random) => writeFileSync(path, Buffer.from(Array.from({ length: 300 }, () => random() * 256))),
  ],
  ["JSON of another kind", (path) => writeFileSync(path, "[1,2,3]")],
  ["a byte-order mark", (path) => writeFileSync(path, `\uFEFF${readFileSync(path, "utf8")}`)],
  ["a link", (path) => replace(path, () => symlinkSync("/etc/passwd", path))],
  ["a dangling link", (path) => replace(path, () => symlinkSync(`${path}-nowhere`, path))],
  ["a FIFO", (path) => replace(path, () => execFileSync("mkfifo", [path]))],
  ["a folder", (path) => replace(path, () => mkdirSync(path))],
  ["open to others", (path) => chmodSync(path, 0o666)],
  ...(process.getuid?.() === 0
    ? ([
        ["somebody else's", (path) => chownSync(path, 12_345, 12_345)],
      ] as const satisfies readonly (readonly [string, Break])[])
    : []),
];
