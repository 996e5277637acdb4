import type { Logger } from "../../core/log/log.ts";
import type { Clock } from "../../core/time/clock.ts";
import type { AppInfo } from "../../shared/bridge.ts";
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
  readonly clock: Pick<Clock, "after">;
  /** From now on `listener` is called whenever whoever has a shortcut may have let it go. */
  readonly onChance: (listener: () => void) => void;
  readonly log: Logger;
}

/** How long a shortcut that was refused is left alone when nothing happens, ms: nobody tells when it is free. */
export const TRY_AGAIN_MS = 3 * 60_000;

/**
 * Holds the shortcut that its owner chose, from now on and after every change; one that was refused is tried again.
 * Tells the facts whether the system gave it. Returns what gives it back.
 */
export function setUpAskShortcut(parts: AskShortcutParts): () => void {
  const { facts, shortcuts, open, clock, onChance, log } = parts;
  /** The choice that was last carried out. */
  let chosen = "";
  let held = false;
  let told: AppInfo["askShortcut"]["status"] = "none";
  let stopWaiting = () => {};

  function giveBack(): void {
    if (held) shortcuts.unregister(chosen);
    held = false;
  }

  function tell(now: typeof told): void {
    if (now === told) return;
    told = now;
    facts.setAskShortcut(now);
  }

  /** Null for one that will never be given. */
  function register(): boolean | null {
    try {
      return shortcuts.register(chosen, open);
    } catch (error) {
      log.log("warn", "a shortcut was not understood", { error: String(error) });
      return null;
    }
  }

  function take(): void {
    stopWaiting();
    const given = register();
    held = given === true;
    if (given === false) stopWaiting = clock.after(TRY_AGAIN_MS, take);
    tell(held ? "held" : "refused");
  }

  function look(): void {
    const { askShortcut } = facts.now().preferences;
    if (askShortcut === chosen) return;
    giveBack();
    stopWaiting();
    chosen = askShortcut;
    if (chosen === "") tell("none");
    else take();
  }

  facts.subscribe(look);
  onChance(() => {
    if (chosen !== "" && !held) take();
  });
  look();
  return () => {
    stopWaiting();
    giveBack();
    chosen = "";
  };
}
