import { hostname } from "node:os";
import type { ComputerDisplay } from "../driver.ts";
import { readCookie } from "./authority.ts";
import { displayPlace } from "./display-name.ts";
import { displaysOf } from "./monitors.ts";
import { drawCursor, readCursor, readPixels, type ScreenPixels } from "./pixels.ts";
import { extension } from "./requests.ts";
import { connectTo, type XConnection } from "./wire.ts";

/** A server that is there answers in a fraction of this, even with the largest display. Milliseconds. */
const PATIENCE = 5_000;

/**
 * What a display of the desktop that `DISPLAY` names shows now, with the pointer, in its own pixels. Null where that
 * cannot be had in this way: no X server of this computer, one under Wayland or with other colours, `choose` knows none
 * of its displays, the server does not answer, or the signal is aborted. The environment is as for the driver. Never
 * rejects.
 */
export async function screenPixels(
  environment: Readonly<Record<string, string | undefined>>,
  choose: (displays: readonly ComputerDisplay[]) => ComputerDisplay | null,
  signal: AbortSignal,
): Promise<ScreenPixels | null> {
  const place = displayPlace(environment.DISPLAY ?? "");
  if (place === null || environment.WAYLAND_DISPLAY) return null;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  try {
    const cookie = await readCookie(environment, place.number, hostname());
    const x = await connectTo(place.socketPath, cookie, patience);
    try {
      const seen = look(x, place.screen, choose);
      // Whoever is no longer waited for may still fail.
      seen.catch(() => {});
      return await Promise.race([seen, aborted(patience)]);
    } finally {
      x.close();
    }
  } catch {
    return null;
  }
}

const aborted = (signal: AbortSignal) =>
  new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener("abort", () => resolve(null), { once: true });
  });

async function look(
  x: XConnection,
  number: number,
  choose: (displays: readonly ComputerDisplay[]) => ComputerDisplay | null,
): Promise<ScreenPixels | null> {
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
