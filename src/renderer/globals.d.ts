import type { Bridge } from "../shared/bridge.ts";

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly clawtray: Bridge;
  }
}
