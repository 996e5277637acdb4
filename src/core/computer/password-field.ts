import { type Bus, busSocket, openBus, theBus } from "../dbus/bus.ts";
import type { Argument, BusValue } from "../dbus/bus-message.ts";
import type { Point } from "./driver.ts";

/** Source of all: AT-SPI2 2.46, org.a11y.atspi.{Registry,Accessible,Component,Event.Object} and the numbers of its roles. */
const REGISTRY = "org.a11y.atspi.Registry";
const ACCESSIBLE = "org.a11y.atspi.Accessible";
const COMPONENT = "org.a11y.atspi.Component";
/** Of an object that is none. */
const NULL_PATH = "/org/a11y/atspi/null";
const FOCUSED = "focused";
const PASSWORD_TEXT = 40;
/** States by their place among the bits. */
const ACTIVE = 1;
const FOCUSED_BIT = 12;
/** How long a program may take to answer, ms. */
const PATIENCE = 250;
/** Places are asked for in pixels of the screen. */
const OF_SCREEN = 0;
/** Objects lie in objects, but not deeper. */
const MAX_DEPTH = 40;
/** A window of more fields than this is not searched to its end. */
const MAX_FIELDS = 500;

/** An object of a program, by its name on the bus. */
interface Field {
  readonly program: string;
  readonly path: string;
}

/** Both say no where no program tells, or not in time. Neither rejects. */
export interface PasswordFields {
  /** Whether what has the focus is a field for a password. */
  isFocused(): Promise<boolean>;
  /** Whether one is at this place of the screen, in pixels, in a window of these processes. */
  isAt(place: Point, pids: readonly number[]): Promise<boolean>;
}

const ROOT: Field = { program: REGISTRY, path: "/org/a11y/atspi/accessible/root" };

/**
 * Follows what has the focus until the signal is aborted, in the programs that tell assistive technologies. What is in a
 * field is not asked for. Never rejects.
 */
export function watchPasswordFields(
  environment: Readonly<Record<string, string | undefined>>,
  until: AbortSignal,
): PasswordFields {
  let focused: Field | null = null;
  const watching = followFocus(environment, until, (field, isFocused) => {
    if (isFocused) focused = field;
    else if (focused?.program === field.program && focused.path === field.path) focused = null;
  }).catch(() => null);
  const started = watching.then(async (bus) => {
    const found = bus && (await findFocused(bus));
    focused ??= found;
  });
  const look = async () => {
    await started;
    const bus = await watching;
    return bus !== null && focused !== null && isPassword(bus, focused);
  };
  const lookAt = async (place: Point, pids: readonly number[]) => {
    const bus = await watching;
    return bus !== null && isPasswordAt(bus, place, pids);
  };
  const inTime = (looking: Promise<boolean>) => {
    const late = new Promise<boolean>((resolve) => void setTimeout(resolve, PATIENCE, false));
    return Promise.race([looking, late]).catch(() => false);
  };
  return {
    isFocused: () => inTime(look()),
    isAt: (place, pids) => inTime(lookAt(place, pids)),
  };
}

/** The bus of assistive technologies, whose address the session's bus knows. Rejects when there is none. */
async function followFocus(
  environment: Readonly<Record<string, string | undefined>>,
  until: AbortSignal,
  onFocus: (field: Field, isFocused: boolean) => void,
): Promise<Bus> {
  const bus = await openBus(await addressOf(environment), until);
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

async function addressOf(environment: Readonly<Record<string, string | undefined>>): Promise<string> {
  const socket = busSocket(environment.DBUS_SESSION_BUS_ADDRESS ?? "");
  if (socket === null) throw new Error("there is no session bus");
  const done = new AbortController();
  try {
    const { call } = await openBus(
      socket,
      AbortSignal.any([AbortSignal.timeout(10 * PATIENCE), done.signal]),
    );
    const name = "org.a11y.Bus";
    const answer = await call({
      destination: name,
      path: "/org/a11y/bus",
      interface: name,
      member: "GetAddress",
    });
    const address = busSocket(String(answer.body[0] satisfies BusValue | undefined));
    if (address === null) throw new Error("its address is not supported");
    return address;
  } finally {
    done.abort();
  }
}

async function isPassword(bus: Bus, field: Field): Promise<boolean> {
  const [role] = await ask(bus, field, "GetRole");
  return role === PASSWORD_TEXT;
}

/** What has had the focus since before we were told: looked for in the windows that are in front. */
async function findFocused(bus: Bus): Promise<Field | null> {
  const programs = await childrenOf(bus, ROOT);
  const windows = (await Promise.all(programs.map((program) => childrenOf(bus, program)))).flat();
  const inFront = await Promise.all(windows.map((window) => isInState(bus, window, ACTIVE)));
  let fields = windows.filter((_, index) => inFront[index]);
  for (let left = MAX_FIELDS; left > 0 && fields.length > 0; left -= fields.length) {
    const are = await Promise.all(fields.map((field) => isInState(bus, field, FOCUSED_BIT)));
    const found = fields[are.indexOf(true)];
    if (found) return found;
    const inside = await Promise.all(fields.slice(0, left).map((field) => childrenOf(bus, field)));
    fields = inside.flat().slice(0, left);
  }
  return null;
}

/** Of a program's windows all that are there are asked: which of them is on top, they do not tell. */
async function isPasswordAt(bus: Bus, place: Point, pids: readonly number[]): Promise<boolean> {
  const programs = await childrenOf(bus, ROOT);
  const are = await Promise.all(
    programs.map(async ({ program }) => {
      const answer = await bus.call(theBus("GetConnectionUnixProcessID"), [["s", program]]).catch(() => null);
      return pids.includes(Number(answer?.body[0]));
    }),
  );
  const theirs = programs.filter((_, index) => are[index]);
  const windows = (await Promise.all(theirs.map((program) => childrenOf(bus, program)))).flat();
  const inside = await Promise.all(windows.map((window) => innermostAt(bus, window, place)));
  const passwords = await Promise.all(inside.map((field) => field !== null && isPassword(bus, field)));
  return passwords.includes(true);
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

async function childrenOf(bus: Bus, field: Field): Promise<readonly Field[]> {
  const [children] = await ask(bus, field, "GetChildren");
  if (!Array.isArray(children)) return [];
  return children.map(([program, path]) => ({ program: String(program), path: String(path) }));
}

async function isInState(bus: Bus, field: Field, bit: number): Promise<boolean> {
  const [states] = await ask(bus, field, "GetState");
  return Array.isArray(states) && (Number(states[0]) & (1 << bit)) !== 0;
}

/** Nothing from a program that has gone, or does not answer. */
async function ask(
  bus: Bus,
  { program, path }: Field,
  member: string,
  of = ACCESSIBLE,
  args: readonly Argument[] = [],
): Promise<readonly BusValue[]> {
  const asked = bus.call({ destination: program, path, interface: of, member }, args);
  const late = new Promise<readonly BusValue[]>((resolve) => void setTimeout(resolve, PATIENCE, []));
  return Promise.race([asked.then(({ body }) => body).catch(() => []), late]);
}
