import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createFileDoor } from "../../../src/core/commands/files/file-door.ts";
import { createRegistry } from "../../../src/core/commands/registry.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { addFolder } from "../../../src/core/folders/add-folder.ts";
import { changeFolderList, folderListPath, readFolderList } from "../../../src/core/folders/folder-list.ts";
import { whyNotListed } from "../../../src/core/folders/judge.ts";
import { silentLogger } from "../../../src/core/log/log.ts";
import { type CapabilitySwitches, capabilityNames } from "../../../src/shared/capability.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const everythingOff = Object.fromEntries(capabilityNames.map((name) => [name, false])) as CapabilitySwitches;
const folder = { path: join("/srv", "shared"), write: false };

describe("the owner's list of folders", () => {
  test("is empty at first, and shows nothing when it cannot be understood", async () => {
    const state = temporaryDirectory();
    expect(readFolderList(state)).toEqual({ ok: true, value: [] });
    const damaged: readonly unknown[] = [
      "{",
      { schemaVersion: 1, folders: [{ path: "relative", write: false }] },
      { schemaVersion: 1, folders: [{ ...folder, path: "/srv/../etc" }] },
      { schemaVersion: 1, folders: [{ path: folder.path }] },
      { schemaVersion: 1, folders: [{ ...folder, more: true }] },
      { schemaVersion: 1, folders: [folder, folder] },
      { schemaVersion: 1 },
      { schemaVersion: 1, folders: [folder], more: 1 },
    ];
    for (const content of damaged) {
      writeFileSync(folderListPath(state), typeof content === "string" ? content : JSON.stringify(content), {
        mode: 0o600,
      });
      expect(readFolderList(state)).toMatchObject({ ok: false, failure: { kind: "damaged" } });
      expect(await changeFolderList(state, () => [])).toMatchObject({ ok: false });
    }
    writeFileSync(folderListPath(state), JSON.stringify({ schemaVersion: 2 }));
    expect(readFolderList(state)).toMatchObject({ failure: { kind: "newer" } });
  });

  test("holds real folders, once each, with the owner's last word", async () => {
    const [state, place] = [temporaryDirectory(), temporaryDirectory()];
    mkdirSync(join(place, "real"));
    symlinkSync(join(place, "real"), join(place, "link"), "dir");
    const added = await addFolder(state, join(place, "link"), true);
    expect(added).toMatchObject({
      ok: true,
      value: { folder: { path: join(place, "real"), write: true }, isFirst: { read: true, write: true } },
    });
    expect(await addFolder(state, join(place, "real"), false)).toMatchObject({
      value: { isFirst: { read: false, write: false } },
    });
    expect(readFolderList(state)).toEqual({ ok: true, value: [{ path: join(place, "real"), write: false }] });
  });

  test("takes no file, nothing that is not there, no secret place and not everything", async () => {
    const [state, place] = [temporaryDirectory(), temporaryDirectory()];
    writeFileSync(join(place, "file"), "");
    mkdirSync(join(place, ".ssh"));
    mkdirSync(join(state, "inner"));
    symlinkSync(join(place, ".ssh"), join(place, "harmless"), "dir");
    const refused = [
      [join(place, "file"), "not-a-folder"],
      [join(place, "none"), "unreadable"],
      [join(place, ".ssh"), "private"],
      [join(place, "harmless"), "private"],
      [state, "private"],
      [join(state, "inner"), "private"],
      ["/", "everything"],
    ] as const;
    for (const [path, why] of refused) {
      const added = await addFolder(state, path, false);
      expect(added).toMatchObject({
        ok: false,
        failure: { kind: "folder", why: expect.stringContaining(why) },
      });
    }
    expect(readFolderList(state)).toEqual({ ok: true, value: [] });
  });

  test("may hold the home folder, and nothing that the system makes up", () => {
    const places = { home: "/home/ann", own: ["/home/ann/.config/clawtray"], platform: "linux" } as const;
    const why = (path: string) => whyNotListed(path, places);
    for (const path of [
      "/home/ann",
      "/home",
      "/home/ann/Documents",
      "/srv/shared",
      "/usr/share/doc",
      "/tmp/x",
    ])
      expect(why(path)).toBeNull();
    for (const path of ["/", "/proc", "/proc/self", "/sys", "/dev", "/run/user/1000", "/boot"])
      expect(why(path)).not.toBeNull();
    for (const path of ["/home/ann/.ssh", "/home/ann/.config", "/home/ann/snap", "/srv/.hidden/x"])
      expect(why(path)).not.toBeNull();
  });
});

describe("what the node declares", () => {
  test("follows the list: nothing, reading, writing, and nothing again", async () => {
    const [state, place] = [temporaryDirectory(), temporaryDirectory()];
    let told = 0;
    const door = createFileDoor({
      stateDir: state,
      activity: createActivityLog(state),
      log: silentLogger,
      gateway: () => "",
      now: () => 0,
      onChange: () => told++,
    });
    const registry = createRegistry([], () => everythingOff, door.commands);
    const reading = ["dir.fetch", "dir.list", "file.fetch", "file.stat", "fs.listDir"];
    try {
      expect(registry.surface()).toMatchObject({ caps: [], commands: [] });
      await addFolder(state, place, false);
      await eventually(() => expect(registry.surface()).toMatchObject({ caps: ["file"], commands: reading }));
      const usual = registry.frameLimit();
      await addFolder(state, place, true);
      await eventually(() => expect(registry.surface().commands).toContain("file.write"));
      // 16 MiB of content arrive as base64 in one frame.
      expect(usual).toBeLessThan(22_000_000);
      expect(registry.frameLimit()).toBeGreaterThan(22_000_000);
      await changeFolderList(state, () => []);
      await eventually(() => expect(registry.surface().commands).toEqual([]));
      expect(told).toBeGreaterThan(2);
    } finally {
      door.close();
    }
  });
});
