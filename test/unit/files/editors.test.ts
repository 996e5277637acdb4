import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { withRetry, withRetrySync } from "../../../src/core/files/rename.ts";
import { makeControlSecret, readControlSecret } from "../../../src/core/instance/control-key.ts";
import { createLastStateKeeper, readLastState } from "../../../src/core/instance/last-state.ts";
import { changeConsent, readConsent } from "../../../src/core/settings/consent.ts";
import { openSettings } from "../../../src/core/settings/open.ts";
import { readFolderRecord, writeFolderRecord } from "../../../src/core/vault/folder-record.ts";
import { createKeyFileStore } from "../../../src/core/vault/key-file.ts";
import { someState } from "../../support/node-state.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Every file this program keeps: how it is written, and what is read back from it. */
const files: Readonly<
  Record<string, { write(folder: string): Promise<unknown>; read(folder: string): unknown }>
> = {
  "settings.json": {
    write: (folder) => changeConsent(folder, { remoteMayLoosen: true }),
    read(folder) {
      const settings = openSettings(folder);
      if (!settings.ok) throw new Error(settings.failure.kind);
      return [settings.value.recovered, settings.value.read(), readConsent(folder).remoteMayLoosen];
    },
  },
  "exec-approvals.json": {
    write: (folder) =>
      createApprovalsStore(folder).change((file) => ({ ...file, defaults: { security: "full" } })),
    read: (folder) => {
      const { file, closed } = createApprovalsStore(folder).read();
      return [closed, file.defaults];
    },
  },
  "keys.json": {
    write: (folder) => createKeyFileStore(folder).set("seed", "ü secret"),
    read: (folder) => createKeyFileStore(folder).get("seed"),
  },
  "folder.json": {
    write: (folder) =>
      writeFolderRecord(folder, {
        id: "0123456789abcdef",
        profile: null,
        path: "C:\\Jörg",
        holdsIdentity: true,
      }),
    read: readFolderRecord,
  },
  "last-state.json": {
    async write(folder) {
      const keeper = createLastStateKeeper(folder);
      keeper.keep({ at: 5, state: someState() });
      await keeper.settled();
    },
    read: readLastState,
  },
  "activity.jsonl": {
    async write(folder) {
      const entry = {
        gateway: "g",
        agent: "ü",
        session: null,
        directory: null,
        decision: "allowed",
      } as const;
      const end = { reason: "full", exitCode: 0, signal: null, timedOut: false, durationMs: 1 } as const;
      for (const at of [1, 2]) createActivityLog(folder).append({ at, command: `c${at}`, ...entry, ...end });
    },
    read: (folder) => createActivityLog(folder).read(),
  },
  "control-secret": {
    write: (folder) => makeControlSecret(join(folder, "control-secret")),
    read: (folder) => readControlSecret(join(folder, "control-secret")),
  },
};

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  "a byte-order mark": (text) => Buffer.from(`\ufeff${text}`),
  "lines that end as on Windows": (text) => Buffer.from(text.replaceAll("\n", "\r\n")),
  both: (text) => Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`),
  "UTF-16 as Notepad writes it": (text) => Buffer.from(`\ufeff${text.replaceAll("\n", "\r\n")}`, "utf16le"),
  "UTF-16 the other way round": (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16(),
};

describe.each(Object.keys(files))("%s", (name) => {
  test.each(Object.keys(encodings))(
    "is read as before after an editor saved it with %s",
    async (encoding) => {
      const { write, read } = files[name] as (typeof files)[string];
      const folder = temporaryDirectory();
      await write(folder);
      const path = join(folder, name);
      const before = await read(folder);
      const again = encodings[encoding]?.(readFileSync(path, "utf8")) ?? "";
      writeFileSync(path, again);
      chmodSync(path, 0o600);
      expect(await read(folder)).toEqual(before);
      expect(readdirSync(folder).filter((entry) => entry.includes("broken"))).toEqual([]);
    },
  );
});

test("leaves no file that is kept out of the table", async () => {
  const folder = temporaryDirectory();
  for (const { write } of Object.values(files)) await write(folder);
  const kept = readdirSync(folder).filter((name) => !name.endsWith(".last-good"));
  expect(kept.sort()).toEqual(Object.keys(files).sort());
});

describe("what a virus scanner holds for a moment", () => {
  const refusing = (code: string, times: number) => {
    let left = times;
    return () => {
      if (left-- > 0) throw Object.assign(new Error(code), { code });
      return "done";
    };
  };

  test.each(["EPERM", "EACCES", "EBUSY"])(
    "is tried again on Windows (%s), for a second and no longer",
    async (code) => {
      expect(withRetrySync(refusing(code, 4), "win32")).toBe("done");
      expect(await withRetry(async () => refusing(code, 0)(), "win32")).toBe("done");
      const began = performance.now();
      expect(() => withRetrySync(refusing(code, 1_000), "win32")).toThrow(code);
      expect(performance.now() - began).toBeGreaterThan(900);
      expect(() => withRetrySync(refusing(code, 1), "linux")).toThrow(code);
    },
  );

  test("is not waited for when the answer is final", () => {
    expect(() => withRetrySync(refusing("ENOENT", 1), "win32")).toThrow("ENOENT");
    expect(() => withRetrySync(refusing("EPERM", 1), "win32", ["EBUSY"])).toThrow("EPERM");
  });
});
