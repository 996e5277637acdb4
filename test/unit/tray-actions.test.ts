import { expect, test } from "vitest";
import type { ComputerUse } from "../../src/core/computer/computer-use.ts";
import { trayActions } from "../../src/main/tray/actions.ts";
import type { TrayAction } from "../../src/main/tray/menu.ts";

/** What each entry of the menu does while the computer is used like this. */
function chosen(use: ComputerUse, ...entries: readonly TrayAction[]) {
  const did: string[] = [];
  const request = async ({ kind }: { readonly kind: string }) => void did.push(kind);
  const connection = { id: "a", kept: {}, actions: { request, intend: request }, page: {} };
  const act = trayActions({
    connections: { all: () => [connection], shown: () => connection },
    computer: {
      now: () => use,
      pause: () => did.push("computer-pause"),
      end: () => did.push("computer-end"),
    },
    facts: { now: () => ({ loginItem: { status: "off" } }) },
    window: { show: () => did.push("window") },
  } as never);
  for (const entry of entries) act(entry);
  return did;
}

const widening = ["resume", "resume-all", "toggle-login-item"] as const;
const use = { phase: "active", scope: "control", owner: {}, until: 0 } as const;

test("an agent that has the mouse widens nothing from the tray, and a person can end it there", () => {
  expect(chosen(use, ...widening)).toEqual(["window", "window", "window"]);
  expect(chosen(use, "pause", "computer-pause", "computer-end")).toEqual([
    "pause",
    "computer-pause",
    "computer-end",
  ]);
});

test.each<ComputerUse>([{ phase: "idle" }, { ...use, phase: "paused" }, { ...use, scope: "view" }])(
  "otherwise the entries do what they say: %j",
  (now) => {
    expect(chosen(now, ...widening)).toEqual(["resume", "resume-all", "set-login-item"]);
  },
);
