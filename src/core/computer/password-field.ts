import { type Bus, busSocket, openBus, theBus } from "../dbus/bus.ts";
import type { BusValue } from "../dbus/bus-message.ts";

/** Source of all: AT-SPI2 2.46, org.a11y.atspi.{Registry,Accessible,Event.Object} and the numbers of its roles. */
const REGISTRY = "org.a11y.atspi.Registry";
const ACCESSIBLE = "org.a11y.atspi.Accessible";
const FOCUSED = "focused";
const PASSWORD_TEXT = 40;
/** States by their place among the bits. */
const ACTIVE = 1;
const FOCUSED_BIT = 12;
/** How long a program may take to answer, ms. */
const PATIENCE = 250;
/** A window of more fields than this is not searched to its end. */
const MAX_FIELDS = 500;

/** An object of a program, by its name on the bus. */
interface Field {
  readonly program: string;
  readonly path: string;
}

/**
 * Follows what has the focus until the signal is aborted, in the programs that tell assistive technologies; the function
 * says whether that is a field for a password, and no where no program tells. What is in a field is not asked for. Never
 * rejects.
 */
export function watchPasswordFields(
  environment: Readonly<Record<string, string | undefined>>,
  until: AbortSignal,
): () => Promise<boolean> {
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
  const late = () => new Promise<boolean>((resolve) => void setTimeout(resolve, PATIENCE, false));
  return () => Promise.race([look(), late()]).catch(() => false);
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
  const root = { program: REGISTRY, path: "/org/a11y/atspi/accessible/root" };
  const programs = await childrenOf(bus, root);
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
async function ask(bus: Bus, { program, path }: Field, member: string): Promise<readonly BusValue[]> {
  const asked = bus.call({ destination: program, path, interface: ACCESSIBLE, member });
  const late = new Promise<readonly BusValue[]>((resolve) => void setTimeout(resolve, PATIENCE, []));
  return Promise.race([asked.then(({ body }) => body).catch(() => []), late]);
}
