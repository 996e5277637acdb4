import { describe, expect, test } from "vitest";
import { judge, type PrivatePlaces } from "../../../src/core/folders/judge.ts";
import { readPath } from "../../../src/core/folders/read-path.ts";
import {
  type Expected,
  homeListed,
  posixFolders,
  posixHome,
  posixPaths,
  systemFolders,
  systemFoldersOfWindows,
  systemPaths,
  systemPathsOfWindows,
  windowsFolders,
  windowsHome,
  windowsPaths,
} from "./paths.table.ts";

const linux: PrivatePlaces = { home: posixHome, own: ["/srv/shared/clawtray-state"], platform: "linux" };
const windows: PrivatePlaces = { home: windowsHome, own: ["D:\\shared\\clawtray-state"], platform: "win32" };

function answer(path: string, folders: typeof posixFolders, places: PrivatePlaces): Expected {
  const whole = readPath(path, places.platform);
  if (whole === null) return "invalid";
  const judged = judge(whole, folders, places);
  if (judged.kind !== "inside") return judged.kind;
  return judged.folder.write ? "write" : "read";
}

/** The rows that are answered otherwise than expected. */
const wrong = (
  rows: readonly (readonly [string, Expected])[],
  folders: typeof posixFolders,
  places: PrivatePlaces,
) =>
  rows
    .map(([path, expected]) => ({ path: path.slice(0, 200), expected, got: answer(path, folders, places) }))
    .filter(({ expected, got }) => expected !== got);

describe("a path that a gateway names", () => {
  test("is judged as it would be opened", () => {
    expect(wrong(posixPaths, posixFolders, linux)).toEqual([]);
  });

  test("leads to nothing secret, even with the home folder on the list", () => {
    expect(wrong(homeListed, [{ path: posixHome, write: false }], linux)).toEqual([]);
  });

  test("leads to no secret of the system or of other people, with their folders on the list", () => {
    expect(wrong(systemPaths, systemFolders, linux)).toEqual([]);
    expect(wrong(systemPathsOfWindows, systemFoldersOfWindows, windows)).toEqual([]);
  });

  test("is judged on Windows as Windows reads it", () => {
    expect(wrong(windowsPaths, windowsFolders, windows)).toEqual([]);
  });

  test("is compared on macOS without regard to case and composition", () => {
    const places: PrivatePlaces = { home: "/Users/ann", own: [], platform: "darwin" };
    const folders = [{ path: "/Users/ann/Ärzte", write: false }];
    for (const path of ["/Users/ann/A\u0308rzte/x", "/users/ANN/ÄRZTE/x"])
      expect(answer(path, folders, places)).toBe("read");
    const home = [{ path: "/Users/ann", write: false }];
    for (const path of ["/Users/ann/LIBRARY/Keychains", "/users/ann/Library/x", "/Users/ann/.ssh"])
      expect(answer(path, home, places)).toBe("secret");
  });

  test("is anything but a text", () => {
    for (const path of [undefined, null, 1, {}, ["/srv/shared"]]) expect(readPath(path, "linux")).toBeNull();
  });
});
