import { type Bus, theBus } from "../dbus/bus.ts";
import {
  allPrograms,
  ask,
  childrenOf,
  type Field,
  findField,
  hasRole,
  isInState,
  openAccessibility,
  PATIENCE,
  programsOf,
  REGISTRY,
  roles,
  states,
  windowsOf,
} from "./accessible.ts";
import type { Mark } from "./announced.ts";
import type { Point } from "./driver.ts";

/** Source: AT-SPI2 2.46, org.a11y.atspi.{Component,Event.Object}. */
const COMPONENT = "org.a11y.atspi.Component";
/** Of an object that is none. */
const NULL_PATH = "/org/a11y/atspi/null";
const FOCUSED = "focused";
/** Places are asked for in pixels of the screen. */
const OF_SCREEN = 0;
/** Objects lie in objects, but not deeper. */
const MAX_DEPTH = 40;
/** Firefox looks where its fields are only when it has been asked for the first time. Milliseconds. */
const FIRST_LOOK = 200;
/** How long Chromium may take to tell of its first page, ms. */
const WAKING = 1_000;
/** Between two looks for that, ms. */
const MOMENT = 20;

/**
 * Both say no where no program tells, or not in time. A dialog with a field for a password, as long as it is shown, is
 * meant with everything in it, and so are the other windows of its program, which wait for it. Neither rejects.
 */
export interface PasswordFields {
  /** Whether what has the focus, in a window of these processes, is a field for a password. */
  isFocused(pids: readonly number[]): Promise<boolean>;
  /** Whether one is at this place of the screen, in pixels, in a window of these processes. */
  isAt(place: Point, pids: readonly number[]): Promise<boolean>;
}

/**
 * Follows what has the focus until the signal is aborted, in the programs that tell assistive technologies. What is in a
 * field is not asked for. Never rejects.
 */
export function watchPasswordFields(
  environment: Readonly<Record<string, string | undefined>>,
  until: AbortSignal,
  mark: Mark,
): PasswordFields {
  let focused: Field | null = null;
  const watching = followFocus(environment, until, mark, (field, isFocused) => {
    if (isFocused) focused = field;
    else if (focused?.program === field.program && focused.path === field.path) focused = null;
  }).catch(() => null);
  const opened = watching.then((bus) => bus && { bus, theirs: programsOf(bus) });
  const started = watching.then(async (bus) => {
    const found = bus && (await findFocused(bus));
    focused ??= found;
  });
  const lookAtFocus = async (pids: readonly number[]) => {
    const on = await opened;
    if (on === null) return false;
    const programs = await on.theirs(pids);
    await wake(on.bus, programs, () => programs.some(({ program }) => program === focused?.program));
    const look = async () => {
      await started;
      return focused !== null && isFocusedPassword(on.bus, focused, programs);
    };
    const answers = await Promise.all([inTime(look()), inTime(asks(on.bus, programs))]);
    return answers.includes(true);
  };
  const met = new Set<string>();
  const lookAt = async (place: Point, pids: readonly number[]) => {
    const on = await opened;
    const programs = on === null ? [] : await on.theirs(pids);
    if (on === null || programs.length === 0) return false;
    await wake(on.bus, programs);
    const look = () => inTime(isPasswordAt(on.bus, programs, place));
    if (await look()) return true;
    const isNew = programs.some(({ program }) => !met.has(program));
    for (const { program } of programs) met.add(program);
    if (!isNew) return false;
    await wait(FIRST_LOOK);
    return look();
  };
  return {
    isFocused: (pids) => inTime(lookAtFocus(pids), WAKING + 4 * PATIENCE),
    isAt: (place, pids) => inTime(lookAt(place, pids), WAKING + FIRST_LOOK + 5 * PATIENCE),
  };
}

const wait = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

function inTime(looking: Promise<boolean>, ms = PATIENCE): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => void setTimeout(resolve, ms, false));
  return Promise.race([looking, late]).catch(() => false);
}

