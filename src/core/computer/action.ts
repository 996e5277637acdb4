import { isRecord } from "../../shared/record.ts";
import { type CommandError, coded } from "../commands/command.ts";
import type { MouseButton, ScrollDirection } from "./driver.ts";

/** A place in the picture that a frame stands for, in its pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** What an agent asks the desktop to do. */
export type Act =
  | { readonly kind: "click"; readonly at: Spot; readonly button: MouseButton; readonly count: 1 | 2 | 3 }
  | { readonly kind: "move"; readonly at: Spot }
  | { readonly kind: "drag"; readonly from: Spot; readonly at: Spot }
  | { readonly kind: "press"; readonly at: Spot | null; readonly down: boolean }
  | {
      readonly kind: "scroll";
      readonly at: Spot | null;
      readonly direction: ScrollDirection;
      readonly amount: number;
    }
  | { readonly kind: "type"; readonly text: string }
  | { readonly kind: "key"; readonly keys: string }
  | { readonly kind: "hold"; readonly keys: string; readonly ms: number };

/** One `computer.act`, read. */
export type ComputerRequest =
  | { readonly kind: "close"; readonly executionId: string }
  | {
      readonly kind: "act";
      readonly executionId: string;
      /** The action's name, as the gateway writes it. */
      readonly name: string;
      readonly screenIndex: number;
      readonly frame: string | null;
      readonly modifiers: readonly string[];
      readonly act: Act;
    };

/** Longer texts are typed in pieces; UTF-16 units. */
const MAX_TEXT = 10_000;
const MAX_KEYS = 200;
const MAX_NAME = 200;
/** A key is held for at most this long, ms. */
const MAX_HOLD = 10_000;
const MAX_SCROLL = 50;
const MAX_COORDINATE = 65_535;
const EXECUTION = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const CLICKS: Readonly<Record<string, readonly [MouseButton, 1 | 2 | 3]>> = {
  left_click: ["left", 1],
  right_click: ["right", 1],
  middle_click: ["middle", 1],
  double_click: ["left", 2],
  triple_click: ["left", 3],
};
const POINTING = ["displayFrameId", "x", "y"];
const OWN: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    [...Object.keys(CLICKS), "mouse_move", "left_mouse_down", "left_mouse_up"].map((name) => [
      name,
      [...POINTING, "modifiers"],
    ]),
  ),
  left_click_drag: [...POINTING, "fromX", "fromY", "durationMs"],
  scroll: [...POINTING, "modifiers", "scrollDirection", "scrollAmount"],
  type: ["text"],
  key: ["keys"],
  hold_key: ["keys", "durationMs"],
};
/** Every action a node gets, as the gateway writes it. */
export const actionNames: readonly string[] = Object.keys(OWN);
const EVERY = ["action", "executionId", "screenIndex", "refWidth", "deliveryMode"];
/** Of windows, their elements and browsers: of the contract, and nothing that a screen has. */
const OF_WINDOWS = ["windowRef", "elementRef", "observationId"];

const invalid = (sentence: string): CommandError => coded("COMPUTER_INVALID_REQUEST", sentence);
const unsupported = (sentence: string): CommandError => coded("COMPUTER_UNSUPPORTED_ACTION", sentence);

/** The execution that a request is for, as a gateway names it; null when it names none. */
export const executionOf = (params: unknown): string | null =>
  isRecord(params) && typeof params.executionId === "string" && EXECUTION.test(params.executionId)
    ? params.executionId
    : null;

/**
 * Reads the parameters of `computer.act`; throws what the node answers to bad ones. Fields, actions and codes: openclaw
 * 2026.9.6, its computer-use contract and docs/nodes/computer-use.md; the thirteen actions of version 1 that a node
 * gets. Fields that are not an action's are refused. No error holds what was to be typed. Pure.
 */
