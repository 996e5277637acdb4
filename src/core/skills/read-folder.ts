import { isUtf8 } from "node:buffer";
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { join, sep } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import type { WhyLeftOut } from "../../shared/skills-page.ts";
import { codeOf } from "../files/problem.ts";
import { readFrontMatter } from "./front-matter.ts";
import { type LeftOut, SKILL_LIMITS, SKILL_NAME, type Skill, sizeOf, THIS_COMPUTER } from "./skill.ts";

/** More entries of one folder are not looked at. */
const MAX_ENTRIES = 1_000;
/** Not on Windows, which has neither. */
const cautious = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What is published of a folder, and what is not. */
export interface FolderOfSkills {
  readonly skills: readonly Skill[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads `NAME/SKILL.md` of every folder in the owner's folder, in the order of the names: as many as fit beside
 * `taken` bytes and `others` further skills. Follows no link out of the folder, waits for no FIFO and reads no more of
 * a file than may be published. Fails with the system's code when the folder itself cannot be read.
 */
export function readSkillFolder(folder: string, others = 0, taken = 0): Result<FolderOfSkills, string> {
  let root: string;
  let names: string[];
  try {
    root = realpathSync(folder);
    names = readdirSync(root)
      .filter((name) => !name.startsWith("."))
      .sort();
  } catch (error) {
    return failure(codeOf(error));
  }
  const skills: Skill[] = [];
  const leftOut: LeftOut[] = names
    .slice(MAX_ENTRIES, MAX_ENTRIES + 1)
    .map((name) => ({ folder: name, why: "too-many" }));
  let room = SKILL_LIMITS.all - taken;
  for (const name of names.slice(0, MAX_ENTRIES)) {
    const read = readSkill(root, name);
    // A file beside the folders is none of ours.
    if (read === null) continue;
    const why = read.ok ? whyNot(read.value, skills, others, room) : read.failure;
    if (read.ok && why === null) {
      skills.push(read.value);
      room -= sizeOf(read.value);
    } else leftOut.push({ folder: name, why: why ?? "unreadable" });
  }
  return success({ skills, leftOut });
}

function whyNot(skill: Skill, before: readonly Skill[], others: number, room: number): WhyLeftOut | null {
  if (skill.name === THIS_COMPUTER || before.some(({ name }) => name === skill.name)) return "name-taken";
  if (before.length + others >= SKILL_LIMITS.skills) return "too-many";
  return sizeOf(skill) > room ? "no-room" : null;
}

/** Null for what is no folder. */
function readSkill(root: string, name: string): Result<Skill, WhyLeftOut> | null {
  try {
    if (!statSync(join(root, name)).isDirectory()) return null;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? null : failure("unreadable");
  }
  const content = readInside(root, join(root, name, "SKILL.md"));
  return content.ok ? skillOf(content.value) : content;
}

/** The text of a file that is in this folder whatever links say, before and after it was opened. */
function readInside(root: string, path: string): Result<string, WhyLeftOut> {
  let handle: number | null = null;
  try {
    const real = realpathSync(path);
    if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) return failure("leads-outside");
    handle = openSync(real, constants.O_RDONLY | cautious);
    const status = fstatSync(handle);
    if (!status.isFile()) return failure("not-a-file");
    const again = statSync(realpathSync(path));
    if (again.ino !== status.ino || again.dev !== status.dev || realpathSync(path) !== real)
      return failure("leads-outside");
    // One byte more shows that it is too large, even if it grew since.
    const bytes = Buffer.alloc(SKILL_LIMITS.one + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    if (length > SKILL_LIMITS.one) return failure("too-large");
    const text = bytes.subarray(0, length);
    return isUtf8(text) ? success(text.toString("utf8")) : failure("not-utf-8");
  } catch (error) {
    return failure(unreadable(codeOf(error)));
  } finally {
    if (handle !== null) closeSync(handle);
  }
}

function unreadable(code: string): WhyLeftOut {
  if (code === "ENOENT") return "no-skill-file";
  // What a FIFO, a socket and a folder say, and a link that came meanwhile.
  return code === "ENXIO" || code === "EISDIR"
    ? "not-a-file"
    : code === "ELOOP"
      ? "leads-outside"
      : "unreadable";
}

/** A skill from the text of its file. Pure. */
export function skillOf(content: string): Result<Skill, WhyLeftOut> {
  const front = readFrontMatter(content);
  if (front === null) return failure("no-front-matter");
  const { name, description } = front;
  if (name === null || !SKILL_NAME.test(name)) return failure("bad-name");
  if (description === null) return failure("no-description");
  if (description.length > SKILL_LIMITS.description) return failure("long-description");
  return success({ name, description, content });
}