async function followFocus(
  environment: Readonly<Record<string, string | undefined>>,
  until: AbortSignal,
  mark: Mark,
  onFocus: (field: Field, isFocused: boolean) => void,
): Promise<Bus> {
  const bus = await openAccessibility(environment, until, mark);
  bus.onSignal(({ member, sender, path, body: [state, isOn] }) => {
    if (member === "StateChanged" && state === FOCUSED) onFocus({ program: sender, path }, isOn === 1);
  });
  const rule = `type='signal',interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='${FOCUSED}'`;
  await bus.call(theBus("AddMatch"), [["s", rule]]);
  const registry = { destination: REGISTRY, path: "/org/a11y/atspi/registry", interface: REGISTRY };
  // Programs tell only what somebody has asked to be told.
  await bus.call({ ...registry, member: "RegisterEvent" }, [["s", `object:state-changed:${FOCUSED}`]]);
  return bus;
}

/**
 * Chromium, and what is made of it, tell of what is in their windows only once somebody has asked one of these for its
 * attributes, as screen readers do: measured with 156. Until then each has one child, which is none. Waits for the first
 * page, which comes after the window that it is in, and until what they tell is enough.
 */
async function wake(bus: Bus, programs: readonly Field[], isEnough = () => true): Promise<void> {
  const windows = await windowsOf(bus, programs);
  const contents = await Promise.all(windows.map((window) => childrenOf(bus, window)));
  const asleep = windows.filter((_, index) => contents[index]?.some(({ path }) => path === NULL_PATH));
  if (asleep.length === 0) return;
  await Promise.all(asleep.map((window) => ask(bus, window, "GetAttributes")));
  const over = Date.now() + WAKING;
  const isPage = (field: Field) => hasRole(bus, field, roles.webDocument);
  const isTold = async () => (await findField(bus, asleep, isPage)) !== null && isEnough();
  while (Date.now() < over && !(await isTold())) await wait(MOMENT);
}

const isPassword = (bus: Bus, field: Field) => hasRole(bus, field, roles.passwordText);

/**
 * Qt's programs do not tell when another window gets the focus: then neither they, now that they are asked, nor the
 * display, whose program of the focus is another, say that the field still has it.
 */
async function isFocusedPassword(bus: Bus, field: Field, programs: readonly Field[]): Promise<boolean> {
  const [is, isStill] = await Promise.all([isPassword(bus, field), isInState(bus, field, states.focused)]);
  return is && (isStill || programs.some(({ program }) => program === field.program));
}

/** What has had the focus since before we were told: looked for in the windows that are in front. */
async function findFocused(bus: Bus): Promise<Field | null> {
  const windows = await windowsOf(bus, await allPrograms(bus));
  const inFront = await Promise.all(windows.map((window) => isInState(bus, window, states.active)));
  const fields = windows.filter((_, index) => inFront[index]);
  return findField(bus, fields, (field) => isInState(bus, field, states.focused));
}

/** Of a program's windows all that are there are asked: which of them is on top, they do not tell. */
async function isPasswordAt(bus: Bus, programs: readonly Field[], place: Point): Promise<boolean> {
  const windows = await windowsOf(bus, programs);
  const isInside = async (window: Field) => {
    const field = await innermostAt(bus, window, place);
    return field !== null && isPassword(bus, field);
  };
  const found = await Promise.all([asks(bus, programs), ...windows.map(isInside)]);
  return found.includes(true);
}

/** Whether one of these programs shows a dialog with a field for a password. */
async function asks(bus: Bus, programs: readonly Field[]): Promise<boolean> {
  const windows = await windowsOf(bus, programs);
  const are = await Promise.all(windows.map((window) => isDialog(bus, window)));
  const dialogs = windows.filter((_, index) => are[index]);
  const isShown = async (field: Field) =>
    (await isPassword(bus, field)) && (await isInState(bus, field, states.showing));
  return (await findField(bus, dialogs, isShown)) !== null;
}

async function isDialog(bus: Bus, window: Field): Promise<boolean> {
  const [isOne, isModal] = await Promise.all([
    hasRole(bus, window, roles.dialog, roles.alert),
    isInState(bus, window, states.modal),
  ]);
  return isOne || isModal;
}

/** Some programs tell the innermost object at once, others only the next one inside. Null: not in this window. */
async function innermostAt(bus: Bus, window: Field, { x, y }: Point): Promise<Field | null> {
  let found: Field | null = null;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const outer: Field = found ?? window;
    const [inner] = await ask(bus, outer, "GetAccessibleAtPoint", COMPONENT, [
      ["i", x],
      ["i", y],
      ["u", OF_SCREEN],
    ]);
    if (!Array.isArray(inner) || inner[1] === NULL_PATH || inner[1] === outer.path) break;
    found = { program: String(inner[0]), path: String(inner[1]) };
  }
  return found;
}
