import { type Bus, call, processOf, properties } from "./bus.ts";

/** What a screen reader meets, in reading order. Source: AT-SPI2, `org.a11y.atspi.Accessible`. */
export interface Accessible {
  readonly role: string;
  readonly name: string;
  readonly description: string;
}

type Reference = readonly [destination: string, path: string];

const ACCESSIBLE = "org.a11y.atspi.Accessible";
/** Nobody's tree is deeper; something that is would be a circle. */
const MAX_DEPTH = 60;

/** The bus of the accessibility services of this desktop; the first call starts them. */
async function accessibilityBus(): Promise<Bus> {
  const [address] = await call("session", {
    destination: "org.a11y.Bus",
    path: "/org/a11y/bus",
    interface: "org.a11y.Bus",
    member: "GetAddress",
  });
  return String(address);
}

/** Everything below this process's windows, flat and in order; empty while it has none. */
export async function accessibleTree(pid: number): Promise<readonly Accessible[]> {
  const bus = await accessibilityBus();
  const desktop = ["org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"] as const;
  for (const program of await childrenOf(bus, desktop)) {
    if ((await processOf(bus, program[0]).catch(() => -1)) === pid) return below(bus, program, 0);
  }
  return [];
}

async function childrenOf(bus: Bus, [destination, path]: Reference): Promise<readonly Reference[]> {
  const [children] = await call(bus, { destination, path, interface: ACCESSIBLE, member: "GetChildren" });
  return (children ?? []) as readonly Reference[];
}

async function below(bus: Bus, parent: Reference, depth: number): Promise<readonly Accessible[]> {
  if (depth > MAX_DEPTH) throw new Error("the accessibility tree has no end");
  // What goes away while it is read is not there any more.
  const children = await childrenOf(bus, parent).catch(() => []);
  const parts = await Promise.all(
    children.map(async (child) => {
      const own = await read(bus, child).catch(() => null);
      return own === null ? [] : [own, ...(await below(bus, child, depth + 1))];
    }),
  );
  return parts.flat();
}

async function read(bus: Bus, [destination, path]: Reference): Promise<Accessible> {
  const object = { destination, path, interface: ACCESSIBLE };
  const [all, [role]] = await Promise.all([
    properties(bus, destination, path, ACCESSIBLE),
    call(bus, { ...object, member: "GetRoleName" }),
  ]);
  return { role: String(role), name: String(all.Name ?? ""), description: String(all.Description ?? "") };
}
