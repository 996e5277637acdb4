import { describe, expect, test } from "vitest";
import { createConversation } from "../../src/core/chat/conversation.ts";
import { createTurnsTeller } from "../../src/main/ipc/tell-turns.ts";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { MAX_ANSWER_LENGTH, type Turn } from "../../src/shared/conversation.ts";
import { grown, growthOf, type TurnsGrowth } from "../../src/shared/turns-growth.ts";
import { snapshotOf, states } from "../support/app-snapshot.ts";

const snapshotForTest = () => snapshotOf(states.connected);

const turn = (part: Partial<Turn> = {}): Turn => ({
  id: 1,
  message: "Hello?",
  sessionKey: "agent:main:main",
  answer: "",
  state: "answering",
  detail: "",
  ...part,
});

/** A page that draws what it is told, and what that cost. */
function page() {
  let known: AppSnapshot = snapshotForTest();
  const told: { readonly kind: "snapshot" | "growth"; readonly bytes: number }[] = [];
  const teller = createTurnsTeller((channel, value) => {
    const isGrowth = channel.endsWith("turns-grown");
    told.push({ kind: isGrowth ? "growth" : "snapshot", bytes: JSON.stringify(value).length });
    const next = value as AppSnapshot;
    if (!isGrowth) {
      known = next.turns === undefined && known.turns !== undefined ? { ...next, turns: known.turns } : next;
      return;
    }
    const turns = grown(known.turns ?? [], value as TurnsGrowth);
    if (turns === "behind") throw new Error("the page misses something");
    known = { ...known, turns };
  });
  return {
    ...teller,
    told,
    turns: () => known.turns,
    bytes: () => told.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

describe("an answer that grows", () => {
  test("is told once, whatever it is told in: its bytes grow with its length, not with its square", () => {
    const { tell, turns, bytes, told } = page();
    const conversation = createConversation((_question, onText) => {
      ask.say = onText;
      return new Promise(() => {});
    });
    const ask = { say: (_text: string) => {} };
    const base = snapshotForTest();
    conversation.subscribe(() => tell({ ...base, turns: conversation.turns() }));
    conversation.ask({ message: "Tell me everything", sessionKey: "agent:main:main" });
    const whole = "0123456789".repeat(MAX_ANSWER_LENGTH / 10);
    for (let length = 100; length <= whole.length; length += 100) ask.say(whole.slice(0, length));
    expect(turns()?.at(-1)?.answer).toBe(whole);
    expect(told).toHaveLength(4_001);
    // 4,000 whole snapshots would be 800 MB; a piece is told with less than its own length around it.
    expect(bytes()).toBeLessThan(2 * whole.length + JSON.stringify(base).length + 1_000);
  });

  test("costs nothing more when something else changes meanwhile", () => {
    const { tell, told, turns } = page();
    const base = snapshotForTest();
    const before = [
      turn({ id: 1, answer: "x".repeat(100_000), state: "answered" }),
      turn({ id: 2, answer: "Two" }),
    ];
    tell({ ...base, turns: before });
    tell({ ...base, turns: before });
    tell({ ...base, app: { ...base.app, trayAvailable: false }, turns: before });
    expect(told.map(({ kind }) => kind)).toEqual(["snapshot", "snapshot"]);
    expect(told[1]?.bytes).toBeLessThan(100_000);
    expect(turns()).toEqual(before);
  });

  test.each<[string, readonly Turn[]]>([
    ["ends", [turn({ answer: "One.", state: "answered" })]],
    ["begins anew", [turn({ answer: "Two" })]],
    ["is followed by another", [turn({ answer: "One.", state: "answered" }), turn({ id: 2 })]],
    ["is cleared", []],
  ])("is told whole when it %s", (_, after) => {
    const { tell, told, turns } = page();
    tell({ ...snapshotForTest(), turns: [turn({ answer: "One" })] });
    tell({ ...snapshotForTest(), turns: after });
    expect(told.map(({ kind }) => kind)).toEqual(["snapshot", "snapshot"]);
    expect(turns()).toEqual(after);
  });

  test("is told whole for another connection, and to a page that read everything by itself", () => {
    const { tell, told, readAnew } = page();
    const several = (shown: string) => ({ ...snapshotForTest(), connections: { shown, list: [] } });
    tell({ ...several("a"), turns: [turn({ answer: "One" })] });
    tell({ ...several("b"), turns: [turn({ answer: "One two" })] });
    readAnew();
    tell({ ...several("b"), turns: [turn({ answer: "One two three" })] });
    expect(told.map(({ kind }) => kind)).toEqual(["snapshot", "snapshot", "snapshot"]);
  });
});

test.each<[string, TurnsGrowth, readonly string[] | "behind"]>([
  ["what comes next", { id: 1, at: 3, text: " two" }, ["One two"]],
  ["what was in a snapshot already", { id: 1, at: 1, text: "ne" }, ["One"]],
  ["what comes after something that is missing", { id: 1, at: 5, text: "x" }, "behind"],
  ["what overlaps", { id: 1, at: 2, text: "e two" }, "behind"],
  ["what belongs to a turn that is not there", { id: 7, at: 0, text: "x" }, "behind"],
])("a page takes %s as that", (_, growth, expected) => {
  const after = grown([turn({ answer: "One" })], growth);
  expect(after === "behind" ? after : after.map(({ answer }) => answer)).toEqual(expected);
});

test("growth is only what makes one conversation of the other", () => {
  const before = [turn({ answer: "One" })];
  expect(growthOf(before, [turn({ answer: "One two" })])).toEqual({ id: 1, at: 3, text: " two" });
  expect(growthOf(before, before)).toBe(null);
  expect(growthOf([], before)).toBe(null);
});
