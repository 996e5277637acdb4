import { Notification } from "electron";
import type { Clock } from "../../core/clock.ts";
import type { Notifier } from "../../core/commands/system-notify.ts";
import { failure, success } from "../../core/result.ts";
import type { DesktopPlatform } from "../platform.ts";

/** A desktop that says nothing has taken it: not every one says "shown". Ms. */
const PATIENCE = 2_000;
/** A notification that nothing refers to may be collected, and its click is then lost. */
const MOST_KEPT = 20;

const urgencies = { passive: "low", active: "normal", timeSensitive: "critical" } as const;

/** `system.notify` by the desktop's own notifications; a click opens the app. Null where there are none. */
export function electronNotifier(platform: DesktopPlatform, clock: Clock, open: () => void): Notifier | null {
  if (!Notification.isSupported()) return null;
  const kept: Notification[] = [];
  return {
    show({ title, body, sound, priority }, signal) {
      return new Promise((resolve) => {
        const shown = new Notification({
          title: title === "" ? "Clawtray" : title,
          body: platform === "linux" ? withoutMarkup(body) : body,
          silent: sound === "none" || priority === "passive",
          ...(platform === "darwin" && sound !== null && sound !== "none" ? { sound } : {}),
          ...(platform === "darwin" ? {} : { urgency: urgencies[priority] }),
        });
        const stop = clock.after(PATIENCE, () => resolve(success(undefined)));
        shown.on("show", () => {
          stop();
          resolve(success(undefined));
        });
        shown.on("failed", () => {
          stop();
          resolve(failure({ kind: "unavailable", detail: "the desktop shows no notifications now" }));
        });
        shown.on("click", open);
        signal.addEventListener("abort", () => shown.close(), { once: true });
        kept.push(shown);
        if (kept.length > MOST_KEPT) kept.shift();
        shown.show();
      });
    },
  };
}

/** Linux desktops read a notification's text as markup; what is shown is meant as it stands. */
function withoutMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
