import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Gateway } from "../../../scripts/gateway/gateway.ts";

/** Puts a skill that says which programs it uses among the gateway's own (docs/tools/skills.md, 2026.9.6). */
export function installSkill(gateway: Gateway, name: string, ...bins: readonly string[]): void {
  const folder = join(gateway.stateFile("skills"), name);
  mkdirSync(folder, { recursive: true });
  const metadata = JSON.stringify({ openclaw: { requires: { bins } } });
  const head = `---\nname: ${name}\ndescription: Says things.\nmetadata: ${metadata}\n---\n`;
  writeFileSync(join(folder, "SKILL.md"), `${head}\nSay things.\n`);
}
