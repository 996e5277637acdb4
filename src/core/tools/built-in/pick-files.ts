import { isAbsolute, join } from "node:path";
import * as v from "valibot";
import { homeFolder } from "../../environment/home.ts";
import type { PrivatePlaces } from "../../folders/judge.ts";
import { readArguments } from "./arguments.ts";
import type { ToolBody } from "./built-in-tool.ts";
import { askPerson, noAnswer, type PersonDesk } from "./person.ts";
import { type PickedFile, readPicked } from "./picked-file.ts";
import type { FilePicker } from "./sources.ts";

const MAX_FILES = 10;
/** What of all texts together reaches a model, UTF-16 units, with room for the names. */
const MAX_TEXT = 17_000;

const schema = v.strictObject({
  why: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500)),
  several: v.optional(v.boolean(), false),
});

interface PickWorld {
  readonly desk: PersonDesk;
  /** Null: the person types a path. */
  readonly picker: FilePicker | null;
  readonly places: () => PrivatePlaces;
}

/** `pick_files {why, several?}`: what is in the files that the person picks, and in no others. */
export const pickFilesTool = ({ desk, picker, places }: PickWorld): ToolBody => ({
  description:
    "Asks the person at this computer to pick files, and returns what is in them: text, or base64 for small files of another kind. You see nothing else of their files.",
  inputSchema: {
    type: "object",
    properties: {
      why: { type: "string", maxLength: 500, description: "What you need and what for, in their language" },
      several: { type: "boolean", description: `Up to ${MAX_FILES} instead of one` },
    },
    required: ["why"],
    additionalProperties: false,
  },
  readOnly: true,
  async run(args, context) {
    const { why, several } = readArguments(schema, args);
    const takes = picker === null ? "path" : "files";
    const end = await askPerson(desk, why, { takes, choices: [] }, context);
    if (end.kind !== "replied") return noAnswer(end.kind);
    const paths = picker === null ? [typedPath(end.reply)] : await picker.pick(several, context.signal);
    if (paths === null || paths.length === 0)
      return noAnswer(context.signal.aborted ? "cancelled" : "declined");
    const read = await Promise.all(paths.slice(0, MAX_FILES).map((path) => readPicked(path, places())));
    const files = read.flatMap((one) => (one.ok ? [one.value] : []));
    const refused = [
      ...read.flatMap((one) => (one.ok ? [] : [one.failure])),
      ...(paths.length > MAX_FILES ? [`only the first ${MAX_FILES} of ${paths.length} files were read`] : []),
    ];
    const content = files.map((file, index) => describeFile(file, shares(files)[index] ?? 0));
    return { content: [...content, ...refused.map((text) => ({ type: "text", text: `Not read: ${text}` }))] };
  },
});

/** How much of each text may stay: short ones whole, and the long ones share what is left. */
function shares(files: readonly PickedFile[]): readonly number[] {
  const lengths = files.map(({ text = "" }) => text.length);
  const result = lengths.map(() => 0);
  let room = MAX_TEXT;
  const shortestFirst = lengths
    .map((_, index) => index)
    .sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
  for (const [done, index] of shortestFirst.entries()) {
    const share = Math.min(lengths[index] ?? 0, Math.floor(room / (lengths.length - done)));
    result[index] = share;
    room -= share;
  }
  return result;
}

function describeFile({ name, size, text, base64, note }: PickedFile, share: number) {
  const shown = text?.slice(0, share).replace(/[\uD800-\uDBFF]$/, "");
  const cut = text !== undefined && share < text.length ? `only its beginning: ${share} characters` : note;
  const head = `${JSON.stringify(name)}, ${size} bytes${cut === undefined ? "" : ` (${cut})`}`;
  const body = shown ?? (base64 === undefined ? null : `base64: ${base64}`);
  return { type: "text", text: body === null ? head : `${head}\n${body}` };
}

/** As a person types it: quoted, or below home. */
function typedPath(reply: string): string {
  const path = reply.trim().replace(/^(["'])(.*)\1$/, "$2");
  const home = homeFolder() ?? "/";
  const below = path.startsWith("~/") ? join(home, path.slice(2)) : path;
  return isAbsolute(below) ? below : join(process.cwd(), below);
}
