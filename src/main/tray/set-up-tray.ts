import { join } from "node:path";
import type { AppProcess } from "../lifecycle/process.ts";
import type { AppState } from "../state/app-state.ts";
import type { Windows } from "../window/windows.ts";
import type { TrayAct } from "./actions.ts";
import { createTray } from "./tray.ts";
import { watchTrayHost } from "./tray-host.ts";

/** Shows the icon, and the window where the desktop shows no icons. The returned function removes the icon. */
export function setUpTray(
  { platform, log, root, words, connections, computer, facts, window }: AppProcess & AppState & Windows,
  act: TrayAct,
): () => void {
  const tray = createTray({
    connections,
    computer,
    words: words.now,
    platform,
    icons: join(root, "assets", "tray"),
    act,
  });
  const stopWatching = watchTrayHost({
    platform,
    log,
    onChange(host) {
      if (host === "late") tray.putUpAgain();
      facts.setTrayAvailable(host !== "none");
      // Without an icon a hidden start would show a person nothing at all.
      if (host === "none" && !window.isVisible()) window.show();
    },
  });
  return () => {
    stopWatching();
    tray.destroy();
  };
}
