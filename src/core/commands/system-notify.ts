import type { Result } from "../../shared/result.ts";
import { replaceInvisible } from "../../shared/text/invisible.ts";
import { type Command, coded } from "./command.ts";
import { invalid, readParameters } from "./parameters.ts";

/** One message for the owner's screen, without invisible characters and short enough for any desktop. */
export interface Notification {
  /** One line; empty when only a body was given. */
  readonly title: string;
  /** May have line breaks; empty when only a title was given. Plain text: escape it where markup is read. */
  readonly body: string;
  /** The name of a system sound, "none" for silence, null for whatever the desktop usually does. */
  readonly sound: string | null;
  readonly priority: "passive" | "active" | "timeSensitive";
}

export type NotifyProblem =
  /** The system does not let this program show notifications. */
  | { readonly kind: "permission-missing" }
  /** No desktop can show it now. */
  | { readonly kind: "unavailable"; readonly detail: string };

/** Puts a message on the owner's screen. Resolves when the desktop has accepted it, not when it was read. */
export interface Notifier {
  show(notification: Notification, signal: AbortSignal): Promise<Result<void, NotifyProblem>>;
}

export interface NotifySource {
  /** The gateway's name, so that its words are not taken for this program's; empty when there is none. */
  from(): string;
  /** Milliseconds on the monotonic clock. */
  now(): number;
}

/** Nobody reads more than this, and each of them takes up the screen. */
const MAX_A_MINUTE = 20;
/** These break through "do not disturb". */
const MAX_URGENT_A_MINUTE = 5;
const MAX_NAME_LENGTH = 64;
/** UTF-16 units; desktops truncate far earlier. */
const MAX_TITLE_LENGTH = 200;
const MAX_BODY_LENGTH = 2_000;

/**
 * `system.notify {title?, body?, sound?, priority?, delivery?}` -> `{ok: true}`. `delivery` chooses between the
 * system's notifications and an overlay that only the official macOS app has; here all three are the system's. Each
 * begins with the gateway's name, and at most 20 a minute are shown, five of them time-sensitive. Source: openclaw
 * 2026.9.6, docs/cli/nodes.md and its Linux node plugin, whose error codes these are.
 */
export function systemNotify(notifier: Notifier, { from, now }: NotifySource): Command {
  const all = perMinute(MAX_A_MINUTE, now);
  const urgent = perMinute(MAX_URGENT_A_MINUTE, now);
  return {
    name: "system.notify",
    capability: null,
    async run(params, { signal }) {
      const given = readParameters(params);
      const title = shorten(oneLine(given.text("title") ?? ""), MAX_TITLE_LENGTH);
      const body = shorten(harmless(given.text("body") ?? ""), MAX_BODY_LENGTH);
      if (title === "" && body === "") throw invalid("INVALID_REQUEST: empty notification");
      given.choice("delivery", ["system", "overlay", "auto"], "system");
      const priority = given.choice("priority", ["passive", "active", "timeSensitive"], "active");
      if (!(priority === "timeSensitive" ? urgent() && all() : all()))
        throw coded(
          "NOTIFICATIONS_UNAVAILABLE",
          "too many notifications in a minute; this one was not shown",
        );
      const shown = await notifier.show(
        { title: named(from(), title), body, sound: readSound(given.text("sound")), priority },
        signal,
      );
      if (shown.ok) return { ok: true };
      throw shown.failure.kind === "permission-missing"
        ? coded("NOT_AUTHORIZED", "the system does not let this program show notifications")
        : coded("NOTIFICATIONS_UNAVAILABLE", shown.failure.detail);
    },
  };
}

/** False once `most` were let through within the last minute. */
function perMinute(most: number, now: () => number): () => boolean {
  let times: readonly number[] = [];
  return () => {
    times = times.filter((time) => now() - time < 60_000);
    if (times.length >= most) return false;
    times = [...times, now()];
    return true;
  };
}

/** The speaker comes first: every desktop shows the beginning of a title. */
function named(from: string, title: string): string {
  const name = shorten(oneLine(from), MAX_NAME_LENGTH);
  if (name === "" || title === "") return name === "" ? title : name;
  return `${name}: ${title}`;
}

/** A name, never a path: what no desktop could mean by a sound's name is left to the desktop. */
function readSound(name: string | null): string | null {
  return name !== null && /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name) ? name : null;
}

/** Without characters that are invisible or change the reading direction: a message must not look like another one. */
function harmless(text: string): string {
  const lines = text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll("\t", " ");
  return replaceInvisible(lines, (character) => (character === "\n" ? "\n" : ""))
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

const oneLine = (text: string): string => harmless(text).replaceAll(/\s+/gu, " ");

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // No half of a character outside the basic plane is left at the cut.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
