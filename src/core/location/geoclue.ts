import { failure, success } from "../../shared/result.ts";
import { type Bus, BusError, openBus, systemBusSocket, theBus } from "../dbus/bus.ts";
import type { ArrivedMessage, Callee } from "../dbus/bus-message.ts";
import type { DesiredAccuracy, LocationProblem, LocationRequest, LocationSource, Place } from "./source.ts";

const GEOCLUE = "org.freedesktop.GeoClue2";
const CLIENT = `${GEOCLUE}.Client`;
const PROPERTIES = "org.freedesktop.DBus.Properties";
/** The desktop entry by which GeoClue and the desktop know this program, as in package.json's desktopName. */
const DESKTOP_ID = "clawtray";
/** How long the bus may take to say whether there is such a service, ms. */
const PATIENCE = 1_000;

/** Source: GeoClue 2.6, `GClueAccuracyLevel`: city, street, exact; the same ones as openclaw's own node takes. */
const levels: Readonly<Record<DesiredAccuracy, number>> = { coarse: 4, balanced: 6, precise: 8 };

/** GeoClue cuts times to whole seconds, ms. */
const RESOLUTION = 1_000;

/**
 * GeoClue, where the system bus has it or can start it; null elsewhere, and on other systems. Takes at most 1 s. Source:
 * GeoClue 2.6, org.freedesktop.GeoClue2.{Manager,Client,Location}.
 */
export async function geoclueHere(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  now: () => number,
): Promise<LocationSource | null> {
  const socket = platform === "linux" ? systemBusSocket(environment) : null;
  if (socket === null || !(await hasGeoclue(socket))) return null;
  return {
    async locate(request, signal) {
      const limit = AbortSignal.timeout(request.timeoutMs);
      const done = new AbortController();
      try {
        const bus = await openBus(socket, AbortSignal.any([signal, limit, done.signal]));
        return success(await placeOf(bus, request, now));
      } catch (error) {
        return failure(limit.aborted ? { kind: "timeout" } : problemOf(error));
      } finally {
        done.abort();
      }
    },
  };
}

async function hasGeoclue(socket: string): Promise<boolean> {
  const done = new AbortController();
  try {
    const { call } = await openBus(socket, AbortSignal.any([AbortSignal.timeout(PATIENCE), done.signal]));
    const lists = await Promise.all([call(theBus("ListActivatableNames")), call(theBus("ListNames"))]);
    return lists.some(({ body: [names] }) => Array.isArray(names) && names.includes(GEOCLUE));
  } catch {
    return false;
  } finally {
    done.abort();
  }
}

/**
 * Asks for a client of our own and waits for the first place that is new enough. GeoClue removes the client, and may
 * switch receivers off, when this connection ends.
 */
async function placeOf(bus: Bus, request: LocationRequest, now: () => number): Promise<Place> {
  const manager = { destination: GEOCLUE, path: "/org/freedesktop/GeoClue2/Manager" };
  const made = await bus.call({ ...manager, interface: `${GEOCLUE}.Manager`, member: "GetClient" });
  const path = String(made.body[0]);
  // It becomes part of a match rule.
  if (!/^(\/\w+)+$/.test(path)) throw new Error("GeoClue gave a client without a path");
  // From here on the very program that made it is meant, and no other that takes the name.
  const client = { destination: made.sender, path };
  const rule = `type='signal',sender='${made.sender}',path='${path}',interface='${CLIENT}'`;
  await bus.call(theBus("AddMatch"), [["s", rule]]);
  const set = { ...client, interface: PROPERTIES, member: "Set" };
  await bus.call(set, [
    ["s", CLIENT],
    ["s", "DesktopId"],
    ["v", ["s", DESKTOP_ID]],
  ]);
  const level = levels[request.accuracy];
  await bus.call(set, [
    ["s", CLIENT],
    ["s", "RequestedAccuracyLevel"],
    ["v", ["u", level]],
  ]);

  const found = new Promise<Place>((resolve, reject) => {
    bus.onSignal((signal) => {
      if (signal.sender !== made.sender || signal.path !== path || signal.member !== "LocationUpdated")
        return;
      readPlace(bus, { destination: made.sender, path: String(signal.body[1]) }).then((place) => {
        if (place !== null && isNewEnough(place, request.maxAgeMs, now())) resolve(place);
      }, reject);
    });
  });
  const started = bus.call({ ...client, interface: CLIENT, member: "Start" });
  // A place may arrive before the answer, and a start that fails ends the wait.
  return Promise.race([found, bus.ended, started.then(() => found)]);
}

const isNewEnough = (place: Place, maxAgeMs: number, now: number): boolean =>
  now - place.at < maxAgeMs + RESOLUTION;

async function readPlace(bus: Bus, of: Pick<Callee, "destination" | "path">): Promise<Place | null> {
  const all = { ...of, interface: PROPERTIES, member: "GetAll" };
  return placeIn(await bus.call(all, [["s", `${GEOCLUE}.Location`]]));
}

/** Null when there is no place on Earth in it. */
function placeIn({ body: [entries] }: ArrivedMessage): Place | null {
  const values = new Map(Array.isArray(entries) ? (entries as readonly (readonly [string, unknown])[]) : []);
  const number = (name: string, least: number, most: number): number | null => {
    const value = values.get(name);
    return typeof value === "number" && value >= least && value <= most ? value : null;
  };
  const latitude = number("Latitude", -90, 90);
  const longitude = number("Longitude", -180, 180);
  const accuracy = number("Accuracy", 0, Number.MAX_SAFE_INTEGER);
  const [seconds, micros] = (values.get("Timestamp") ?? []) as readonly unknown[];
  const at = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  if (latitude === null || longitude === null || accuracy === null || !isDate(at)) return null;
  return {
    latitude,
    longitude,
    accuracy,
    // What is not known is the smallest double, or -1.
    altitude: number("Altitude", -1e6, 1e6),
    speed: number("Speed", 0, 1e6),
    heading: number("Heading", 0, 360),
    at,
  };
}

const isDate = (at: number): boolean => !Number.isNaN(new Date(at).getTime());

/** GeoClue has one error for two things, and words that tell them apart ("Geolocation disabled for UID 1000"). */
function problemOf(error: unknown): LocationProblem {
  const code = error instanceof BusError ? error.code : "";
  if (code === "org.freedesktop.DBus.Error.AccessDenied")
    return { kind: /\bdisabled\b/i.test((error as BusError).message) ? "system-off" : "denied" };
  const detail = /^[\w.]{1,200}$/.test(code) ? `GeoClue answered ${code}` : "the connection to GeoClue ended";
  return { kind: "failed", detail };
}
