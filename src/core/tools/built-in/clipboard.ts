import * as v from "valibot";
import { ToolServerError } from "../tool-server.ts";
import { readArguments } from "./arguments.ts";
import { said, type ToolBody } from "./built-in-tool.ts";
import type { ClipboardSource } from "./sources.ts";

/** The most that is read from it or written to it, UTF-16 units. */
const MAX_TEXT = 100_000;

/** `clipboard_read {}`: the text on the clipboard. */
export const clipboardRead = (clipboard: ClipboardSource): ToolBody => ({
  description:
    "Reads the text on the clipboard of this computer. It may be private or a secret: read it only when the person has asked for something that needs it.",
  inputSchema: { type: "object", properties: {}, additionalProperties: false },
  readOnly: true,
  async run(_args, { signal }) {
    const read = await clipboard.read(signal);
    if (!read.ok) throw new ToolServerError(`the clipboard could not be read: ${read.failure}`);
    if (read.value === "") return said("[there is no text on the clipboard]", { text: "" });
    if (read.value.length <= MAX_TEXT) return said(read.value);
    const text = read.value.slice(0, MAX_TEXT).replace(/[\uD800-\uDBFF]$/, "");
    return said(`${text}\n[cut: ${read.value.length} characters are on the clipboard]`);
  },
});

const writeSchema = v.strictObject({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TEXT)) });

/** `clipboard_write {text}`: replaces what is on the clipboard. */
export const clipboardWrite = (clipboard: ClipboardSource): ToolBody => ({
  description:
    "Puts a text on the clipboard of this computer, in place of what is there, for the person to paste.",
  inputSchema: {
    type: "object",
    properties: { text: { type: "string", minLength: 1, maxLength: MAX_TEXT } },
    required: ["text"],
    additionalProperties: false,
  },
  readOnly: false,
  // Never what is on the clipboard.
  logged: ({ text }) => ({ text: typeof text === "string" ? `[${text.length} characters]` : "[not a text]" }),
  async run(args, { signal }) {
    const { text } = readArguments(writeSchema, args);
    const written = await clipboard.write(text, signal);
    if (!written.ok) throw new ToolServerError(`the clipboard could not be written: ${written.failure}`);
    return said(`${text.length} characters are on the clipboard.`);
  },
});
