import { type Bus, busSocket, openBus, theBus } from "../dbus/bus.ts";
import type { Argument } from "../dbus/bus-message.ts";
import { readOwnFile } from "../files/read.ts";
import { removeOwnFile, writeOwnFile } from "../files/write.ts";

/** Source: AT-SPI2 2.46, org.a11y.{Bus,Status}. */
const STATUS = "org.a11y.Status";
const PROPERTIES = "org.freedesktop.DBus.Properties";
/** How long the bus may take to answer, ms. */
const PATIENCE = 2_500;
/** Held on the session's bus for as long as we need it on; of a process that dies, the bus takes it back. */
const NAME = "ai.openclaw.clawtray.Telling";
/** Source: D-Bus Specification, "org.freedesktop.DBus.RequestName". */
const IN_QUEUE = 2;

export const ofAccessibility = (member: string, of = "org.a11y.Bus") => ({
  destination: "org.a11y.Bus",
  path: "/org/a11y/bus",
  interface: of,
  member,
});

/** Says, also after this program was killed, that it has switched something on which was off. */
export interface Mark {
  isThere(): boolean;
  /** Neither rejects. */
  leave(): Promise<void>;
  remove(): Promise<void>;
}

/** Desktops keep the setting beyond a login, so the mark is a file. Where none can be written, there is none. */
export const markFile = (path: string): Mark => ({
  isThere() {
    const read = readOwnFile(path);
    return read.ok && read.value !== null;
  },
  leave: async () => void (await writeOwnFile(path, `IsEnabled of ${STATUS} is to be switched off again.\n`)),
  remove: async () => void (await removeOwnFile(path)),
});

type SessionBus = Pick<Bus, "call" | "ended">;

let inTurn: Promise<void> = Promise.resolve();

/** One after the other: the next would find it on, and the one before switch it off. Never rejects. */
function next(work: () => Promise<void>): Promise<void> {
  inTurn = inTurn.then(work).catch(() => {});
  return inTurn;
}

/**
 * Tells programs, by the bus of the session, that there are assistive technologies, until the signal is aborted; then it
 * is as it was before, unless a screen reader or another process of ours needs it by then. The mark is there meanwhile,
 * and stays when it could not be put back. Never rejects.
 */
export const announce = (session: SessionBus, until: AbortSignal, mark: Mark): Promise<void> =>
  next(() => enable(statusOn(session), session.ended, until, mark));

/**
 * Puts back what a killed process of ours has left switched on, where its mark is. Whether the person has switched it off
 * and on again since, nothing tells. Never rejects.
 */
export function putBack(
  environment: Readonly<Record<string, string | undefined>>,
  mark: Mark,
): Promise<void> {
  return next(async () => {
    const socket = busSocket(environment.DBUS_SESSION_BUS_ADDRESS ?? "");
    if (socket === null || !mark.isThere()) return;
    const over = new AbortController();
    const late = setTimeout(() => over.abort(), PATIENCE);
    try {
      await putBackOn(await openBus(socket, over.signal), mark);
    } finally {
      clearTimeout(late);
      over.abort();
    }
  });
}

/** The same on an open bus. */
export const putBackOn = (session: SessionBus, mark: Mark): Promise<void> =>
  mark.isThere() ? disable(statusOn(session), 0, mark) : Promise.resolve();

type Status = ReturnType<typeof statusOn>;

function statusOn(session: SessionBus) {
  const call = async (...[callee, args]: Parameters<Bus["call"]>) => {
    const late = AbortSignal.timeout(PATIENCE);
    const given = new Promise<never>((_, reject) =>
      late.addEventListener("abort", () => reject(late.reason), { once: true }),
    );
    return (await Promise.race([session.call(callee, args), given])).body;
  };
  const property = (member: string, ...args: readonly Argument[]) =>
    call(ofAccessibility(member, PROPERTIES), [["s", STATUS], ...args]);
  return {
    async is(name: "IsEnabled" | "ScreenReaderEnabled"): Promise<boolean> {
      // An answer is true or false, as a number where it is a variant's.
      const [value] = await property("Get", ["s", name]);
      return value === true || value === 1;
    },
    set: (value: boolean) => property("Set", ["s", "IsEnabled"], ["v", ["b", value]]),
    /** Whether another process of ours had it before. */
    async hold(): Promise<boolean> {
      const [answer] = await call(theBus("RequestName"), [
        ["s", NAME],
        ["u", 0],
      ]);
      return answer === IN_QUEUE;
    },
    letGo: () => call(theBus("ReleaseName"), [["s", NAME]]),
    /** How many hold it. The bus refuses to list nobody. */
    async holders(): Promise<number> {
      const [names] = await call(theBus("ListQueuedOwners"), [["s", NAME]]).catch(() => []);
      return Array.isArray(names) ? names.length : 0;
    },
  };
}

async function enable(status: Status, ended: Promise<never>, until: AbortSignal, mark: Mark): Promise<void> {
  if (until.aborted) return;
  const isOthers = await status.hold();
  try {
    const isOn = await status.is("IsEnabled");
    // What another process of ours has switched on, or one that was killed, was off.
    if (until.aborted || (isOn && !isOthers && !mark.isThere())) return;
    await mark.leave();
    try {
      await status.set(true);
      if (!until.aborted)
        await Promise.race([
          ended,
          new Promise((resolve) => until.addEventListener("abort", resolve, { once: true })),
        ]);
    } finally {
      await disable(status, 1, mark);
    }
  } finally {
    await status.letGo();
  }
}

/** Unless more than these hold it: then the last of them does, by a mark of its own. */
async function disable(status: Status, own: number, mark: Mark): Promise<void> {
  const isNeeded =
    (await status.holders()) > own || (await status.is("ScreenReaderEnabled").catch(() => false));
  if (!isNeeded) await status.set(false);
  await mark.remove();
}
