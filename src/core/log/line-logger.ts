import type { Logger, LogLevel } from "./log.ts";
import { REDACTED } from "./redact-text.ts";

const order: readonly LogLevel[] = ["error", "warn", "info", "debug"];
const SECRET_NAMES = /token|password|secret|seed|signature|authorization|cookie|credential|private/i;

/** Redacting shorter ones would black out half of every line, and protect nothing. */
const MIN_SECRET = 4;

/** A copy of `value` that is safe to log: anything named like a secret or known to be one is removed. */
export function redact(value: unknown, secrets: readonly string[], depth = 0): unknown {
  if (typeof value === "string") {
    return secrets.reduce(
      (text, secret) => (secret.length < MIN_SECRET ? text : text.replaceAll(secret, REDACTED)),
      value,
    );
  }
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`, secrets);
  if (typeof value !== "object" || value === null) return value;
  if (depth > 5) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, secrets, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      SECRET_NAMES.test(name) && typeof item === "string" ? REDACTED : redact(item, secrets, depth + 1),
    ]),
  );
}

/** Writes lines of JSON to `write`; `secrets` is asked at every line, so that later ones count too. */
export function lineLogger(
  threshold: LogLevel,
  write: (line: string) => void,
  secrets: () => readonly string[],
): Logger {
  return {
    log(level, message, values) {
      if (order.indexOf(level) > order.indexOf(threshold)) return;
      const entry = { at: new Date().toISOString(), level, message, ...values };
      write(`${JSON.stringify(redact(entry, secrets()))}\n`);
    },
  };
}
