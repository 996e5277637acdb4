import type { GatewaySession } from "../gateway/contract.ts";
import type { Clock } from "../time/clock.ts";

/** As long as the gateway's own node host considers its answer valid, ms. Source: openclaw 2026.9.6. */
const FRESH = 90_000;

/**
 * Names of the programs that the skills of this gateway use. They belong to one connection, so that no gateway's word
 * counts at another. Empty when the gateway does not say.
 */
export function createSkillPrograms(
  session: Pick<GatewaySession, "skillPrograms">,
  clock: Clock,
): () => Promise<readonly string[]> {
  let asked: { readonly at: number; readonly names: Promise<readonly string[]> } | null = null;

  async function ask(): Promise<readonly string[]> {
    const names = await session.skillPrograms();
    if (names === null) asked = null;
    return names ?? [];
  }

  return () => {
    if (asked === null || clock.now() - asked.at >= FRESH) asked = { at: clock.now(), names: ask() };
    return asked.names;
  };
}