export function readComputerRequest(params: unknown): ComputerRequest {
  if (!isRecord(params)) throw invalid("the parameters are not an object");
  const { action } = params;
  if (typeof action !== "string") throw invalid("action is missing");
  const executionId = executionOf(params);
  if (executionId === null) throw invalid("executionId is missing, or is none of a gateway's");
  if (action === "__close_execution") return { kind: "close", executionId };
  const own = Object.hasOwn(OWN, action) ? OWN[action] : undefined;
  if (own === undefined) throw unsupported("this computer does not offer this action");
  for (const [name, value] of Object.entries(params)) {
    if (OF_WINDOWS.includes(name) && value !== undefined)
      throw unsupported("only the screen can be acted on here: leave windows and elements out");
    if (!EVERY.includes(name) && !own.includes(name))
      throw invalid("it has a field that is not this action's");
  }
  readDelivery(params.deliveryMode);
  optionalWhole(params, "refWidth", 1, MAX_COORDINATE);
  const frame = params.displayFrameId ?? null;
  if (frame !== null && (typeof frame !== "string" || frame === "" || frame.length > MAX_NAME))
    throw invalid("displayFrameId is not a frame");
  return {
    kind: "act",
    executionId,
    name: action,
    screenIndex: optionalWhole(params, "screenIndex", 0, 1_000) ?? 0,
    frame,
    modifiers: readModifiers(params.modifiers),
    act: readAct(action, params),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function readAct(action: string, params: Fields): Act {
  const click = Object.hasOwn(CLICKS, action) ? CLICKS[action] : undefined;
  if (click !== undefined)
    return { kind: "click", at: spot(params, "x", "y"), button: click[0], count: click[1] };
  switch (action) {
    case "mouse_move":
      return { kind: "move", at: spot(params, "x", "y") };
    case "left_click_drag":
      optionalWhole(params, "durationMs", 0, Number.MAX_SAFE_INTEGER);
      return { kind: "drag", from: spot(params, "fromX", "fromY"), at: spot(params, "x", "y") };
    case "left_mouse_down":
    case "left_mouse_up":
      return { kind: "press", at: optionalSpot(params), down: action === "left_mouse_down" };
    case "scroll":
      return {
        kind: "scroll",
        at: optionalSpot(params),
        direction: readDirection(params.scrollDirection),
        amount: Math.min(MAX_SCROLL, optionalWhole(params, "scrollAmount", 1, Number.MAX_SAFE_INTEGER) ?? 3),
      };
    case "type":
      return { kind: "type", text: readText(params, "text", MAX_TEXT) };
    case "key":
      return { kind: "key", keys: readText(params, "keys", MAX_KEYS) };
    default: {
      const ms = optionalWhole(params, "durationMs", 0, MAX_HOLD) ?? 1_000;
      return { kind: "hold", keys: readText(params, "keys", MAX_KEYS), ms };
    }
  }
}

function spot(params: Fields, x: string, y: string): Spot {
  return { x: coordinate(params, x), y: coordinate(params, y) };
}

const optionalSpot = (params: Fields): Spot | null =>
  params.x === undefined && params.y === undefined ? null : spot(params, "x", "y");

function coordinate(params: Fields, name: string): number {
  const value = params[name];
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0 || value > MAX_COORDINATE)
    throw invalid(`${name} is not a coordinate`);
  return value;
}

function optionalWhole(params: Fields, name: string, least: number, most: number): number | null {
  const value = params[name];
  if (value === undefined) return null;
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most)
    throw invalid(`${name} is not a whole number from ${least} to ${most}`);
  return value;
}

function readText(params: Fields, name: string, most: number): string {
  const value = params[name];
  if (typeof value !== "string" || value === "") throw invalid(`${name} is missing`);
  if (value.length > most) throw invalid(`${name} is longer than ${most} characters`);
  return value;
}

function readDirection(value: unknown): ScrollDirection {
  const found = (["up", "down", "left", "right"] as const).find((direction) => direction === value);
  if (found === undefined) throw invalid("scrollDirection is not up, down, left or right");
  return found;
}

function readModifiers(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (typeof value !== "string" || value.length > MAX_KEYS) throw invalid("modifiers are not keys");
  const names = value.split("+").map((name) => name.trim());
  return value.trim() === "" ? [] : names;
}

function readDelivery(value: unknown): void {
  if (value === undefined || value === "foreground") return;
  if (value === "background") throw unsupported("actions happen in the foreground here");
  throw invalid("deliveryMode is neither background nor foreground");
}

/** What it did, for the owner's log: never what was typed, nor which keys. Pure. */
export function describeAct(name: string, act: Act): string {
  const at = (spot: Spot | null) => (spot === null ? "" : ` at ${Math.round(spot.x)},${Math.round(spot.y)}`);
  switch (act.kind) {
    case "scroll":
      return `${name} ${act.direction} ${act.amount}${at(act.at)}`;
    case "drag":
      return `${name}${at(act.from)} to ${Math.round(act.at.x)},${Math.round(act.at.y)}`;
    case "type":
      return `${name} (${[...act.text].length} characters)`;
    case "hold":
    case "key":
      return name;
    default:
      return `${name}${at(act.at)}`;
  }
}
