import type { Clock } from "../clock.ts";
import type { GatewaySession } from "../gateway/contract.ts";

/** As long as the gateway's own node host holds its answer for true, ms. Source: openclaw 2026.9.6. */
const FRESH = 90_000;
/** Who waits for this is a command; without an answer its owner is asked as if there were no skills. */
const LONGEST_ANSWER = 5_000;

/**
 * Names of the programs that the skills of this gateway use (`skills.bins`, docs/tools/exec-approvals.md,
 * 2026.9.6). They belong to one connection, so that no gateway's word counts at another. Empty when the
 * gateway does not say.
 */
export function createSkillPrograms(
  session: Pick<GatewaySession, "request">,
  clock: Clock,
): () => Promise<readonly string[]> {
  let asked: { readonly at: number; readonly names: Promise<readonly string[]> } | null = null;

  async function ask(): Promise<readonly string[]> {
    const answer = await session.request("skills.bins", {}, LONGEST_ANSWER);
    if (!answer.ok) {
      asked = null;
      return [];
    }
    const { bins } = (answer.payload ?? {}) as { bins?: unknown };
    return Array.isArray(bins) ? bins.filter((name) => typeof name === "string") : [];
  }

  return () => {
    if (asked === null || clock.now() - asked.at >= FRESH) asked = { at: clock.now(), names: ask() };
    return asked.names;
  };
}
