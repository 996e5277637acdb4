import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openLogFile } from "../../src/core/log/log-file.ts";
import { redactText } from "../../src/core/log/redact-text.ts";
import { readStartOptions } from "../../src/main/lifecycle/start-options.ts";
import { autostartEntry, isEnabled } from "../../src/main/login-item/xdg-autostart.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "clawtray-unit-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test("the log turns over by size, keeps as many files as it was told, and loses no line in between", () => {
  const path = folder();
  const log = openLogFile(path, () => 0, { fileSize: 200, olderFiles: 2 });
  for (let number = 0; number < 20; number += 1) log.log("info", `line ${number}`);
  expect(readdirSync(path).sort()).toEqual(["clawtray.log", "clawtray.log.1", "clawtray.log.2"]);
  const kept = ["clawtray.log.2", "clawtray.log.1", "clawtray.log"]
    .map((name) => readFileSync(join(path, name), "utf8"))
    .join("");
  const numbers = [...kept.matchAll(/line (\d+)/g)].map((match) => Number(match[1]));
  expect(numbers.at(-1)).toBe(19);
  expect(numbers).toEqual(numbers.map((_number, index) => (numbers[0] ?? 0) + index));
});

test("a log that cannot be written stops nobody", () => {
  const log = openLogFile(`${sep}dev${sep}null${sep}nowhere`, () => 0);
  log.log("info", "still here");
  expect(log.lastLines()).toEqual(["1970-01-01T00:00:00.000Z info still here"]);
});

test("secrets do not get into the log, by name or by shape", () => {
  const path = folder();
  const log = openLogFile(path, () => 0);
  const code = `eyJ${"a".repeat(40)}`;
  log.log("info", `opened oc-pair://${code}`, {
    token: "hunter2",
    deep: { password: "hunter3", url: "https://me:hunter4@host/j/abcdefghijklmnopqrstuv?token=hunter5" },
    error: new Error(`Bearer hunter6 ${code}`),
  });
  const text = readFileSync(join(path, "clawtray.log"), "utf8");
  expect(text).not.toMatch(/hunter|abcdefghij|eyJa/);
  expect(redactText("nothing secret here: ws://host:1/path")).toBe("nothing secret here: ws://host:1/path");
});

test("the autostart entry quotes what the specification wants quoted", () => {
  expect(autostartEntry({ path: "/opt/Clawtray/clawtray", args: ["--hidden"] })).toMatch(
    /^Exec=\/opt\/Clawtray\/clawtray --hidden$/m,
  );
  expect(autostartEntry({ path: "/a b/100%", args: [] })).toMatch(/^Exec="\/a b\/100%%"$/m);
});

test("an autostart entry that the desktop switched off counts as off", () => {
  const entry = autostartEntry({ path: "/x", args: [] });
  expect(isEnabled(entry)).toBe(true);
  expect(isEnabled(`${entry}Hidden=true\n`)).toBe(false);
  expect(isEnabled(entry.replace("enabled=true", "enabled=false"))).toBe(false);
});

test("the command line is read without minding what Chromium adds to it", () => {
  const args = [
    "electron",
    "--type=x",
    "--hidden",
    "--state-dir=here",
    "--key-store",
    "file",
    "oc-pair://abc",
  ];
  expect(readStartOptions(args, "/base")).toEqual({
    hidden: true,
    ask: false,
    stateDir: join(sep, "base", "here"),
    keyStore: "file",
    link: "oc-pair://abc",
  });
  expect(readStartOptions(["electron", "--ask"], "/base").ask).toBe(true);
  expect(readStartOptions(["electron", "--key-store=elsewhere"], "/base").keyStore).toBe(null);
});
