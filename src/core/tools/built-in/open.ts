import { extname } from "node:path";
import * as v from "valibot";
import { isRecord } from "../../../shared/record.ts";
import { MAX_LINK, readLink } from "../../../shared/text/read-link.ts";
import type { FileAccess } from "../../commands/files/file-door.ts";
import { ToolServerError } from "../tool-server.ts";
import { readArguments } from "./arguments.ts";
import { type Arguments, type BuiltInContext, said, type ToolBody } from "./built-in-tool.ts";
import type { Opener } from "./sources.ts";

const schema = v.union(
  [
    v.strictObject({ link: v.string() }),
    v.strictObject({ path: v.pipe(v.string(), v.minLength(1), v.maxLength(4_096)) }),
  ],
  "either a link or a path is needed, as a text",
);

/**
 * What the desktop opens to be looked at or edited, by the end of its name, which is what desktops go by. Nothing that
 * starts, installs or runs something when it is opened: no programs, scripts, web pages, archives or shortcuts.
 */
const OPENED: ReadonlySet<string> = new Set(
  (
    "txt md log csv json pdf rtf epub docx xlsx pptx odt ods odp png jpg jpeg gif webp bmp avif heic tif tiff " +
    "mp3 m4a ogg flac wav mp4 mov webm mkv"
  ).split(" "),
);

const refuse = (why: string) => new ToolServerError(why);

/** What is meant, as far as words decide; throws what is wrong with it. */
function readOpen(args: Arguments): { readonly link: string } | { readonly path: string } {
  const given = readArguments(schema, args);
  if ("link" in given) {
    const read = readLink(given.link);
    if (!read.ok) throw refuse(read.failure);
    return { link: read.value };
  }
  const end = extname(given.path).toLowerCase();
  if (end === "" || OPENED.has(end.slice(1))) return given;
  throw refuse(
    `a file whose name ends in "${end}" is not opened: only texts, documents, pictures, sound and video`,
  );
}

/** Whether there is such a file or folder in the owner's folders; throws why not. */
async function lookAt(path: string, files: FileAccess, context: BuiltInContext): Promise<void> {
  const seen = await files.call("file.stat", { path }, context);
  if (!isRecord(seen)) throw refuse("the file could not be looked at");
  if (seen.ok !== true) throw refuse(`${String(seen.code)}: ${String(seen.message)}`);
  // A program may have no such end, and on macOS a folder with one may be a program.
  const isFolder = seen.type === "directory";
  if (isFolder === (extname(path) === "")) return;
  throw refuse(
    isFolder ? "a folder with such a name is not opened" : "a file whose name has no such end is not opened",
  );
}

/** `open {link}` or `open {path}`: in the program that the person's desktop has for it. */
export const openTool = (opener: Opener, files: FileAccess): ToolBody => ({
  description:
    "Opens something on this computer, where its person sees it: an http, https or mailto link in their own browser or mail program, where they are signed in, or a document, picture, sound, video or folder in one of the folders that its owner lets agents use. What it shows does not come back.",
  inputSchema: {
    type: "object",
    properties: {
      link: { type: "string", description: "The whole link", maxLength: MAX_LINK },
      path: { type: "string", description: "Or the whole path of a file or folder" },
    },
    additionalProperties: false,
  },
  readOnly: false,
  check: (args) => void readOpen(args),
  async run(args, context) {
    const wanted = readOpen(args);
    if ("path" in wanted) await lookAt(wanted.path, files, context);
    const opened =
      "path" in wanted
        ? await opener.openFile(wanted.path, context.signal)
        : await opener.openLink(wanted.link, context.signal);
    const what = "path" in wanted ? "file" : "link";
    if (!opened.ok) throw refuse(`the ${what} could not be opened: ${opened.failure}`);
    return said(`The desktop has taken the ${what}.`);
  },
});
