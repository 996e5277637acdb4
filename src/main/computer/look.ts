import type { ComputerUse } from "../../core/computer/computer-use.ts";
import type { ComputerLook } from "../../shared/computer-look.ts";

/** What is shown of it, in the tray and around the display. Pure. */
export function lookOf(use: ComputerUse): ComputerLook | null {
  if (use.phase === "idle" || use.phase === "asking") return null;
  if (use.phase === "paused") return "paused";
  return use.scope === "view" ? "watching" : "controlling";
}
