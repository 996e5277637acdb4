import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/core/commands/command.ts";
import type { ConsentAnswer } from "../../../src/core/computer/computer-use.ts";
import type { DisplayArea } from "../../../src/core/computer/displays.ts";
import { offerComputer } from "../../../src/core/computer/offer.ts";
import type { ActivityEntry } from "../../../src/core/exec/activity.ts";
import { createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import type { Question } from "../../../src/shared/question.ts";
import type { NodeState } from "../../../src/shared/state.ts";
import { someContext } from "../../support/invoke-context.ts";
import { someState } from "../../support/node-state.ts";
import { display, settled, someSession } from "./desktop.ts";

const executionId = "3f9ac27e-51d8-4b6e-8718-c0d92fa46b35";
const other = "4f9ac27e-51d8-4b6e-8718-c0d92fa46b35";

const inState = (phase: "connected" | "connecting", capabilities: NodeState["capabilities"]): NodeState =>
  ({ ...someState(), phase, capabilities }) as NodeState;

/** A gateway's commands over a fake desktop; the person answers with a choice, or refuses. */
function someComputer(reply: "0" | "1" | "2" | "deny" = "1") {
  const world = someSession();
  const entries: ActivityEntry[] = [];
  const asked: Question[] = [];
  const questions = createQuestionQueue(world.clock);
  questions.attach({
    show(question) {
      asked.push(question);
      queueMicrotask(() => {
        if (reply === "deny") questions.answer(question.id, "deny");
        else questions.answer(question.id, "reply", { everywhere: false, reply });
      });
    },
    close() {},
  });
  const door = { isOn: true };
  const captured: { areas: readonly DisplayArea[] } = { areas: [display] };
  const offer = offerComputer(
    world.session,
    {
      questions,
      activity: { append: (entry) => entries.push(entry) > 0 },
      clock: world.clock,
      gateway: () => "wss://gateway.example.org",
      isOn: () => door.isOn,
    },
    () => captured.areas,
  );
  const picture = { width: 1280, height: 720 };
  const taken: unknown[] = [];
  const plain: Command = {
    name: "screen.snapshot",
    capability: "screen",
    async run(params) {
      taken.push(params);
      return { format: "jpeg", base64: "AAAA", ...picture, screenIndex: 0, capturedAtMs: 1 };
    },
  };
  const context = { ...someContext(), sessionKey: "agent:main:telegram:1" };
  const [act] = offer.commands;
  if (act === undefined) throw new Error("there is no computer.act");
  const run = async (command: Command, params: unknown) => {
    const ended = command.run(params, context).catch((error: { code: string }) => error.code);
    await settled();
    world.clock.advance(1_500);
    return (await ended) as Record<string, unknown> | string;
  };
  const snapshot = (fields = {}) => run(offer.withFrames(plain), { executionId, ...fields });
  const frame = async () => {
    const made = await snapshot();
    return typeof made === "string" ? made : String(made.displayFrameId);
  };
  const doing = (action: string, fields = {}) => run(act, { action, executionId, ...fields });
  return { ...world, offer, captured, entries, asked, door, picture, taken, snapshot, frame, doing };
}

describe("screen.snapshot for a run", () => {
  test("comes with a frame once the person agrees, and without a run as ever", async () => {
    const { snapshot, asked, door } = someComputer("0");
    expect(await snapshot({ executionId: undefined })).not.toHaveProperty("displayFrameId");
    expect(asked).toHaveLength(0);
    expect(await snapshot()).toMatchObject({
      base64: "AAAA",
      width: 1280,
      displayFrameId: expect.any(String),
    });
    expect(asked).toHaveLength(1);
    door.isOn = false;
    expect(await snapshot({ executionId: other })).not.toHaveProperty("displayFrameId");
  });

  test("the question names who asks and what would be done first, and is Clawtray's own", async () => {
    const { snapshot, asked } = someComputer();
    await snapshot();
    expect(asked[0]).toMatchObject({
      gateway: "wss://gateway.example.org",
      agent: "main",
      command: "screen.snapshot 0 (agent:main:telegram:1)",
      inquiry: { takes: "choice", about: "computer", choices: { length: 3 } },
      answers: ["deny", "reply"],
    });
  });

  test.each([
    [1, "COMPUTER_UNSUPPORTED_DISPLAY"],
    [-1, "COMPUTER_UNSUPPORTED_DISPLAY"],
    ["0", "COMPUTER_UNSUPPORTED_DISPLAY"],
  ])("of display %j is refused", async (screenIndex, code) => {
    const { snapshot, taken } = someComputer();
    expect(await snapshot({ screenIndex })).toBe(code);
    expect(taken).toEqual([]);
  });

  test("a picture of another shape than the display is refused: it is of another display", async () => {
    const { snapshot, picture } = someComputer();
    picture.height = 800;
    expect(await snapshot()).toBe("COMPUTER_UNSUPPORTED_DISPLAY");
  });
});

describe("computer.act", () => {
  test("acts at the place in the display's own pixels", async () => {
    const { frame, doing, fake } = someComputer();
    const displayFrameId = await frame();
    expect(await doing("left_click", { displayFrameId, x: 100, y: 50.25 })).toEqual({
      ok: true,
      effect: "unverifiable",
    });
    await doing("double_click", { displayFrameId, x: 1279.9, y: 719.9, modifiers: "ctrl" });
    await doing("mouse_move", { displayFrameId, x: 0, y: 0 });
    await doing("left_click_drag", { displayFrameId, fromX: 1, fromY: 2, x: 3, y: 4 });
    await doing("left_mouse_down", { displayFrameId, x: 5, y: 6 });
    await doing("left_mouse_up");
    await doing("scroll", { scrollDirection: "down" });
    await doing("type", { text: "hi" });
    await doing("key", { keys: "ctrl+c" });
    await doing("hold_key", { keys: "a", durationMs: 5 });
    expect(fake.did).toEqual([
      '"click" 0 {"x":200,"y":101} "left" 1 []',
      '"click" 0 {"x":2559,"y":1439} "left" 2 ["ctrl"]',
      '"move" 0 {"x":0,"y":0}',
      '"drag" 0 {"x":2,"y":4} {"x":6,"y":8} []',
      '"move" 0 {"x":10,"y":12}',
      '"press" "left" true',
      '"press" "left" false',
      '"scroll" 0 null "down" 3 []',
      '"type" "hi"',
      '"key" "ctrl+c"',
      '"hold" "a" 5',
    ]);
  });

  test("an old frame, a display that changed, another display and a place outside are refused", async () => {
    const { frame, doing, fake } = someComputer();
    const old = await frame();
    for (let times = 0; times < 4; times += 1) await frame();
    const displayFrameId = await frame();
    const click = (fields = {}) => doing("left_click", { displayFrameId, x: 1, y: 1, ...fields });
    expect(await click({ displayFrameId: old })).toBe("COMPUTER_STALE_FRAME");
    expect(await click({ displayFrameId: "guessed" })).toBe("COMPUTER_STALE_FRAME");
    expect(await click({ displayFrameId: undefined })).toBe("COMPUTER_STALE_FRAME");
    expect(await click({ screenIndex: 1 })).toBe("COMPUTER_UNSUPPORTED_DISPLAY");
    expect(await click({ x: 1280 })).toBe("COMPUTER_INVALID_REQUEST");
    expect(await click({ y: 720 })).toBe("COMPUTER_INVALID_REQUEST");
    fake.displays = [{ ...display, width: 1920, height: 1080 }];
    expect(await click()).toBe("COMPUTER_STALE_FRAME");
    fake.displays = [];
    expect(await click()).toBe("COMPUTER_STALE_FRAME");
    expect(fake.did).toEqual([]);
  });

  test("acts on the display that was looked at, whatever the driver calls it", async () => {
    const { snapshot, doing, fake, captured, picture } = someComputer();
    const second = { index: 0, x: -1920, y: 0, width: 1920, height: 1080, primary: false };
    fake.displays = [second, { ...display, index: 1 }];
    captured.areas = [display, second];
    const made = await snapshot({ screenIndex: 1 });
    const displayFrameId = typeof made === "string" ? made : made.displayFrameId;
    await doing("left_click", { screenIndex: 1, displayFrameId, x: 640, y: 360 });
    await doing("scroll", { screenIndex: 1, displayFrameId, x: 0, y: 0, scrollDirection: "up" });
    await doing("type", { screenIndex: 1, text: "hi" });
    // It is the driver's second one now.
    fake.displays = [
      { ...display, index: 0 },
      { ...second, index: 1 },
    ];
    await doing("left_click_drag", { screenIndex: 1, displayFrameId, fromX: 0, fromY: 0, x: 2, y: 2 });
    expect(fake.did).toEqual([
      '"click" 0 {"x":960,"y":540} "left" 1 []',
      '"scroll" 0 {"x":0,"y":0} "up" 3 []',
      '"type" "hi"',
      '"drag" 1 {"x":0,"y":0} {"x":3,"y":3} []',
    ]);
    const place = { displayFrameId, x: 1, y: 1 };
    expect(await doing("left_click", { ...place, screenIndex: 0 })).toBe("COMPUTER_STALE_FRAME");
    expect(await doing("left_click", { ...place, screenIndex: 2 })).toBe("COMPUTER_UNSUPPORTED_DISPLAY");
    fake.displays = [display];
    expect(await doing("left_click", { ...place, screenIndex: 1 })).toBe("COMPUTER_STALE_FRAME");
    expect(await snapshot({ screenIndex: 1 })).toBe("COMPUTER_UNSUPPORTED_DISPLAY");
    // The same shape, and another place.
    picture.height = 720;
    captured.areas = [display, { ...second, x: 2560 }];
    expect(await snapshot({ screenIndex: 1 })).toBe("COMPUTER_UNSUPPORTED_DISPLAY");
    expect(fake.did).toHaveLength(4);
  });

  test("a frame of one run is none of the next", async () => {
    const { frame, doing } = someComputer();
    const displayFrameId = await frame();
    await doing("__close_execution", { reason: "completion" });
    expect(await doing("left_click", { executionId: other, displayFrameId, x: 1, y: 1 })).toBe(
      "COMPUTER_STALE_FRAME",
    );
  });

  test.each([
    [{ kind: "own-window" }, "COMPUTER_REFUSED_OWN_WINDOW"],
    [{ kind: "protected", detail: "a password field" }, "COMPUTER_REFUSED_PROTECTED"],
    [{ kind: "unsupported-key", key: "hyper" }, "COMPUTER_UNSUPPORTED_KEY"],
    [{ kind: "unsupported-display" }, "COMPUTER_UNSUPPORTED_DISPLAY"],
  ] as const)("answers %j with %s, and the session goes on", async (problem, code) => {
    const { doing, fake, session } = someComputer();
    fake.problem = problem;
    expect(await doing("key", { keys: "hyper" })).toBe(code);
    expect(session.now().phase).toBe("active");
  });

  test("ends with the connection and with the switch, and with nothing else", async () => {
    const { doing, offer, session } = someComputer();
    const on = [{ name: "computer", on: true, available: true, commands: ["computer.act"] }] as const;
    const connected = inState("connected", on);
    await doing("key", { keys: "a" });
    offer.follow(connected);
    expect(session.now().phase).toBe("active");
    offer.follow(inState("connecting", on));
    expect(session.now().phase).toBe("idle");
    await doing("key", { keys: "a" });
    expect(session.now().phase).toBe("active");
    offer.follow(inState("connected", []));
    expect(session.now().phase).toBe("idle");
  });
});

describe("what the owner holds at a gateway's node", () => {
  test("is paused and ended, and its run is not asked about again", async () => {
    const { doing, offer, clock, asked } = someComputer();
    expect([offer.now(), offer.hold("pause"), offer.hold("end")]).toEqual([{ phase: "idle" }, false, false]);
    await doing("key", { keys: "a" });
    expect(offer.now()).toEqual({ phase: "active", scope: "control", until: clock.now() + 900_000 - 1_500 });
    expect(offer.hold("pause")).toBe(true);
    expect(offer.now().phase).toBe("paused");
    expect(await doing("key", { keys: "a" })).toBe("COMPUTER_REFUSED_PAUSED");
    expect(offer.hold("end")).toBe(true);
    expect(offer.now()).toEqual({ phase: "idle" });
    expect(await doing("key", { keys: "a" })).toBe("COMPUTER_REFUSED_ENDED");
    expect(asked).toHaveLength(1);
  });

  test("while it is only asked for: there is nothing to pause, and an end is a refusal", async () => {
    const { offer, session, caller, call } = someComputer();
    const mine = offer.commands[0]?.run({ action: "key", keys: "a", executionId }, someContext());
    const refused = expect(mine).rejects.toMatchObject({ code: "COMPUTER_REFUSED_ENDED" });
    expect(offer.now()).toEqual({ phase: "asking" });
    expect(offer.hold("pause")).toBe(false);
    expect(offer.hold("end")).toBe(true);
    await refused;
    // Another gateway's is not this one's to hold.
    void session.work(caller("theirs"), "control", call(), (desk) => desk.driver.key("a", desk.signal));
    expect(session.now().phase).toBe("asking");
    expect([offer.now(), offer.hold("pause"), offer.hold("end")]).toEqual([{ phase: "idle" }, false, false]);
    expect(session.now().phase).toBe("asking");
  });
});

describe("the owner's log", () => {
  test("has each action and where, begin and end, and never what was typed", async () => {
    const { frame, doing, entries } = someComputer();
    const displayFrameId = await frame();
    await doing("left_click", { displayFrameId, x: 3, y: 4 });
    await doing("type", { text: "hunter2" });
    await doing("key", { keys: "h+u+n+t+e+r" });
    await doing("__close_execution", { reason: "completion" });
    expect(entries.map(({ command, decision, exitCode }) => [command, decision, exitCode])).toEqual([
      ["computer use begins (control, at most 15 minutes)", "allowed", 0],
      ["screen.snapshot 0", "allowed", 0],
      ["computer.act left_click at 3,4", "allowed", 0],
      ["computer.act type (7 characters)", "allowed", 0],
      ["computer.act key", "allowed", 0],
      ["computer use ends: closed", "allowed", 0],
    ]);
    expect(
      entries.every(({ agent, session }) => agent === "main" && session === "agent:main:telegram:1"),
    ).toBe(true);
    expect(JSON.stringify(entries)).not.toContain("hunter2");
  });

  test("says what was refused, and by whom", async () => {
    const refused = someComputer("deny");
    expect(await refused.doing("type", { text: "x" })).toBe("COMPUTER_REFUSED_BY_PERSON");
    expect(refused.entries).toMatchObject([
      { decision: "denied", reason: "denied-by-person", exitCode: null },
    ]);
    const watching = someComputer("0");
    expect(await watching.doing("type", { text: "x" })).toBe("COMPUTER_REFUSED_VIEW_ONLY");
    expect(watching.entries.at(-1)).toMatchObject({ decision: "denied", reason: "computer-not-allowed" });
  });
});

test("the answers mean what their words say", async () => {
  const meant: (readonly [string, ConsentAnswer | string])[] = [];
  for (const reply of ["0", "1", "2"] as const) {
    const { doing, session, clock, entries } = someComputer(reply);
    const ended = await doing("key", { keys: "a" });
    const began = entries.find(({ command }) => command.startsWith("computer use begins"));
    meant.push([reply, `${JSON.stringify(ended)} ${began?.command}`]);
    clock.advance(60 * 60_000);
    expect(session.now().phase).toBe("idle");
  }
  expect(meant).toEqual([
    ["0", '"COMPUTER_REFUSED_VIEW_ONLY" computer use begins (view, at most 15 minutes)'],
    ["1", '{"ok":true,"effect":"unverifiable"} computer use begins (control, at most 15 minutes)'],
    ["2", '{"ok":true,"effect":"unverifiable"} computer use begins (control, at most 60 minutes)'],
  ]);
});
