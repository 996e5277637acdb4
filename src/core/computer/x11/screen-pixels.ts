import { hostname } from "node:os";
import { systemClock } from "../../time/clock.ts";
import type { ComputerDisplay } from "../driver.ts";
import { readCookie } from "./authority.ts";
import { displayPlace } from "./display-name.ts";
import { displaysOf } from "./monitors.ts";
import { drawCursor, readCursor, readPixels, type ScreenPixels } from "./pixels.ts";
import { extension } from "./requests.ts";
import { connectTo, type XConnection } from "./wire.ts";

type Choose = (displays: readonly ComputerDisplay[]) => ComputerDisplay | null;

/**
 * What a display of the desktop that `DISPLAY` names shows now, with the pointer, in its own pixels. Null where that
 * cannot be had in this way: no X server of this computer, one under Wayland or with other colours, `choose` knows none
 * of its displays, the server does not answer, or the signal is aborted. The environment is as for the driver. Never
 * rejects.
 */
export function screenPixels(
  environment: Readonly<Record<string, string | undefined>>,
  choose: Choose,
  signal: AbortSignal,
): Promise<ScreenPixels | null> {
  if (signal.aborted) return Promise.resolve(null);
  return new Promise((resolve) => {
    const end = (pixels: ScreenPixels | null) => {
      signal.removeEventListener("abort", giveUp);
      resolve(pixels);
    };
    const giveUp = () => end(null);
    signal.addEventListener("abort", giveUp, { once: true });
    readScreen(environment, choose, signal).then(end, giveUp);
  });
}

async function readScreen(
  environment: Readonly<Record<string, string | undefined>>,
  choose: Choose,
  signal: AbortSignal,
): Promise<ScreenPixels | null> {
  const place = displayPlace(environment.DISPLAY ?? "");
  if (place === null || environment.WAYLAND_DISPLAY) return null;
  const cookie = await readCookie(environment, place.number, hostname());
  const x = await connectTo(place.socketPath, cookie, systemClock);
  const close = () => x.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    return await look(x, place.screen, choose);
  } finally {
    signal.removeEventListener("abort", close);
    close();
  }
}

async function look(x: XConnection, number: number, choose: Choose): Promise<ScreenPixels | null> {
  const screen = x.setup.screens[number];
  if (screen === undefined || !screen.isBgrx) return null;
  const names = ["RANDR", "XFIXES", "XWAYLAND"] as const;
  const [randr = null, fixes = null, wayland] = await Promise.all(names.map((name) => extension(x, name)));
  if (wayland) return null;
  const display = choose(await displaysOf(x, randr, screen));
  if (display === null) return null;
  const [pixels, cursor] = await Promise.all([
    readPixels(x, screen.root, display),
    fixes === null ? null : readCursor(x, fixes),
  ]);
  if (cursor !== null) drawCursor(pixels, display, cursor);
  return pixels;
}
