import type { Phase } from "../../src/shared/state.ts";

/** How one phase looks: drawn on 16 units, stroke and fill in the given colours. */
export interface TrayDrawing {
  /** Whether the claw in the tray is drawn in full or pale. */
  readonly strength: number;
  /** The sign at the lower right: a shape of its own for each phase. Null draws none. */
  readonly sign: string | null;
  readonly colour: { readonly light: string; readonly dark: string };
}

/** The shape all phases share: a tray that holds three claw marks. */
export const trayBody = `
  <path d="M1.75 9.2v2.3a1.75 1.75 0 0 0 1.75 1.75h9a1.75 1.75 0 0 0 1.75-1.75V9.2"/>
  <path d="M6.2 3c-1.7 1.4-2.1 3.9-1.2 6.2"/><path d="M9.4 1.8c-2.1 1.9-2.5 4.9-1.4 7.4"/><path d="M12.4 3c-1.7 1.4-2.1 3.9-1.2 6.2"/>`;

const NEUTRAL = { light: "#5b6670", dark: "#aab4bd" };
const BUSY = { light: "#1f5fa8", dark: "#7db8f5" };
const ASKING = { light: "#8a5a00", dark: "#f2bd4b" };
const GOOD = { light: "#17703a", dark: "#5fd38a" };
const BAD = { light: "#b3261e", dark: "#ff8a80" };

/** One drawing per phase, and one for a capture that lasts; the signs fill the square from (8.5, 8.5) to (16, 16). */
export const trayDrawings: Readonly<Record<Phase | "capturing", TrayDrawing>> = {
  // A ring: nothing there yet.
  unconfigured: {
    strength: 0.45,
    sign: `<circle cx="12.2" cy="12.2" r="2.4" fill="none" stroke-width="1.4"/>`,
    colour: NEUTRAL,
  },
  // Three dots: under way.
  connecting: {
    strength: 0.75,
    sign: `<g stroke="none"><circle cx="9.3" cy="12.6" r="1.1"/><circle cx="12.2" cy="12.6" r="1.1"/><circle cx="15" cy="12.6" r="1"/></g>`,
    colour: BUSY,
  },
  // A clock: somebody is awaited.
  "awaiting-approval": {
    strength: 1,
    sign: `<circle cx="12.2" cy="12.2" r="3.1" fill="none" stroke-width="1.3"/><path fill="none" stroke-width="1.2" d="M12.2 10.6v1.7l1.2.8"/>`,
    colour: ASKING,
  },
  // A tick.
  connected: {
    strength: 1,
    sign: `<path fill="none" stroke-width="1.9" d="M9.4 12.4l2 2 3.6-4.2"/>`,
    colour: GOOD,
  },
  // An arrow that turns back.
  waiting: {
    strength: 0.75,
    sign: `<path fill="none" stroke-width="1.4" d="M14.9 12.2a2.7 2.7 0 1 1-.9-2"/><path stroke="none" d="M15.6 8.6v2.9h-2.9z"/>`,
    colour: BUSY,
  },
  // Two bars.
  paused: {
    strength: 0.55,
    sign: `<path fill="none" stroke-width="1.7" d="M10.8 10.2v4.2M14 10.2v4.2"/>`,
    colour: NEUTRAL,
  },
  // A triangle with a mark.
  blocked: {
    strength: 1,
    sign: `<path stroke-width="1" d="M12.2 9.1l3.2 5.7H9z"/><path class="hole" stroke-width="1" d="M12.2 11v1.7M12.2 13.8v.1"/>`,
    colour: BAD,
  },
  // The sign of recording: a full dot in a ring.
  capturing: {
    strength: 1,
    sign: `<circle cx="12.2" cy="12.2" r="3.3" fill="none" stroke-width="1.2"/><circle stroke="none" cx="12.2" cy="12.2" r="1.7"/>`,
    colour: BAD,
  },
};
