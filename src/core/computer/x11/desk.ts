import type { ComputerDisplay, Point } from "../driver.ts";
import { hasAsker } from "./askers.ts";
import { type Hands, openHands } from "./hands.ts";
import { type OwnDevices, readRawInput } from "./input-events.ts";
import { followDisplays } from "./monitors.ts";
import type { Owners } from "./owners.ts";
import { childAt, grabServer, inputFocus, type PointerAt, queryPointer, shownByItself } from "./requests.ts";
import type { XScreen } from "./setup.ts";
import type { Taken } from "./taken.ts";
import { touches } from "./touches.ts";
import { CannotAct, createTurns, type Turn, type Turns } from "./turns.ts";
import type { XConnection } from "./wire.ts";

/** What the server has; the numbers are those of its extensions' requests. */
export interface Found {
  readonly x: XConnection;
  readonly screen: XScreen;
  readonly xtest: number;
  readonly input: number;
  readonly randr: number | null;
  readonly keyboard: number;
  readonly ownDevices: OwnDevices;
  readonly owners: Owners;
  readonly taken: Taken;
  readonly ownPids: () => ReadonlySet<number>;
  /** What has the focus, in a window of these processes, and must not be typed into, in words; null when it may be. */
  readonly protectedFocus: (pids: readonly number[]) => Promise<string | null>;
  /** Whether a field for a password is at this place of the root window, in a window of these processes. */
  readonly isPasswordAt: (place: Point, pids: readonly number[]) => Promise<boolean>;
}

const TAKEN = "a program has taken keyboard and mouse";
export const PASSWORD_FIELD = "a field for a password";

/** How long the pointer may be held back, in milliseconds. */
const PATIENCE = 1_000;

/** A window manager needs less than a timer's shortest time: so often it is not waited for between two looks. */
const LOOKS_AT_ONCE = 8;

/** The bits of buttons that are down. Source: X Window System Protocol, "Common Types". */
const FIRST_BUTTON = 1 << 8;
const BUTTONS = 0x1f << 8;

/** What every action is made of. */
export interface Desk {
  readonly hands: Hands;
  readonly turns: Turns;
  /** The buttons that stay down from one action to the next. */
  readonly pressed: Set<number>;
  displays(): Promise<readonly ComputerDisplay[]>;
  /** A point of a display in the pixels of the root window. */
  placeOf(display: number, point: Point): Promise<Point>;
  pointer(): Promise<Point>;
  /** Throws when what is at this place of the root window is ours, or asks the person something. */
  refuseAt(turn: Turn, place: Point): Promise<void>;
  /** Throws when a field for a password is there, or where the pointer is. Not while the server is not shared. */
  refusePassword(turn: Turn, place: Point | null): Promise<void>;
  /** Brings the pointer there and has the server to itself, so that no window comes between looking and acting. */
  reach(turn: Turn, display: number, at: Point | null): Promise<void>;
  /** Gives the server back, which the end of the turn does otherwise. */
  share(): void;
  /** Answered when the server has done all before. */
  settle(): Promise<void>;
  /**
   * The same for buttons, whose release a window manager may still hold back: it would be told of where the pointer goes
   * next, which makes a click a drag.
   */
  finish(turn: Turn): Promise<void>;
  letGo(): void;
}

/**
 * `onTouch` is called for every foreign event, when all has been let go and the turn has been ended; `onOther` for every
 * event that is none of mouse or keyboard.
 */
