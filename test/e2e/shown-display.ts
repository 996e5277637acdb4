import { afterAll, beforeAll, test } from "vitest";
import { closeBrowser, showOn } from "../electron/host/double.ts";
import { startX11Display, type X11Display } from "./x11-display.ts";

/** A display on which the stand-in for Electron shows its pages, and which ends with its browser. */
export async function showOnX11Display(): Promise<X11Display> {
  const display = await startX11Display();
  showOn(display.name);
  return {
    ...display,
    async dispose() {
      await closeBrowser();
      await display.dispose();
    },
  };
}

/**
 * Scenarios of one file that share such a display; skipped with what is missing. `isNeeded` false: real Electron has its
 * desktop's, and `display` tells null.
 */
export function onX11Display(missing: string | null, isNeeded = true) {
  let display: X11Display | null = null;
  beforeAll(async () => {
    if (isNeeded && missing === null) display = await showOnX11Display();
  });
  afterAll(async () => {
    await display?.dispose();
  });
  return {
    display: () => display,
    scenario: (what: string, run: () => Promise<void>) =>
      test(what, async ({ skip }) => {
        if (missing !== null) skip(missing);
        await run();
      }),
  };
}
