import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { ComputerUse } from "../../src/core/computer/computer-use.ts";
import { trayIconFile } from "../../src/main/tray/icon.ts";
import { computerEntries, trayMenu, trayTooltip } from "../../src/main/tray/menu.ts";
import { trayLine } from "../../src/main/tray/tray-line.ts";
import { wordsFor } from "../../src/main/words/words.ts";
import type { BlockedReason } from "../../src/shared/blocked.ts";
import type { NodeState, Phase, WaitingReason } from "../../src/shared/state.ts";
import { blockedReasons, waitingReasons } from "../renderer/harness/snapshots.ts";
import { snapshotOf, states } from "../support/app-snapshot.ts";
import { causeOf } from "../support/blocked-causes.ts";

const words = wordsFor("en", "en");
const labels = (state: NodeState) =>
  trayMenu(snapshotOf(state), words).flatMap((entry) => ("label" in entry ? [entry.label] : []));

/** Every reason to wait or to act, in both languages. */
function* everyState(): Iterable<{ readonly words: typeof words; readonly state: NodeState }> {
  for (const spoken of [words, wordsFor("de", "en")]) {
    for (const reason of Object.keys(waitingReasons) as WaitingReason[])
      yield { words: spoken, state: { ...states.waiting, reason } };
    for (const reason of Object.keys(blockedReasons) as BlockedReason[])
      yield { words: spoken, state: { ...states.connected, phase: "blocked", ...causeOf(reason) } };
    for (const state of Object.values(states)) yield { words: spoken, state };
  }
}

describe("a line of the tray menu", () => {
  test("is a sentence that fits, else clauses, else words, and leaves no direction open", () => {
    expect(trayLine("The gateway is starting.")).toBe("The gateway is starting.");
    const long = "Nothing answers at a.example:18789. The gateway may be down, or the port is wrong.";
    expect(trayLine(long)).toBe("Nothing answers at a.example:18789");
    expect(trayLine(`\u2068${"א".repeat(50)}, ${"ב".repeat(50)}\u2069 is gone.`)).toBe(
      `\u2068${"א".repeat(50)}\u2069`,
    );
    expect(trayLine("word ".repeat(30))).toBe(`${"word ".repeat(12)}word …`);
  });
});

describe("the tray menu", () => {
  test("begins with the state in words, and always offers Open, Start at login and Quit", () => {
    for (const state of Object.values(states)) {
      const said = labels(state);
      expect(said[0]).toBe(words.catalogue.phases[state.phase]);
      expect(said).toEqual(expect.arrayContaining(["Open Clawtray", "Start at login", "Quit Clawtray"]));
    }
  });

  test("while approval is awaited, holds what the administrator needs", () => {
    expect(labels(states["awaiting-approval"])).toEqual(
      expect.arrayContaining(["Request request-1", "Copy fingerprint", "Copy admin command", "Pause"]),
    );
  });

  test("offers the surface command only while the surface is pending", () => {
    expect(labels(states.connected)).not.toContain("Copy admin command");
    const surface = { status: "pending", requestId: "s", adminCommand: "openclaw nodes approve s" } as const;
    expect(labels({ ...states.connected, surface })).toContain("Copy admin command");
  });

  test("says that the second approval is awaited, and only then", () => {
    const surface = { status: "pending", requestId: "s", adminCommand: "openclaw nodes approve s" } as const;
    expect(labels({ ...states.connected, surface })[0]).toBe("Waiting for the second approval");
    expect(labels({ ...states.connected, surface: { ...surface, requestId: null } })[0]).toBe("Connected");
  });

  test("leads to what can be done while it waits, unless it passes by itself", () => {
    expect(labels({ ...states.waiting, reason: "name-not-found" })).toContain("What to do …");
    expect(labels({ ...states.waiting, reason: "gateway-starting" })).not.toContain("What to do …");
  });

  test("has no line that is wider than a menu should be", () => {
    for (const { words, state } of everyState()) {
      const said = trayMenu(snapshotOf(state), words).flatMap((entry) =>
        entry.kind === "text" ? [entry.label] : [],
      );
      for (const line of said) expect(line.length, line).toBeLessThanOrEqual(68);
    }
  });

  test("offers Resume when paused, Reconnect when waiting or blocked, and neither without a gateway", () => {
    expect(labels(states.paused)).toContain("Resume");
    expect(labels(states.paused)).not.toContain("Pause");
    expect(labels(states.waiting)).toContain("Reconnect now");
    expect(labels(states.blocked)).toContain("What to do …");
    expect(labels(states.unconfigured)).not.toContain("Pause");
  });

  test("shows a login item that is not supported as one that cannot be chosen", () => {
    const snapshot = {
      ...snapshotOf(states.connected),
      loginItem: { status: "not-supported", detail: "" } as const,
    };
    const entry = trayMenu(snapshot, words).find((one) => one.kind === "switch");
    expect(entry).toMatchObject({ enabled: false, on: false });
  });

  test("a capture is said under the state and in the tooltip, for as long as it lasts", () => {
    const snapshot = { ...snapshotOf(states.connected), captures: ["camera", "screen"] as const };
    const said = trayMenu(snapshot, words).flatMap((entry) => ("label" in entry ? [entry.label] : []));
    expect(said.slice(1, 3)).toEqual(["Camera in use", "Screen is being captured"]);
    expect(trayTooltip(snapshot, words)).toBe(
      "Clawtray: Connected · Camera in use · Screen is being captured",
    );
    expect(labels(states.connected)).not.toContain("Camera in use");
  });

  test("the tooltip says the state", () => {
    expect(trayTooltip(snapshotOf(states.paused), words)).toBe("Clawtray: Paused");
    expect(trayTooltip(snapshotOf(states.paused), wordsFor("de", "en"))).toMatch(/^Clawtray: /);
  });
});

test("every phase, and a capture, has an icon for every system, panel and scale", () => {
  const folder = fileURLToPath(new URL("../../assets/tray/", import.meta.url));
  for (const phase of [...(Object.keys(states) as Phase[]), "capturing"] as const) {
    for (const [platform, dark] of [
      ["linux", true],
      ["win32", false],
      ["darwin", false],
    ] as const) {
      const file = trayIconFile(phase, platform, { dark });
      for (const scale of ["", "@2x", "@3x"]) {
        expect(existsSync(folder + file.replace(/\.png$/, `${scale}.png`)), file + scale).toBe(true);
      }
    }
  }
});

describe("computer use in the tray menu", () => {
  const said = (use: ComputerUse) =>
    computerEntries(use, words).flatMap((entry) =>
      entry.kind === "action" ? [`${entry.label} (${entry.action})`] : "label" in entry ? [entry.label] : [],
    );
  const end = "End computer use (Ctrl+Alt+Escape) (computer-end)";

  test("is nothing until the person has allowed it", () => {
    expect(said({ phase: "idle" })).toEqual([]);
    expect(said({ phase: "asking", owner: {} })).toEqual([]);
  });

  test("says what the agent may do, and how to stop it", () => {
    const owner = {};
    const pause = "Pause computer use (computer-pause)";
    expect(said({ phase: "active", scope: "view", owner, until: 0 })).toEqual([
      "An agent sees this screen",
      pause,
      end,
    ]);
    expect(said({ phase: "active", scope: "control", owner, until: 0 })).toEqual([
      "An agent controls this computer",
      pause,
      end,
    ]);
    expect(said({ phase: "paused", scope: "control", owner, until: 0 })).toEqual([
      "Computer use is paused",
      "Let the agent go on (computer-resume)",
      end,
    ]);
  });
});