export function setDesk(found: Found, onTouch: () => void, onOther: (event: Buffer) => void): Desk {
  const { x, screen, owners, ownPids } = found;
  const touched = touches(new Set([found.ownDevices.pointer, found.ownDevices.keyboard]), Date.now);
  const hands = openHands(x, found.xtest, screen.root, touched.expect);
  const pressed = new Set<number>();

  const letGo = () => {
    pressed.clear();
    hands.releaseAll();
  };
  const share = () => grabServer(x, false);
  const turns = createTurns((isDone) => {
    share();
    if (isDone) hands.releaseAll((kind, detail) => kind === "button" && pressed.has(detail));
    else letGo();
  });
  void x.ended.then(({ message }) => turns.close({ kind: "unavailable", detail: message }));
  x.onEvent((event) => {
    const input = readRawInput(event, found.input);
    if (input === null) return onOther(event);
    if (!touched.isForeign(input)) return;
    letGo();
    turns.end({ kind: "interrupted" });
    onTouch();
  });

  const { displays, lately } = followDisplays(x, found.randr, screen);

  const placeOf = async (display: number, point: Point) => placeOn((await lately())[display], point);

  const pointer = () => queryPointer(x, screen.root);

  const refuseAt = async (turn: Turn, place: Point) => refuseOwners(turn, await owners.at(place), ownPids());

  const refusePassword = async (turn: Turn, place: Point | null) =>
    refusePasswordAt(found, turn, place ?? (await pointer()));

  async function reach(turn: Turn, display: number, at: Point | null): Promise<void> {
    const place = at && (await placeOf(display, at));
    const spot = place ?? (await pointer());
    await Promise.all([refuseTaken(found, turn, spot), refusePassword(turn, spot)]);
    if (place) hands.moveTo(place.x, place.y);
    for (const until = performance.now() + PATIENCE; ; ) {
      grabServer(x, true);
      // Asked together, so that the others wait for us no longer than they have to.
      const [arrived, owning] = await Promise.all([pointer(), owners.at(spot)]);
      turn.check();
      const isThere = arrived.x === spot.x && arrived.y === spot.y;
      if (isThere) return refuseOwners(turn, owning, ownPids());
      if (!place) return refuseAt(turn, arrived);
      // A window manager that looks at the click before this one first holds back what comes after it.
      share();
      if (performance.now() > until) {
        throw new CannotAct({ kind: "unavailable", detail: "something holds the pointer elsewhere" });
      }
      await turn.pause(1);
    }
  }

  async function finish(turn: Turn): Promise<void> {
    share();
    await untilReleased(turn, () => queryPointer(x, screen.root), pressed);
  }

  return {
    hands,
    turns,
    pressed,
    displays,
    placeOf,
    pointer,
    refuseAt,
    refusePassword,
    reach,
    share,
    settle: async () => void (await inputFocus(x)),
    finish,
    letGo,
  };
}

/** Throws when one of the processes that a window belongs to is ours, or one that asks the person something. */
export function refuseOwners(turn: Turn, pids: readonly number[], ownPids: ReadonlySet<number>): void {
  turn.check();
  if (pids.some((pid) => ownPids.has(pid))) throw new CannotAct({ kind: "own-window" });
  if (hasAsker(pids)) throw new CannotAct({ kind: "protected", detail: "a window that asks the person" });
}

/**
 * A lock screen takes both keyboard and mouse, and covers all with a window without a window manager; one that is known
 * by its name may show what is below. Java's menus also take both, in windows of their program. Only while the server is
 * shared: it waits for who has it for a moment.
 */
async function refuseTaken({ x, screen, taken, owners }: Found, turn: Turn, place: Point): Promise<void> {
  if (!(await taken.all())) return;
  const window = await childAt(x, screen.root, screen.root, place);
  const [covers, asks] = await Promise.all([
    window !== 0 && shownByItself(x, window).catch(() => true),
    owners.ofUnmanaged().then(hasAsker),
  ]);
  turn.check();
  if (covers || asks) throw new CannotAct({ kind: "protected", detail: TAKEN });
}

async function refusePasswordAt({ owners, isPasswordAt }: Found, turn: Turn, place: Point): Promise<void> {
  // To answer, its program asks the server for places: it could not while the server is ours alone.
  const isPassword = await isPasswordAt(place, await owners.at(place));
  turn.check();
  if (isPassword) throw new CannotAct({ kind: "protected", detail: PASSWORD_FIELD });
}

/** Throws when there is no such display. */
function placeOn(display: ComputerDisplay | undefined, { x, y }: Point): Point {
  if (display === undefined) throw new CannotAct({ kind: "unsupported-display" });
  return { x: display.x + within(x, display.width), y: display.y + within(y, display.height) };
}

const within = (value: number, size: number) => Math.min(Math.max(Math.round(value), 0), size - 1);

/** Waits until the server knows of no button that is down but these. */
async function untilReleased(
  turn: Turn,
  look: () => Promise<PointerAt>,
  kept: ReadonlySet<number>,
): Promise<void> {
  const keptBits = [...kept].reduce((bits, button) => bits | (FIRST_BUTTON << (button - 1)), 0);
  let looks = 0;
  for (const until = performance.now() + PATIENCE; performance.now() < until; looks += 1) {
    if (looks >= LOOKS_AT_ONCE) await turn.pause(1);
    const { state } = await look();
    turn.check();
    if ((state & BUTTONS & ~keptBits) === 0) return;
  }
}
