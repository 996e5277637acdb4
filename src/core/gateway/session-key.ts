import { MAIN_SESSION } from "../../shared/conversation.ts";

/**
 * The one name of a session among those an owner may give it: `main` and `Agent:Main:main` are `agent:main:main`.
 * A gateway tells nothing of a session under another (measured, openclaw 2026.6.11 and 2026.9.6); 2026.1.29 tells it
 * under the name that was given. Pure.
 */
export function canonicalSessionKey(given: string): string {
  const key = given.trim().toLowerCase();
  if (key === "main") return MAIN_SESSION;
  // These two belong to no agent.
  if (key === "global" || key === "unknown" || key.startsWith("agent:")) return key;
  return `agent:main:${key}`;
}
