import type { Logger } from "../../core/log/log.ts";
import type { DesktopFacts } from "../state/desktop-facts.ts";

/** Electron's own. */
interface Shortcuts {
  register(accelerator: string, pressed: () => void): boolean;
  unregister(accelerator: string): void;
}

interface AskShortcutParts {
  readonly facts: Pick<DesktopFacts, "now" | "subscribe" | "setAskShortcut">;
  readonly shortcuts: Shortcuts;
  readonly open: () => void;
  readonly log: Logger;
}

/**
 * Holds the shortcut that its owner chose, from now on and after every change; tells the facts whether the system gave
 * it. Returns what gives it back.
 */
export function setUpAskShortcut({ facts, shortcuts, open, log }: AskShortcutParts): () => void {
  /** The choice that was last carried out. */
  let chosen = "";
  let held = false;

  function giveBack(): void {
    if (held) shortcuts.unregister(chosen);
    held = false;
  }

  function look(): void {
    const { askShortcut } = facts.now().preferences;
    if (askShortcut === chosen) return;
    giveBack();
    chosen = askShortcut;
    try {
      held = chosen !== "" && shortcuts.register(chosen, open);
    } catch (error) {
      log.log("warn", "a shortcut was not understood", { error: String(error) });
    }
    facts.setAskShortcut(chosen === "" ? "none" : held ? "held" : "refused");
  }

  facts.subscribe(look);
  look();
  return giveBack;
}

/** Whether the desktop, and not the program, decides about shortcuts: in a Wayland session, whatever draws the windows. Pure. */
export const isWaylandSession = (
  platform: string,
  { XDG_SESSION_TYPE, WAYLAND_DISPLAY }: Readonly<Record<string, string | undefined>>,
): boolean =>
  platform === "linux" &&
  (XDG_SESSION_TYPE === "wayland" || (XDG_SESSION_TYPE !== "x11" && (WAYLAND_DISPLAY ?? "") !== ""));
