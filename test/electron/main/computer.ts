import type { SimulatedComputer } from "../protocol.ts";

/** The computer the app is to believe in, as the test described it. */
export const computer: SimulatedComputer = JSON.parse(process.env.ELECTRON_DOUBLE ?? "{}");
delete process.env.ELECTRON_DOUBLE;

let ready = false;

export const isReady = (): boolean => ready;
export function becomeReady(): void {
  ready = true;
}

/** Electron refuses many things before `ready`, and a few after it. */
export function mustBeReady(what: string): void {
  if (!ready) throw new Error(`${what} before app is ready`);
}
export function mustNotBeReady(what: string): void {
  if (ready) throw new Error(`${what} after app is ready`);
}
