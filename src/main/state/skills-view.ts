import { readSkillFolder } from "../../core/skills/read-folder.ts";
import { readSkillChoices } from "../../core/skills/skills-file.ts";
import { noSkills, type SkillsView } from "../../shared/skills-page.ts";
import { reveal } from "../../shared/text/reveal.ts";

/** A folder is read again after this time, ms: the page is drawn far more often. */
const FRESH_MS = 3_000;
/** More than a person looks through. */
const MAX_LEFT_OUT = 20;
const MAX_NAME = 200;

/** What the page shows of the skills of a state folder. */
export function createSkillsView(now: () => number): (stateDir: string) => SkillsView {
  let last: { readonly key: string; readonly at: number; readonly view: SkillsView } | null = null;
  return (stateDir) => {
    const choices = readSkillChoices(stateDir);
    if (!choices.ok) return { ...noSkills, unusable: true };
    const key = JSON.stringify([stateDir, choices.value]);
    if (last?.key === key && Math.abs(now() - last.at) < FRESH_MS) return last.view;
    const view = viewOf(choices.value);
    last = { key, at: now(), view };
    return view;
  };
}

function viewOf({
  folder,
  thisComputer,
}: {
  readonly folder: string | null;
  readonly thisComputer: boolean;
}): SkillsView {
  if (folder === null) return { ...noSkills, thisComputer };
  const read = readSkillFolder(folder, thisComputer ? 1 : 0);
  const { skills, leftOut } = read.ok ? read.value : { skills: [], leftOut: [] };
  return {
    unusable: false,
    thisComputer,
    folder: reveal(folder),
    readable: read.ok,
    offered: skills.map(({ name }) => name),
    leftOut: leftOut
      .slice(0, MAX_LEFT_OUT)
      .map(({ folder: name, why }) => ({ folder: reveal(name.slice(0, MAX_NAME)), why })),
  };
}
