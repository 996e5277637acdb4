import { describe, expect, test } from "vitest";
import {
  type Act,
  describeAct,
  executionOf,
  readComputerRequest,
} from "../../../src/core/computer/action.ts";

const executionId = "3f9ac27e-51d8-4b6e-8718-c0d92fa46b35";
const frame = "clawtray:frame:1";
const at = { x: 10, y: 20.5 };
const pointing = { ...at, displayFrameId: frame, screenIndex: 0, refWidth: 1280 };

const good: readonly (readonly [string, Record<string, unknown>, Act])[] = [
  ["left_click", pointing, { kind: "click", at, button: "left", count: 1 }],
  ["right_click", pointing, { kind: "click", at, button: "right", count: 1 }],
  ["middle_click", pointing, { kind: "click", at, button: "middle", count: 1 }],
  ["double_click", pointing, { kind: "click", at, button: "left", count: 2 }],
  ["triple_click", pointing, { kind: "click", at, button: "left", count: 3 }],
  [
    "left_click",
    { ...pointing, deliveryMode: "foreground" },
    { kind: "click", at, button: "left", count: 1 },
  ],
  ["left_click", { x: 0, y: 0 }, { kind: "click", at: { x: 0, y: 0 }, button: "left", count: 1 }],
  ["mouse_move", pointing, { kind: "move", at }],
  ["left_click_drag", { ...pointing, fromX: 1, fromY: 2 }, { kind: "drag", from: { x: 1, y: 2 }, at }],
  [
    "left_click_drag",
    { ...pointing, fromX: 1, fromY: 2, durationMs: 0 },
    { kind: "drag", from: { x: 1, y: 2 }, at },
  ],
  ["left_mouse_down", {}, { kind: "press", at: null, down: true }],
  ["left_mouse_down", pointing, { kind: "press", at, down: true }],
  ["left_mouse_up", {}, { kind: "press", at: null, down: false }],
  ["scroll", { scrollDirection: "down" }, { kind: "scroll", at: null, direction: "down", amount: 3 }],
  [
    "scroll",
    { ...pointing, scrollDirection: "left", scrollAmount: 7 },
    { kind: "scroll", at, direction: "left", amount: 7 },
  ],
  [
    "scroll",
    { scrollDirection: "up", scrollAmount: 1e9 },
    { kind: "scroll", at: null, direction: "up", amount: 50 },
  ],
  ["type", { text: "Grüße\n漢字" }, { kind: "type", text: "Grüße\n漢字" }],
  ["type", { text: "x".repeat(10_000) }, { kind: "type", text: "x".repeat(10_000) }],
  ["key", { keys: "ctrl+shift+t" }, { kind: "key", keys: "ctrl+shift+t" }],
  ["hold_key", { keys: "space" }, { kind: "hold", keys: "space", ms: 1_000 }],
  ["hold_key", { keys: "space", durationMs: 0 }, { kind: "hold", keys: "space", ms: 0 }],
  ["hold_key", { keys: "space", durationMs: 10_000 }, { kind: "hold", keys: "space", ms: 10_000 }],
];

const INVALID = "COMPUTER_INVALID_REQUEST";
const UNSUPPORTED = "COMPUTER_UNSUPPORTED_ACTION";
const click = { action: "left_click", executionId, ...pointing };
const without = (name: keyof typeof click) => {
  const { [name]: _, ...rest } = click;
  return rest;
};

