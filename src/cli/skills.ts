import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { ChoicesProblem } from "../core/settings/choices-file.ts";
import { type FolderOfSkills, readSkillFolder } from "../core/skills/read-folder.ts";
import { THIS_COMPUTER } from "../core/skills/skill.ts";
import { changeSkillChoices, readSkillChoices, type SkillChoices } from "../core/skills/skills-file.ts";
import type { Result } from "../shared/result.ts";
import { reveal } from "../shared/text/reveal.ts";
import { skills as words } from "../shared/words/en/skills.ts";
import { shown } from "./argument-values.ts";
import { choicesSentence, type Ended, refuse, refuseFolder } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { openPlace } from "./open-place.ts";
import { stateDirOf } from "./place.ts";
import { answer } from "./print.ts";
import type { SkillsAction, SkillsArguments } from "./skills-arguments.ts";
import { tooOldLine } from "./too-old.ts";

/** Room for the skill that describes this computer, bytes: the node alone knows what it says. */
const OWN_ROOM = 16_384;

/** `clawtray skills`: what the gateway's agents can read about and from this computer. */
export async function skills(options: SkillsArguments): Promise<Ended> {
  const place = openPlace(options);
  if (!place.ok) return refuseFolder(place.failure);
  const stateDir = stateDirOf(options);
  const { action } = options;
  const problem = action.kind === "folder" ? whyNoFolder(action.path) : null;
  if (problem !== null) return refuse(problem, exitCode.failed);
  const choices =
    action.kind === "list"
      ? readSkillChoices(stateDir)
      : await changeSkillChoices(stateDir, changeOf(action));
  if (!choices.ok) return refuse(problemSentence(choices.failure), exitCode.failed);
  const list = listOf(choices.value);
  const tooOld = await tooOldLine(stateDir, "skills");
  answer(options, toldOf(choices.value, list), `${textOf(choices.value, list)}${tooOld}`);
  return { code: exitCode.ok, busy: false };
}

const changeOf = (action: Exclude<SkillsAction, { kind: "list" }>): Partial<SkillChoices> =>
  action.kind === "folder"
    ? { folder: action.path === null ? null : resolve(action.path) }
    : { thisComputer: action.on };

function whyNoFolder(path: string | null): string | null {
  if (path === null) return null;
  try {
    if (statSync(resolve(path)).isDirectory()) return null;
    return `"${shown(path)}" is no folder. Name a folder that holds NAME/SKILL.md.`;
  } catch {
    return `There is no folder "${shown(path)}", or it cannot be read.`;
  }
}

const problemSentence = (problem: ChoicesProblem): string =>
  choicesSentence(problem, "so no skill is offered. Repair or remove it.");

const listOf = ({ folder, thisComputer }: SkillChoices): Result<FolderOfSkills, string> | null =>
  folder === null ? null : readSkillFolder(folder, thisComputer ? 1 : 0, thisComputer ? OWN_ROOM : 0);

function toldOf(choices: SkillChoices, list: Result<FolderOfSkills, string> | null): object {
  const { skills: read, leftOut } = list?.ok ? list.value : { skills: [], leftOut: [] };
  return {
    ...choices,
    published: [...(choices.thisComputer ? [THIS_COMPUTER] : []), ...read.map(({ name }) => name)],
    leftOut,
    ...(list?.ok === false ? { folderProblem: list.failure } : {}),
  };
}

function textOf({ folder, thisComputer }: SkillChoices, list: Result<FolderOfSkills, string> | null): string {
  const own = thisComputer
    ? `${THIS_COMPUTER}: on. Written by Clawtray: what is on here, what asks and what is refused.`
    : `${THIS_COMPUTER}: off. To describe this computer to agents: clawtray skills ${THIS_COMPUTER} on`;
  if (folder === null || list === null)
    return `${own}\nNo folder of skills. To offer one: clawtray skills folder PATH\n`;
  const lines = list.ok
    ? [
        ...list.value.skills.map(({ name, description }) => `  ${name}: ${oneLine(description)}`),
        ...list.value.leftOut.map((left) => `  Left out "${shown(left.folder)}": ${words.why[left.why]}.`),
        ...(list.value.skills.length + list.value.leftOut.length === 0 ? ["  There is no skill in it."] : []),
      ]
    : [`  It cannot be read (${list.failure}), so none of it is offered.`];
  return [own, `Folder: ${reveal(folder)}`, ...lines, ""].join("\n");
}

const oneLine = (text: string): string => reveal(text.replace(/\s+/g, " ")).slice(0, 120);
