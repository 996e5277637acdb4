/** Why a skill of the owner's folder is not offered. */
export type WhyLeftOut =
  | "no-skill-file"
  | "leads-outside"
  | "not-a-file"
  | "too-large"
  | "unreadable"
  | "not-utf-8"
  | "no-front-matter"
  | "bad-name"
  | "no-description"
  | "long-description"
  | "name-taken"
  | "too-many"
  | "no-room";

/** What the page shows of a connection's skills; texts made visible. */
export interface SkillsView {
  /** The choices cannot be understood or read, and nothing is offered. */
  readonly unusable: boolean;
  /** The skill that describes this computer is offered. */
  readonly thisComputer: boolean;
  /** Null where none was chosen. */
  readonly folder: string | null;
  /** False where the folder cannot be read. */
  readonly readable: boolean;
  /** Names of those in the folder that are offered. */
  readonly offered: readonly string[];
  readonly leftOut: readonly { readonly folder: string; readonly why: WhyLeftOut }[];
}

export const noSkills: SkillsView = {
  unusable: false,
  thisComputer: false,
  folder: null,
  readable: true,
  offered: [],
  leftOut: [],
};
