import { readdirSync, readFileSync } from "node:fs";

/** O_CLOEXEC as /proc shows it, octal. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Descriptors above the standard ones that this process was started with and that would pass to whatever it starts.
 * Node opens its own so that they do not, so the first answer stays valid. Linux; none elsewhere.
 */
export function inheritedDescriptors(): readonly number[] {
  known ??= find();
  return known;
}

let known: readonly number[] | null = null;

function find(): readonly number[] {
  try {
    return readdirSync("/proc/self/fdinfo")
      .map(Number)
      .filter((descriptor) => descriptor > 2 && passesOn(descriptor));
  } catch {
    return [];
  }
}

function passesOn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // Closed since: it was the one used for looking.
    return false;
  }
}
