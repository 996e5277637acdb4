import { Notification } from "electron";
import { escapeMarkup, urgencyOf } from "../../core/commands/desktop-notification.ts";
import type { Notifier } from "../../core/commands/system-notify.ts";
import type { Clock } from "../../core/time/clock.ts";
import { failure, success } from "../../shared/result.ts";
import type { DesktopPlatform } from "../lifecycle/platform.ts";

/** A desktop that says nothing has accepted it: not every one says "shown". Ms. */
const PATIENCE = 2_000;
/** A notification that nothing refers to may be garbage-collected, and its click is then lost. */
const MAX_KEPT = 20;

/** `system.notify` through the desktop's own notifications; a click opens the app. Null when there are none. */
export function electronNotifier(platform: DesktopPlatform, clock: Clock, open: () => void): Notifier | null {
  if (!Notification.isSupported()) return null;
  const kept: Notification[] = [];
  return {
    show({ title, body, sound, priority }, signal) {
      return new Promise((resolve) => {
        const shown = new Notification({
          title: title === "" ? "Clawtray" : title,
          body: platform === "linux" ? escapeMarkup(body) : body,
          silent: sound === "none" || priority === "passive",
          ...(platform === "darwin" && sound !== null && sound !== "none" ? { sound } : {}),
          ...(platform === "darwin" ? {} : { urgency: urgencyOf[priority] }),
        });
        const stop = clock.after(PATIENCE, () => resolve(success(undefined)));
        shown.on("show", () => {
          stop();
          resolve(success(undefined));
        });
        shown.on("failed", () => {
          stop();
          resolve(
            failure({
              kind: "unavailable",
              detail: "the desktop is not showing notifications at the moment",
            }),
          );
        });
        shown.on("click", open);
        signal.addEventListener("abort", () => shown.close(), { once: true });
        kept.push(shown);
        if (kept.length > MAX_KEPT) kept.shift();
        shown.show();
      });
    },
  };
}
