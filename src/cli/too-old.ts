import { askInstance } from "../core/instance/instance.ts";
import { skills } from "../shared/words/en/skills.ts";
import { tools } from "../shared/words/en/tools.ts";

/**
 * What is said below a list when the gateway of the running node takes no such list: a line, or nothing, also while
 * no node runs, for then nobody knows.
 */
export async function tooOldLine(stateDir: string, what: "tools" | "skills"): Promise<string> {
  const instance = await askInstance(stateDir);
  if (instance.kind !== "snapshot") return "";
  const refused = instance.snapshot.state.warnings.includes(`gateway-without-${what}`);
  return refused ? `${{ tools, skills }[what].tooOld}\n` : "";
}
