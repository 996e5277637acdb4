/** Where an X server of this computer listens: a socket in the file system, as every one of them has. */
export interface DisplayPlace {
  readonly socketPath: string;
  /** As the file of cookies names it. */
  readonly number: string;
  readonly screen: number;
}

/**
 * Takes `DISPLAY` apart; null for what is not on this computer: a desktop that is shown elsewhere is not the one that
 * is looked at. Source: X(7), "Display names"; a path instead of a name is XQuartz. Pure.
 */
export function displayPlace(name: string): DisplayPlace | null {
  const parts = /^(?:unix|unix\/[^:]*)?:(\d{1,5})(?:\.(\d{1,3}))?$/.exec(name.trim());
  const number = parts?.[1];
  if (number === undefined) return null;
  return { socketPath: `/tmp/.X11-unix/X${number}`, number, screen: Number(parts?.[2] ?? 0) };
}
