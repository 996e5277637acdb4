import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { canMount, smallDisk } from "../support/small-disk.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const root = process.getuid?.() === 0;

/** The command line in a folder of its own: a stranger's user may not look into ours. */
function copyOfCli(): string {
  const folder = mkdtempSync("/tmp/clawtray-cli-");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o755);
  cpSync(resolve("out/cli"), folder, { recursive: true });
  cpSync(process.execPath, join(folder, "node"));
  return folder;
}

function command(file: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(file, args, { encoding: "utf8", timeout: 20_000 });
  return { status, stdout, stderr };
}

const cli = resolve("out/cli/index.js");
const here = (...args: string[]) => command(process.execPath, cli, ...args);

describe.skipIf(!root && "becoming another user takes root")(
  "a user the system does not know, without HOME",
  () => {
    const stranger = (folder: string, ...args: string[]) =>
      command(
        "env",
        ...["-i", "PATH=/usr/bin:/bin", "setpriv", "--reuid", "12345", "--clear-groups"],
        ...[join(folder, "node"), join(folder, "index.js"), ...args],
      );

    test("is helped, told that there is no home, and served in a folder it names", {
      timeout: 60_000,
    }, () => {
      const folder = copyOfCli();
      expect(stranger(folder, "--help")).toMatchObject({ status: 0, stderr: "" });
      for (const args of [["status"], ["capabilities"], ["run"], ["approvals"], ["activity"]]) {
        const { status, stderr } = stranger(folder, ...args);
        expect(stderr).toContain("This user (12345) has no home folder");
        expect(stderr).not.toContain("    at ");
        expect(status).toBe(3);
      }
      const state = `/tmp/clawtray-stranger-${process.pid}`;
      onTestFinished(() => rmSync(state, { recursive: true, force: true }));
      const off = stranger(folder, "capabilities", "off", "run", "--state-dir", state);
      expect(off).toMatchObject({ status: 0, stdout: expect.stringContaining('"run" is off') });
    });
  },
);

describe("a folder that cannot be used", () => {
  test.skipIf(process.platform === "win32")(
    "is named when the working folder is deleted and the path is relative",
    () => {
      const script = `cd "$1" && rmdir "$1" && exec "$2" "$3" status --state-dir here`;
      const gone = join(temporaryDirectory(), "gone");
      mkdirSync(gone);
      expect(command("sh", "-c", script, "sh", gone, process.execPath, cli)).toMatchObject({
        status: 3,
        stderr: expect.stringContaining("The folder this was started in has been deleted"),
      });
    },
  );

  test.each([
    ["is a file", "part of its path is not a folder", (path: string) => writeFileSync(path, "")],
    [
      "others can change",
      "other users can change the folder (mode 0777)",
      (path: string) => {
        mkdirSync(path);
        chmodSync(path, 0o777);
      },
    ],
  ])("because it %s is named with the reason", (_, why, make) => {
    const path = join(temporaryDirectory(), "state");
    make(path);
    for (const args of [
      ["run", "--gateway", "127.0.0.1:1"],
      ["capabilities", "off", "run"],
      ["forget", "--yes"],
    ]) {
      const { status, stderr } = here(...args, "--state-dir", path);
      expect(stderr).toContain(`The state folder ${path} cannot be used: ${why}.`);
      expect(status).toBe(3);
    }
  });

  test.skipIf(!canMount && "mounting takes root")("because its disk is full or read-only is named so", () => {
    const disk = smallDisk();
    disk.fill();
    const state = join(disk.folder, "state");
    const full = here("capabilities", "off", "run", "--state-dir", state);
    expect(full.stderr).toContain("cannot be written: there is no space left on the disk.");
    expect(full.stdout).toBe("");
    expect(full.status).not.toBe(0);
    disk.free();
    disk.makeReadOnly();
    const readOnly = here("capabilities", "off", "run", "--state-dir", state);
    expect(readOnly.stderr).toContain(state);
    expect(readOnly.stderr).toContain("the disk is read-only.");
    expect(readOnly.status).not.toBe(0);
  });
});