const bad: readonly (readonly [string, unknown, string])[] = [
  ["nothing", undefined, INVALID],
  ["null", null, INVALID],
  ["a text", "left_click", INVALID],
  ["a list", [click], INVALID],
  ["an empty object", {}, INVALID],
  ["no action", without("action"), INVALID],
  ["an action that is a number", { ...click, action: 1 }, INVALID],
  ["an action that is a list", { ...click, action: ["left_click"] }, INVALID],
  ["an unknown action", { ...click, action: "format_disk" }, UNSUPPORTED],
  ["an action of every object", { ...click, action: "constructor" }, UNSUPPORTED],
  ["the prototype as an action", { ...click, action: "__proto__" }, UNSUPPORTED],
  ["an empty action", { ...click, action: "" }, UNSUPPORTED],
  ["an action in capitals", { ...click, action: "LEFT_CLICK" }, UNSUPPORTED],
  ["a screenshot, which is another command", { action: "screenshot", executionId }, UNSUPPORTED],
  ["a wait, which is the gateway's", { action: "wait", executionId }, UNSUPPORTED],
  ...[
    "list_apps",
    "list_windows",
    "get_accessibility_tree",
    "get_cursor_position",
    "get_window_state",
    "launch_app",
    "kill_app",
    "set_value",
    "zoom",
    "browser_navigate",
    "start_recording",
    "invoke_menu",
  ].map((action) => [`${action} of version 2`, { action, executionId }, UNSUPPORTED] as const),
  ["no execution", without("executionId"), INVALID],
  ["an execution that is a number", { ...click, executionId: 7 }, INVALID],
  ["an execution of another shape", { ...click, executionId: "one" }, INVALID],
  ["an execution in capitals", { ...click, executionId: executionId.toUpperCase() }, INVALID],
  ["an execution with a line after it", { ...click, executionId: `${executionId}\n` }, INVALID],
  ["the end of no execution", { action: "__close_execution" }, INVALID],
  ["a field of nobody's", { ...click, sudo: true }, INVALID],
  ["a text for a click", { ...click, text: "x" }, INVALID],
  ["keys for a text", { action: "type", executionId, text: "a", keys: "b" }, INVALID],
  ["modifiers for a key", { action: "key", executionId, keys: "b", modifiers: "shift" }, INVALID],
  ["a window", { ...click, windowRef: "w" }, UNSUPPORTED],
  ["an element", { ...click, elementRef: "e" }, UNSUPPORTED],
  ["an observation", { ...click, observationId: "o" }, UNSUPPORTED],
  ["delivery in the background", { ...click, deliveryMode: "background" }, UNSUPPORTED],
  ["delivery by post", { ...click, deliveryMode: "post" }, INVALID],
  ["a click without x", without("x"), INVALID],
  ["a click without y", without("y"), INVALID],
  ["x below the edge", { ...click, x: -1 }, INVALID],
  ["x that is no number", { ...click, x: Number.NaN }, INVALID],
  ["x without end", { ...click, x: Number.POSITIVE_INFINITY }, INVALID],
  ["x beyond any screen", { ...click, x: 70_000 }, INVALID],
  ["x as a text", { ...click, x: "10" }, INVALID],
  ["y that is null", { ...click, y: null }, INVALID],
  ["a drag from nowhere", { ...click, action: "left_click_drag" }, INVALID],
  ["a drag from half a place", { ...click, action: "left_click_drag", fromX: 1 }, INVALID],
  [
    "a drag of a negative time",
    { ...click, action: "left_click_drag", fromX: 1, fromY: 1, durationMs: -1 },
    INVALID,
  ],
  ["a scroll without a direction", { ...click, action: "scroll" }, INVALID],
  ["a scroll inwards", { ...click, action: "scroll", scrollDirection: "in" }, INVALID],
  ["a scroll at half a place", { action: "scroll", executionId, scrollDirection: "up", x: 1 }, INVALID],
  ["a scroll of nothing", { ...click, action: "scroll", scrollDirection: "up", scrollAmount: 0 }, INVALID],
  [
    "a scroll of half a step",
    { ...click, action: "scroll", scrollDirection: "up", scrollAmount: 0.5 },
    INVALID,
  ],
  ["a press at half a place", { action: "left_mouse_down", executionId, y: 1 }, INVALID],
  ["no text", { action: "type", executionId }, INVALID],
  ["an empty text", { action: "type", executionId, text: "" }, INVALID],
  ["a text that is an object", { action: "type", executionId, text: { toString: "x" } }, INVALID],
  ["a text beyond the limit", { action: "type", executionId, text: "x".repeat(10_001) }, INVALID],
  ["no keys", { action: "key", executionId }, INVALID],
  ["keys beyond the limit", { action: "key", executionId, keys: "a+".repeat(101) }, INVALID],
  ["keys held too long", { action: "hold_key", executionId, keys: "a", durationMs: 10_001 }, INVALID],
  [
    "keys held for half a millisecond",
    { action: "hold_key", executionId, keys: "a", durationMs: 0.5 },
    INVALID,
  ],
  ["a display before the first", { ...click, screenIndex: -1 }, INVALID],
  ["half a display", { ...click, screenIndex: 0.5 }, INVALID],
  ["a display as a text", { ...click, screenIndex: "0" }, INVALID],
  ["a picture without a width", { ...click, refWidth: 0 }, INVALID],
  ["an empty frame", { ...click, displayFrameId: "" }, INVALID],
  ["a frame that is a number", { ...click, displayFrameId: 1 }, INVALID],
  ["a frame as long as a book", { ...click, displayFrameId: "f".repeat(201) }, INVALID],
  ["modifiers as a list", { ...click, modifiers: ["ctrl"] }, INVALID],
  ["modifiers without end", { ...click, modifiers: "ctrl+".repeat(50) }, INVALID],
];

const codeOf = (params: unknown): unknown => {
  try {
    return readComputerRequest(params);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("computer.act", () => {
  test.each(good)("reads %s with %j", (action, fields, act) => {
    expect(readComputerRequest({ action, executionId, ...fields })).toMatchObject({
      kind: "act",
      executionId,
      name: action,
      screenIndex: 0,
      frame: fields.displayFrameId ?? null,
      act,
    });
  });

  test.each(bad)("refuses %s", (_what, params, code) => {
    expect(codeOf(params)).toBe(code);
  });

  test("reads the end of an execution, whatever its reason", () => {
    const close = { action: "__close_execution", executionId, reason: "completion" };
    expect(readComputerRequest(close)).toEqual({ kind: "close", executionId });
  });

  test("reads modifiers as the keys they are", () => {
    expect(readComputerRequest({ ...click, modifiers: "ctrl + shift" })).toMatchObject({
      modifiers: ["ctrl", "shift"],
    });
    expect(readComputerRequest({ ...click, modifiers: " " })).toMatchObject({ modifiers: [] });
  });

  test("an execution is one of a gateway's, or none", () => {
    expect(executionOf({ executionId })).toBe(executionId);
    expect(executionOf({ executionId: "x" })).toBeNull();
    expect(executionOf({})).toBeNull();
    expect(executionOf(null)).toBeNull();
  });

  test("no error and no line of the log holds what is typed", () => {
    const secret = "hunter2";
    for (const params of [
      { action: "type", executionId, text: secret, [secret]: secret },
      { action: "type", executionId: secret, text: secret },
      { action: secret, executionId, text: secret },
      { action: "key", executionId, keys: secret, modifiers: secret },
    ])
      expect(() => readComputerRequest(params)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining(secret) }),
      );
    expect(describeAct("type", { kind: "type", text: secret })).toBe("type (7 characters)");
    expect(describeAct("key", { kind: "key", keys: secret })).toBe("key");
    expect(describeAct("hold_key", { kind: "hold", keys: secret, ms: 1 })).toBe("hold_key");
    expect(describeAct("left_click", { kind: "click", at, button: "left", count: 1 })).toBe(
      "left_click at 10,21",
    );
  });
});
