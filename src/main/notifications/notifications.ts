import { Notification } from "electron";
import type { Clock } from "../../core/clock.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import type { AppModel } from "../model.ts";
import type { DesktopSettingsStore } from "../settings/desktop-settings.ts";
import type { Words } from "../words.ts";
import { type Announcement, decide } from "./announcement.ts";

/** A state must last this long, ms, before a person hears of it: approval often comes in two steps. */
const SETTLE_TIME = 1_000;

/** The words of an announcement about this snapshot. Pure. */
export function announcementText(
  announcement: Announcement,
  snapshot: AppSnapshot,
  words: Words,
): { readonly title: string; readonly body: string } {
  const said = describe(snapshot.node, words.catalogue);
  const texts = words.desktop.notifications;
  const values = {
    gateway: snapshot.node.gateway?.url.replace(/^wss?:\/\//, "").replace(/\/.*$/, "") ?? "",
    sentence: said.sentence,
    remedy: said.remedy ?? "",
  };
  const text = {
    "approval-needed": texts.approvalNeeded,
    "surface-needed": texts.surfaceNeeded,
    granted: texts.granted,
    attention: texts.attention,
  }[announcement];
  return { title: text.title, body: fill(text.body, values).trim() };
}

interface NotificationParts {
  readonly model: AppModel;
  readonly settings: DesktopSettingsStore;
  readonly words: () => Words;
  readonly clock: Clock;
  /** Nobody is told what they are looking at. */
  readonly isInFront: () => boolean;
  /** A click on a notification. */
  readonly open: () => void;
}

/** Tells a person when approval is needed, was granted, or they must act; each thing once. */
export function setUpNotifications(parts: NotificationParts): void {
  const { model, settings, words, clock, isInFront, open } = parts;
  // A notification that nothing refers to may be collected, and its click is then lost.
  let shown: Notification | null = null;
  let waiting = false;

  function tell(): void {
    waiting = false;
    const snapshot = model.snapshot();
    const { announced } = settings.read();
    const { announce, told } = decide(snapshot.node, announced);
    if (told.join("\n") !== announced.join("\n")) settings.update({ announced: told });
    if (announce === null) return;
    shown?.close();
    shown = null;
    if (isInFront() || !Notification.isSupported()) return;
    shown = new Notification(announcementText(announce, snapshot, words()));
    shown.on("click", open);
    shown.show();
  }

  function look(): void {
    if (waiting) return;
    waiting = true;
    clock.after(SETTLE_TIME, tell);
  }

  model.subscribe(look);
  look();
}
