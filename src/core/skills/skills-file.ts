import { isAbsolute } from "node:path";
import * as v from "valibot";
import type { Result } from "../../shared/result.ts";
import { type ChoicesProblem, createChoicesFile } from "../settings/choices-file.ts";

/** What the owner decided about skills; at first, nothing is published. */
export interface SkillChoices {
  /** A folder of skills, as a whole path; null for none. */
  readonly folder: string | null;
  /** Whether the skill that describes this computer is published. */
  readonly thisComputer: boolean;
}

export const NO_SKILLS: SkillChoices = { folder: null, thisComputer: false };

const schema = v.strictObject({
  folder: v.nullable(
    v.pipe(
      v.string(),
      v.maxLength(4_096),
      v.check((path) => isAbsolute(path) && !path.includes("\0")),
    ),
  ),
  thisComputer: v.boolean(),
});

const file = createChoicesFile<SkillChoices>("skills.json", 1, schema, NO_SKILLS);

/** Where the choices of a state folder are. */
export const skillsPath = file.path;

/** The owner's choices. A file that cannot be understood publishes nothing. */
export const readSkillChoices = file.read;

/** Changes the choices in one step that no other process can come between. */
export const changeSkillChoices = (
  stateDir: string,
  change: Partial<SkillChoices>,
): Promise<Result<SkillChoices, ChoicesProblem>> =>
  file.change(stateDir, (before) => ({ ...before, ...change }));

/** Publishes nothing from here on: part of forgetting the device. A file that cannot be understood stays. */
export async function forgetSkills(stateDir: string): Promise<void> {
  const choices = readSkillChoices(stateDir);
  if (choices.ok && JSON.stringify(choices.value) !== JSON.stringify(NO_SKILLS))
    await changeSkillChoices(stateDir, NO_SKILLS);
}
