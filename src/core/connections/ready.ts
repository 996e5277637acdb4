import { openSettings } from "../settings/open.ts";
import type { Connection } from "./connection.ts";

/** One that has no gateway yet is left to whoever gives it one. */
export function isReady({ stateDir, first }: Pick<Connection, "stateDir" | "first">): boolean {
  if (first) return true;
  const settings = openSettings(stateDir);
  return !settings.ok || settings.value.read().gateway !== null;
}
