import type { WhyLeftOut } from "../../shared/skills-page.ts";

/** A skill as `node.skills.update` takes it. Source: openclaw 2026.9.6, measured. */
export interface Skill {
  readonly name: string;
  readonly description: string;
  /** The whole SKILL.md, front matter included. */
  readonly content: string;
}

/** What a gateway takes: more skills, or longer ones, are refused or dropped there. Bytes where not a count. */
export const SKILL_LIMITS = { skills: 64, one: 65_536, all: 524_288, description: 1_024 } as const;
export const SKILL_NAME = /^[a-z0-9-]{1,64}$/;

/** The skill that this program writes; the owner's folder cannot take its name. */
export const THIS_COMPUTER = "this-computer";

/** One folder of the owner's folder of skills, and what becomes of it. */
export interface LeftOut {
  readonly folder: string;
  readonly why: WhyLeftOut;
}

/** Bytes that a skill takes up at the gateway. */
export const sizeOf = ({ name, description, content }: Skill): number =>
  Buffer.byteLength(name) + Buffer.byteLength(description) + Buffer.byteLength(content);
