const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "4:05" or "1:02:09". */
export function formatElapsed(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const seconds = String(total % 60).padStart(2, "0");
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`;
}

/** "5 minutes ago", "in 12 seconds", "now". */
export function formatRelative(at: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const difference = at - now;
  const size = Math.abs(difference);
  if (size < MINUTE) return format.format(difference > 0 ? Math.ceil(difference / 1000) : 0, "second");
  if (size < HOUR) return format.format(Math.trunc(difference / MINUTE), "minute");
  if (size < DAY) return format.format(Math.trunc(difference / HOUR), "hour");
  return format.format(Math.trunc(difference / DAY), "day");
}

/** The time of day, with the date unless it was today. */
export function formatMoment(at: number, now: number, locale: string): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(
    locale,
    sameDay ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" },
  ).format(at);
}

/** "12 ms", "1.2 sec", "3 min". */
export function formatDuration(milliseconds: number, locale: string): string {
  const [value, unit] =
    milliseconds < 1000
      ? [Math.round(milliseconds), "millisecond"]
      : milliseconds < MINUTE
        ? [milliseconds / 1000, "second"]
        : [milliseconds / MINUTE, "minute"];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(value);
}

/** "812 bytes", "12.4 kB". */
export function formatBytes(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1000
      ? [bytes, "byte"]
      : bytes < 1_000_000
        ? [bytes / 1000, "kilobyte"]
        : [bytes / 1_000_000, "megabyte"];
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit,
    unitDisplay: unit === "byte" ? "long" : "short",
    maximumFractionDigits: 1,
  }).format(value);
}

/** Groups of four, for reading aloud; anything that is not a hex digit is left out. */
export function groupHex(hex: string): string {
  return (hex.replace(/[^0-9a-f]/gi, "").match(/.{1,4}/g) ?? []).join(" ");
}
