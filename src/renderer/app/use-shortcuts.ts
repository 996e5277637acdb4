import { useEffect } from "preact/hooks";
import type { AppRequest, AppSnapshot } from "../../shared/bridge.ts";

/** What a key does in the main window; null for every other key. `mac`: the command key replaces Ctrl. Pure. */
export function shortcutOf(
  { key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress,
  { mac }: { readonly mac: boolean },
): Extract<AppRequest, { kind: "close-window" | "show-page" }> | null {
  const held = mac ? metaKey && !ctrlKey : ctrlKey && !metaKey;
  if (!held || altKey || shiftKey) return null;
  if (key === ",") return { kind: "show-page", page: "settings" };
  return key.toLowerCase() === "w" ? { kind: "close-window" } : null;
}

type KeyPress = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/** Ctrl+W and Ctrl+comma, as everywhere. Not before there is a gateway: during set-up there is no other page yet. */
export function useShortcuts(snapshot: AppSnapshot | null, request: (wanted: AppRequest) => unknown): void {
  const mac = snapshot?.app.platform === "darwin";
  const settings = snapshot !== null && (snapshot.node.gateway !== null || snapshot.draft.finished);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const wanted = shortcutOf(event, { mac });
      if (wanted === null || (wanted.kind === "show-page" && !settings)) return;
      event.preventDefault();
      void request(wanted);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [mac, settings, request]);
}
