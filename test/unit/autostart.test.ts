import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readDesktopEntry, readExec } from "../../src/main/login-item/desktop-entry.ts";
import { type LaunchFacts, launchCommand } from "../../src/main/login-item/launch-command.ts";
import {
  autostartEntry,
  isEnabled,
  startsUs,
  xdgAutostart,
} from "../../src/main/login-item/xdg-autostart.ts";

const facts: LaunchFacts = {
  image: null,
  executable: "/opt/Clawtray/clawtray",
  appFolder: null,
  argv: [],
  options: { keyStore: null },
  stateDir: "/home/me/.config/clawtray",
  usualStateDir: "/home/me/.config/clawtray",
};

test("the next login starts the same program on the same state, with every switch that mattered", () => {
  expect(launchCommand(facts)).toEqual({ path: "/opt/Clawtray/clawtray", args: ["--hidden"] });
  const told = launchCommand({
    ...facts,
    argv: [
      "--no-sandbox",
      "--ozone-platform=x11",
      "--remote-debugging-port=0",
      "--inspect",
      "oc-pair://x",
      "--hidden",
    ],
    options: { keyStore: "file" },
    stateDir: "/srv/node one",
  });
  expect(told.args).toEqual([
    "--no-sandbox",
    "--ozone-platform=x11",
    "--state-dir",
    "/srv/node one",
    "--key-store",
    "file",
    "--hidden",
  ]);
});

test("a state folder that only this session's variables gave is said at the next login", () => {
  const { args } = launchCommand({ ...facts, stateDir: "/elsewhere/clawtray" });
  expect(args).toEqual(["--state-dir", "/elsewhere/clawtray", "--hidden"]);
});

test("an entry is read back as it was written, whatever is in the names", () => {
  const command = { path: '/a b/"new" $x/100%\\claw', args: ["--state-dir", "/tmp/it's `here`", "--hidden"] };
  const keys = readDesktopEntry(autostartEntry(command));
  expect(readExec(keys.get("Exec") ?? "")).toEqual([command.path, ...command.args]);
  expect(keys.get("TryExec")).toBe(command.path);
});

/** A folder with a program, and the control over an autostart entry for it. */
function desktop(args: readonly string[] = ["--hidden"]) {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-autostart-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "clawtray");
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
  mkdirSync(join(folder, "autostart"));
  return {
    path,
    folder,
    entry: join(folder, "autostart", "clawtray.desktop"),
    control: xdgAutostart(folder, { path, args }),
  };
}

test("switched on it reads on; with its program gone, not executable or a folder it does not", () => {
  const { path, control } = desktop();
  expect(control.set(true)).toBe(null);
  expect(control.read()).toEqual({ status: "on" });
  chmodSync(path, 0o644);
  expect(control.read()).toEqual({ status: "off" });
  rmSync(path);
  expect(control.read()).toEqual({ status: "off" });
  mkdirSync(path);
  expect(control.read()).toEqual({ status: "off" });
});

test("an entry that starts another program, or this one on another state, is not on", () => {
  const { path, entry, control } = desktop(["--state-dir", "/srv/one", "--hidden"]);
  writeFileSync(entry, autostartEntry({ path: "/bin/sh", args: ["--state-dir", "/srv/one", "--hidden"] }));
  expect(control.read()).toEqual({ status: "off" });
  writeFileSync(entry, autostartEntry({ path, args: ["--hidden"] }));
  expect(control.read()).toEqual({ status: "off" });
  writeFileSync(entry, autostartEntry({ path, args: ["--state-dir=/srv/one", "--hidden"] }));
  expect(control.read()).toEqual({ status: "on" });
});

test("what the desktop itself switched off, or leaves to other desktops, is not on", () => {
  const entry = autostartEntry({ path: "/x", args: [] });
  expect(isEnabled(entry, "XFCE")).toBe(true);
  expect(isEnabled(`${entry}Hidden=true\n`, "XFCE")).toBe(false);
  expect(isEnabled(`${entry}OnlyShowIn=GNOME;Unity;\n`, "XFCE")).toBe(false);
  expect(isEnabled(`${entry}OnlyShowIn=GNOME;XFCE;\n`, "XFCE")).toBe(true);
  expect(isEnabled(`${entry}NotShowIn=KDE;\n`, "KDE")).toBe(false);
  // A key of another group is no key of the entry.
  expect(isEnabled(`${entry}[Desktop Action x]\nHidden=true\n`, "XFCE")).toBe(true);
});

test("an entry nobody can read starts nothing", () => {
  expect(startsUs("", { path: "/bin/sh", args: [] })).toBe(false);
  expect(startsUs("[Desktop Entry]\nExec=\n", { path: "/bin/sh", args: [] })).toBe(false);
});
