import { Notification } from "electron";
import { systemClock } from "../../core/time/clock.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import { describe, fill, hostOf } from "../../shared/words/describe.ts";
import type { OpenConnection } from "../state/connection.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { TrayAct } from "../tray/actions.ts";
import type { MainWindow } from "../window/window.ts";
import type { CurrentWords, Words } from "../words/words.ts";
import { type Announcement, decide } from "./announcement.ts";

/** A state must last this long, ms, before a person hears about it: approval often comes in two steps. */
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
    gateway: hostOf(snapshot.node.gateway?.url ?? ""),
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
  readonly connections: OpenConnections;
  readonly words: CurrentWords;
  readonly window: Pick<MainWindow, "isInFront">;
}

/** Notifies the person when approval is needed or granted, or when they must act: each event once per connection. */
export function setUpNotifications(parts: NotificationParts, act: TrayAct): void {
  parts.connections.each((connection) => followConnection(connection, parts, act));
}

function followConnection(
  connection: OpenConnection,
  { connections, words, window }: NotificationParts,
  act: TrayAct,
): void {
  const { model, settings } = connection;
  // A notification that nothing refers to may be garbage-collected, and its click is then lost.
  let shown: Notification | null = null;
  let waiting = false;

  function tell(): void {
    waiting = false;
    // The connection was removed meanwhile.
    if (!connections.all().includes(connection)) return;
    const snapshot = model.snapshot();
    const { announced } = settings.read();
    const { announce, told } = decide(snapshot.node, announced);
    if (told.join("\n") !== announced.join("\n")) settings.update({ announced: told });
    if (announce === null) return;
    shown?.close();
    shown = null;
    // No notification about what the person is looking at.
    const looksAt = connections.shown() === connection && window.isInFront();
    if (looksAt || !Notification.isSupported()) return;
    const text = announcementText(announce, snapshot, words.now());
    const several = connections.all().length > 1;
    const title = several ? named(connection.name, text.title, words.now()) : text.title;
    shown = new Notification({ ...text, title });
    shown.on("click", () => act("open-fitting", several ? connection.id : undefined));
    shown.show();
  }

  function look(): void {
    if (waiting) return;
    waiting = true;
    systemClock.after(SETTLE_TIME, tell);
  }

  model.subscribe(look);
  look();
}

const named = (name: string, title: string, words: Words): string =>
  fill(words.desktop.tray.section, { name, title });
