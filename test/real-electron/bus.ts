import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What `busctl` prints of a value: with its type, all the way down. */
interface Typed {
  readonly type: string;
  readonly data: unknown;
}

/** A bus to talk to: `session`, or an address. */
export type Bus = "session" | (string & {});

/** One method of an object on a bus. */
export interface Method {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
}

/**
 * Calls a method; resolves with its results, variants replaced by what they hold. `signature` and `words` as busctl
 * takes them. Rejects with the service's error.
 */
export async function call(
  bus: Bus,
  { destination, path, interface: name, member }: Method,
  signature = "",
  ...words: readonly string[]
): Promise<unknown[]> {
  const which = bus === "session" ? "--user" : `--address=${bus}`;
  const parameters = signature === "" ? [] : [signature, ...words];
  const { stdout } = await run(
    "busctl",
    [which, "--json=short", "--timeout=10", "--", "call", destination, path, name, member, ...parameters],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return stdout.trim() === "" ? [] : ((JSON.parse(stdout) as Typed).data as unknown[]).map(plain);
}

/** Every property of one interface of an object. */
export async function properties(
  bus: Bus,
  destination: string,
  path: string,
  of: string,
): Promise<Readonly<Record<string, unknown>>> {
  const method = { destination, path, interface: "org.freedesktop.DBus.Properties", member: "GetAll" };
  const [all] = await call(bus, method, "s", of);
  return all as Record<string, unknown>;
}

/** The process behind a name on the bus. */
export async function processOf(bus: Bus, destination: string): Promise<number> {
  const method = {
    destination: "org.freedesktop.DBus",
    path: "/org/freedesktop/DBus",
    interface: "org.freedesktop.DBus",
    member: "GetConnectionUnixProcessID",
  };
  const [pid] = await call(bus, method, "s", destination);
  return Number(pid);
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value);
  const { type, data } = value as Partial<Typed>;
  if (names.length === 2 && typeof type === "string" && data !== undefined) return plain(data);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
