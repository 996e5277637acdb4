import type { Result } from "../result.ts";
import { type Command, coded } from "./command.ts";
import { invalid, readParameters } from "./parameters.ts";

/** One message for the owner's screen, free of control characters and short enough for any desktop. */
export interface Notification {
  /** One line; empty when only a body was given. */
  readonly title: string;
  /** May have line breaks; empty when only a title was given. Plain text: escape it where markup is read. */
  readonly body: string;
  /** A name of the system's own sounds, "none" for silence, null for what the desktop usually does. */
  readonly sound: string | null;
  readonly priority: "passive" | "active" | "timeSensitive";
}

export type NotifyProblem =
  /** The system does not let this program show notifications. */
  | { readonly kind: "permission-missing" }
  /** No desktop takes it now. */
  | { readonly kind: "unavailable"; readonly detail: string };

/** Puts a message on the owner's screen. Resolves when the desktop has taken it, not when it was read. */
export interface Notifier {
  show(notification: Notification, signal: AbortSignal): Promise<Result<void, NotifyProblem>>;
}

export interface NotifySource {
  /** The gateway's name, so that its words are not taken for this program's; empty where there is none. */
  from(): string;
  /** Milliseconds on the monotonic clock. */
  now(): number;
}

/** More than this nobody reads, and each of them takes the screen. */
const MOST_A_MINUTE = 20;
/** These break through "do not disturb". */
const MOST_URGENT_A_MINUTE = 5;
const LONGEST_NAME = 64;
/** UTF-16 units; desktops cut off far earlier. */
const LONGEST_TITLE = 200;
const LONGEST_BODY = 2_000;

/**
 * `system.notify {title?, body?, sound?, priority?, delivery?}` -> `{ok: true}`. `delivery` chooses
 * between the system's notifications and an overlay that only the official macOS app has; here all
 * three are the system's. Each begins with the gateway's name, and there are 20 a minute at most, five of them
 * time-sensitive. Source: openclaw 2026.9.6, docs/cli/nodes.md and its Linux node plugin,
 * whose error codes these are.
 */
export function systemNotify(notifier: Notifier, { from, now }: NotifySource): Command {
  const all = perMinute(MOST_A_MINUTE, now);
  const urgent = perMinute(MOST_URGENT_A_MINUTE, now);
  return {
    name: "system.notify",
    capability: null,
    async run(params, { signal }) {
      const given = readParameters(params);
      const title = shorten(oneLine(given.text("title") ?? ""), LONGEST_TITLE);
      const body = shorten(harmless(given.text("body") ?? ""), LONGEST_BODY);
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

/** Who speaks comes first: the beginning of a title is what every desktop shows. */
function named(from: string, title: string): string {
  const name = shorten(oneLine(from), LONGEST_NAME);
  if (name === "" || title === "") return name === "" ? title : name;
  return `${name}: ${title}`;
}

/** A name, never a path: what no desktop could mean by a sound's name is left to the desktop. */
function readSound(name: string | null): string | null {
  return name !== null && /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u.test(name) ? name : null;
}

/** Without what cannot be seen or turns the reading direction: a message must not look like another. */
function harmless(text: string): string {
  return text
    .replace(/\p{Cs}/gu, "\ufffd")
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll("\t", " ")
    .replace(/(?!\n)\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

const oneLine = (text: string): string => harmless(text).replaceAll(/\s+/gu, " ");

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  // No half of a character outside the basic plane is left at the cut.
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
