import { watchOwnFile } from "../files/watch-file.ts";
import type { Logger } from "../log/log.ts";
import type { Clock } from "../time/clock.ts";
import { readSkillFolder } from "./read-folder.ts";
import { type Skill, sizeOf } from "./skill.ts";
import { NO_SKILLS, readSkillChoices, type SkillChoices, skillsPath } from "./skills-file.ts";
import { watchSkillFolder } from "./watch-folder.ts";

/** The skills of a state folder, as they are published. */
export interface SkillShelf {
  /** The one about this computer first, then the owner's by name; empty unless its owner chose otherwise. */
  published(): readonly Skill[];
  /** Calls the listener when what is published may have changed; the returned function unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** What the skill about this computer tells may have changed. */
  factsChanged(): void;
  close(): void;
}

interface ShelfSetup {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  describe(): Skill;
}

/** Several facts that change together are published once, ms. */
const SETTLE_MS = 300;

/** Follows the owner's choices while another process changes them, and the folder they name. */
export const createSkillShelf = (setup: ShelfSetup): SkillShelf => new Shelf(setup);

class Shelf implements SkillShelf {
  readonly #setup: ShelfSetup;
  readonly #listeners = new Set<() => void>();
  readonly #stopWatchingChoices: () => void;
  #choices: SkillChoices = NO_SKILLS;
  #folder: { readonly path: string; readonly stop: () => void } | null = null;
  #cancelFacts = (): void => {};
  #told = "";

  constructor(setup: ShelfSetup) {
    this.#setup = setup;
    this.#follow();
    this.#stopWatchingChoices = watchOwnFile(skillsPath(setup.stateDir), () => {
      this.#follow();
      this.#tell();
    });
  }

  published(): readonly Skill[] {
    const own = this.#choices.thisComputer ? [this.#setup.describe()] : [];
    const { folder } = this.#choices;
    if (folder === null) return own;
    const read = readSkillFolder(
      folder,
      own.length,
      own.reduce((sum, skill) => sum + sizeOf(skill), 0),
    );
    const { leftOut, skills } = read.ok ? read.value : { leftOut: [], skills: [] };
    const problem = JSON.stringify(read.ok ? leftOut : read.failure);
    if (problem !== this.#told && problem !== "[]")
      this.#setup.log.log(
        "warn",
        "some skills are not published",
        read.ok ? { leftOut } : { code: read.failure },
      );
    this.#told = problem;
    return [...own, ...skills];
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  factsChanged(): void {
    if (!this.#choices.thisComputer) return;
    this.#cancelFacts();
    this.#cancelFacts = this.#setup.clock.after(SETTLE_MS, () => this.#tell());
  }

  close(): void {
    this.#cancelFacts();
    this.#stopWatchingChoices();
    this.#folder?.stop();
    this.#listeners.clear();
  }

  #follow(): void {
    const { stateDir, clock, log } = this.#setup;
    const read = readSkillChoices(stateDir);
    if (!read.ok) log.log("warn", "the choices about skills cannot be used", { problem: read.failure });
    this.#choices = read.ok ? read.value : NO_SKILLS;
    const { folder } = this.#choices;
    if (this.#folder?.path === (folder ?? undefined)) return;
    this.#folder?.stop();
    this.#folder =
      folder === null ? null : { path: folder, stop: watchSkillFolder(folder, clock, () => this.#tell()) };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
