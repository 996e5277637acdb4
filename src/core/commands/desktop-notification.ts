import type { Notification } from "./system-notify.ts";

/** What freedesktop desktops and Windows call a priority (Desktop Notifications Specification 1.2, "Urgency Levels"). */
export const urgencyOf = {
  passive: "low",
  active: "normal",
  timeSensitive: "critical",
} as const satisfies Readonly<Record<Notification["priority"], string>>;

/** Linux desktops read a notification's body as markup (same specification, "Markup"); the text is meant literally. */
export function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
