import { type Bus, busSocket, openBus, theBus } from "../dbus/bus.ts";
import type { Argument, BusValue } from "../dbus/bus-message.ts";
import { announce, type Mark, ofAccessibility } from "./announced.ts";

/** Source of all: AT-SPI2 2.46, org.a11y.Bus, org.a11y.atspi.{Registry,Accessible} and the numbers in it. */
export const REGISTRY = "org.a11y.atspi.Registry";
const ACCESSIBLE = "org.a11y.atspi.Accessible";
/** How long a program may take to answer, ms. */
export const PATIENCE = 250;

export const roles = { alert: 2, dialog: 16, passwordText: 40, webDocument: 95 } as const;
/** By their place among the bits. */
export const states = { active: 1, focused: 12, modal: 16, showing: 25 } as const;

/** An object of a program, by its name on the bus. */
export interface Field {
  readonly program: string;
  readonly path: string;
}

const ROOT: Field = { program: REGISTRY, path: "/org/a11y/atspi/accessible/root" };
/**
 * The bus of assistive technologies, whose address the session's bus knows. Until the signal is aborted programs are told
 * that there are some (`announce`): Firefox and Qt's tell nothing before. Rejects when there is no such bus.
 */
export async function openAccessibility(
  environment: Readonly<Record<string, string | undefined>>,
  until: AbortSignal,
  mark: Mark,
): Promise<Bus> {
  const socket = busSocket(environment.DBUS_SESSION_BUS_ADDRESS ?? "");
  if (socket === null) throw new Error("there is no session bus");
  const over = new AbortController();
  const late = setTimeout(() => over.abort(), 10 * PATIENCE);
  try {
    const session = await openBus(socket, over.signal);
    const answer = await session.call(ofAccessibility("GetAddress"));
    const address = busSocket(String(answer.body[0] satisfies BusValue | undefined));
    if (address === null) throw new Error("its address is not supported");
    const bus = await openBus(address, until);
    void announce(session, until, mark).finally(() => over.abort());
    return bus;
  } catch (error) {
    over.abort();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

/** The programs that tell, of these processes. */
export function programsOf(bus: Bus): (pids: readonly number[]) => Promise<readonly Field[]> {
  /** No name is given twice. */
  const known = new Map<string, number>();
  const pidOf = async (program: string) => {
    const before = known.get(program);
    if (before !== undefined) return before;
    const answer = await bus.call(theBus("GetConnectionUnixProcessID"), [["s", program]]).catch(() => null);
    const pid = Number(answer?.body[0]);
    // One that could not be told this time may be the next.
    if (!Number.isNaN(pid)) known.set(program, pid);
    return pid;
  };
  return async (pids) => {
    const programs = await allPrograms(bus);
    const theirs = await Promise.all(
      programs.map(async ({ program }) => pids.includes(await pidOf(program))),
    );
    return programs.filter((_, index) => theirs[index]);
  };
}

export const allPrograms = (bus: Bus): Promise<readonly Field[]> => childrenOf(bus, ROOT);

/** Of a program these are its windows. */
export async function childrenOf(bus: Bus, field: Field): Promise<readonly Field[]> {
  const [children] = await ask(bus, field, "GetChildren");
  if (!Array.isArray(children)) return [];
  return children.map(([program, path]) => ({ program: String(program), path: String(path) }));
}

export async function windowsOf(bus: Bus, programs: readonly Field[]): Promise<readonly Field[]> {
  return (await Promise.all(programs.map((program) => childrenOf(bus, program)))).flat();
}

export async function hasRole(bus: Bus, field: Field, ...wanted: readonly number[]): Promise<boolean> {
  const [role] = await ask(bus, field, "GetRole");
  return wanted.includes(Number(role));
}

export async function isInState(bus: Bus, field: Field, bit: number): Promise<boolean> {
  const [bits] = await ask(bus, field, "GetState");
  return Array.isArray(bits) && (Number(bits[0]) & (1 << bit)) !== 0;
}

/** A window of more fields than this is not searched to its end. */
const MAX_FIELDS = 500;

/** The first of these, or of what is in them, for which this holds; the outermost of it. */
export async function findField(
  bus: Bus,
  from: readonly Field[],
  holds: (field: Field) => Promise<boolean>,
): Promise<Field | null> {
  let fields = from;
  for (let left = MAX_FIELDS; left > 0 && fields.length > 0; left -= fields.length) {
    const hold = await Promise.all(fields.map(holds));
    const found = fields[hold.indexOf(true)];
    if (found) return found;
    const inside = await Promise.all(fields.slice(0, left).map((field) => childrenOf(bus, field)));
    fields = inside.flat().slice(0, left);
  }
  return null;
}

/** Nothing from a program that has gone, or does not answer. */
export async function ask(
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
