import { hostname } from "node:os";
import { failure, type Result, success } from "../../../shared/result.ts";
import { type Clock, systemClock } from "../../time/clock.ts";
import type { Mark } from "../announced.ts";
import type { ComputerDriver, DriverProblem } from "../driver.ts";
import { watchPasswordFields } from "../password-field.ts";
import { readCookie } from "./authority.ts";
import { type Found, PASSWORD_FIELD } from "./desk.ts";
import { displayPlace } from "./display-name.ts";
import { x11Driver } from "./driver.ts";
import { askForInput, ownDevices } from "./input-events.ts";
import { findOwners } from "./owners.ts";
import { whenReached } from "./reached.ts";
import { extension } from "./requests.ts";
import { findTaken } from "./taken.ts";
import { connectTo, type XConnection } from "./wire.ts";
import { useKeyboard } from "./xkb.ts";

export interface X11Options {
  /** With `DISPLAY`, `XAUTHORITY` or `HOME`, and `DBUS_SESSION_BUS_ADDRESS` for knowing a field for a password. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** There while programs are told that assistive technologies are. */
  readonly mark: Mark;
  /** The processes whose windows are not acted on. */
  readonly ownPids: () => ReadonlySet<number>;
  /** What else has the focus and must not be typed into, in words for the log; null when it may be. */
  readonly protectedFocus?: () => Promise<string | null>;
  readonly clock?: Pick<Clock, "after">;
}

const UNDER_WAYLAND = "under Wayland an X server shows only some of the windows";
/** Connects to the desktop that `DISPLAY` names; `unavailable` says what is missing. */
export async function openX11Driver(options: X11Options): Promise<Result<ComputerDriver, DriverProblem>> {
  const unavailable = (detail: string) => failure<DriverProblem>({ kind: "unavailable", detail });
  const place = displayPlace(options.environment.DISPLAY ?? "");
  // Older versions of Xwayland do not say what they are.
  if (options.environment.WAYLAND_DISPLAY) return unavailable(UNDER_WAYLAND);
  if (place === null) return unavailable("DISPLAY names no display of this computer");
  try {
    const cookie = await readCookie(options.environment, place.number, hostname());
    const x = await connectTo(place.socketPath, cookie, options.clock ?? systemClock);
    try {
      const found = await look(x, place.screen, { ...options, ...protection(x, options) });
      return success(x11Driver(found, await whenReached(x, found.screen.root)));
    } catch (error) {
      x.close();
      throw error;
    }
  } catch (error) {
    return unavailable(error instanceof Error ? error.message : String(error));
  }
}

/** Fields for passwords, and what the front end knows. */
function protection(
  x: XConnection,
  { environment, mark, protectedFocus }: X11Options,
): Pick<Found, "protectedFocus" | "isPasswordAt"> {
  const ended = new AbortController();
  void x.ended.then(() => ended.abort());
  const fields = watchPasswordFields(environment, ended.signal, mark);
  return {
    isPasswordAt: fields.isAt,
    protectedFocus: async (pids) =>
      (await fields.isFocused(pids)) ? PASSWORD_FIELD : ((await protectedFocus?.()) ?? null),
  };
}

/** Throws what is missing. */
async function look(
  x: XConnection,
  number: number,
  options: Pick<Found, "ownPids" | "protectedFocus" | "isPasswordAt">,
): Promise<Found> {
  const screen = x.setup.screens[number];
  if (screen === undefined) throw new Error("the X server has no such screen");
  const names = ["XTEST", "XInputExtension", "XKEYBOARD", "RANDR", "X-Resource", "XWAYLAND"] as const;
  const [xtest, input, keyboard, randr = null, resources = null, wayland] = await Promise.all(
    names.map((name) => extension(x, name)),
  );
  if (wayland) throw new Error(UNDER_WAYLAND);
  if (!xtest || !input || !keyboard)
    throw new Error("the X server lacks XTEST, XInputExtension or XKEYBOARD");
  if (!(await useKeyboard(x, keyboard))) throw new Error("the X server's XKEYBOARD is another version");
  if (!(await askForInput(x, input, screen.root))) throw new Error("the X server's XInput is older than 2.2");
  const devices = await ownDevices(x, input);
  if (devices === null) throw new Error("the X server has no devices for XTEST");
  const [owners, taken] = await Promise.all([
    findOwners(x, screen.root, resources),
    findTaken(x, screen.root),
  ]);
  const { ownPids, protectedFocus, isPasswordAt } = options;
  return {
    x,
    screen,
    xtest,
    input,
    keyboard,
    randr,
    ownDevices: devices,
    owners,
    taken,
    ownPids,
    protectedFocus,
    isPasswordAt,
  };
}
