import type { Variables } from "./secrets.ts";

/** Shorter values are words like "1" and "on", which are in every line. */
const SHORTEST_SECRET = 4;

/** A value, and what of it is a secret by itself: a line, what stands behind a scheme, a parameter of a query. */
function secretsIn(value: string): readonly string[] {
  const [, credential = ""] = /^[A-Za-z]+ +(\S+)$/.exec(value) ?? [];
  const parameters = value.startsWith("?")
    ? value
        .slice(1)
        .split("&")
        .map((parameter) => parameter.slice(parameter.indexOf("=") + 1))
    : [];
  return [...value.split("\n"), credential, ...parameters];
}

/** A text that a server wrote, without the values it was given. Pure. */
export const redact = (text: string, variables: Variables): string =>
  Object.values(variables)
    .flatMap(secretsIn)
    .filter((value) => value.length >= SHORTEST_SECRET)
    // The whole before its parts, which would leave the rest of it.
    .sort((one, other) => other.length - one.length)
    .reduce((said, value) => said.replaceAll(value, "[redacted]"), text);
