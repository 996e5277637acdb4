/** What tells which windowing system Chromium draws on. */
interface WindowingFacts {
  readonly platform: string;
  /** The switch `--ozone-platform`; empty when it was not given. */
  readonly ozonePlatform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether windows are drawn by Wayland, under which none can be positioned or put on top. Electron 38 and later choose
 * by the session; the switch overrules that, in either kind of session. Pure.
 */
export function drawsOnWayland({ platform, ozonePlatform, env }: WindowingFacts): boolean {
  if (platform !== "linux") return false;
  if (ozonePlatform === "wayland") return true;
  if (ozonePlatform !== "" && ozonePlatform !== "auto") return false;
  return env.XDG_SESSION_TYPE === "wayland";
}

/**
 * Whether the session is one of Wayland, whatever draws the windows: then the desktop, and not the program, decides about
 * shortcuts and what is captured. Pure.
 */
export const isWaylandSession = (
  platform: string,
  { XDG_SESSION_TYPE, WAYLAND_DISPLAY }: Readonly<Record<string, string | undefined>>,
): boolean =>
  platform === "linux" &&
  (XDG_SESSION_TYPE === "wayland" || (XDG_SESSION_TYPE !== "x11" && (WAYLAND_DISPLAY ?? "") !== ""));

/** Whether an X server shows this desktop, and all of it. Pure. */
export const isX11Desktop = (
  platform: string,
  onWayland: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean => platform === "linux" && !onWayland && !isWaylandSession(platform, env) && Boolean(env.DISPLAY);
