import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { moveLeavings } from "../../src/core/settings/move-leavings.ts";
import { leavingsFolder } from "../../src/core/settings/state-folder.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

describe("what a node leaves behind", () => {
  test.each([
    ["linux", {}, "/home/p/.config/clawtray", "/home/p/.local/state/clawtray"],
    ["linux", { XDG_STATE_HOME: "/s" }, "/home/p/.config/clawtray", "/s/clawtray"],
    ["linux", { XDG_STATE_HOME: "relative" }, "/home/p/.config/clawtray", "/home/p/.local/state/clawtray"],
    ["linux", { XDG_CONFIG_HOME: "/c" }, "/c/clawtray", "/home/p/.local/state/clawtray"],
    ["linux", { XDG_STATE_HOME: "/s" }, "/elsewhere", "/elsewhere"],
    ["darwin", {}, "/home/p/Library/Application Support/Clawtray", "/home/p/Library/Logs/Clawtray"],
    ["win32", { APPDATA: "C:\\R", LOCALAPPDATA: "C:\\L" }, "C:\\R\\Clawtray", "C:\\L\\Clawtray"],
  ])("lies on %s with %o, for %s, in %s", (platform, env, stateDir, expected) => {
    expect(leavingsFolder(stateDir, platform, env, "/home/p")).toBe(expected);
  });

  test("is moved from where earlier versions kept it; settings and secrets stay, and nothing is overwritten", () => {
    const from = temporaryDirectory();
    const to = join(temporaryDirectory(), "state", "clawtray");
    mkdirSync(join(from, "logs"));
    for (const name of [
      "activity.jsonl",
      "activity.jsonl.1",
      "last-state.json",
      "logs/clawtray.log",
      "logs/a.log",
    ])
      writeFileSync(join(from, name), `old ${name}`);
    for (const name of ["settings.json", "keys.json", "exec-approvals.json"])
      writeFileSync(join(from, name), "");
    mkdirSync(join(to, "logs"), { recursive: true });
    writeFileSync(join(to, "logs", "clawtray.log"), "newer");
    moveLeavings(from, to);
    expect(readdirSync(from)).toEqual(["exec-approvals.json", "keys.json", "logs", "settings.json"]);
    expect(readdirSync(to)).toEqual(["activity.jsonl", "activity.jsonl.1", "last-state.json", "logs"]);
    expect(readFileSync(join(to, "activity.jsonl"), "utf8")).toBe("old activity.jsonl");
    expect(readFileSync(join(to, "logs", "clawtray.log"), "utf8")).toBe("newer");
    expect(readFileSync(join(from, "logs", "clawtray.log"), "utf8")).toBe("old logs/clawtray.log");
    expect(existsSync(join(to, "logs", "a.log"))).toBe(true);
    moveLeavings(from, to);
    moveLeavings(from, from);
    moveLeavings(join(from, "none"), to);
    expect(readdirSync(from)).toEqual(["exec-approvals.json", "keys.json", "logs", "settings.json"]);
  });
});
