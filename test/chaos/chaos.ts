import { readFileSync } from "node:fs";

/** The short form is part of `npm test`; `npm run test:chaos` takes minutes. */
export const long = process.env.CLAWTRAY_CHAOS === "long";

/** One figure on the screen, beside the test's own word. */
export function figure(what: string, value: string | number): void {
  process.stdout.write(`    ${what}: ${value}\n`);
}

/** Largest and present resident memory of a process, MB; null where the system does not say. */
export function memoryOf(pid: number): { readonly most: number; readonly now: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return { most: Math.round(kilobytes("VmHWM") / 1024), now: Math.round(kilobytes("VmRSS") / 1024) };
  } catch {
    return null;
  }
}
