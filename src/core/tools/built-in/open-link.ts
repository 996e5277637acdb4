import * as v from "valibot";
import { MAX_LINK, readLink } from "../../../shared/text/read-link.ts";
import { ToolServerError } from "../tool-server.ts";
import { readArguments } from "./arguments.ts";
import { said, type ToolBody } from "./built-in-tool.ts";
import type { Opener } from "./sources.ts";

const schema = v.strictObject({ link: v.string() });

/** `open {link}`: in the person's browser or mail program. */
export const openLink = (opener: Opener): ToolBody => ({
  description:
    "Opens an http, https or mailto link on this computer, in the person's own browser or mail program, where they are signed in. What the page says does not come back.",
  inputSchema: {
    type: "object",
    properties: { link: { type: "string", description: "The whole link", maxLength: MAX_LINK } },
    required: ["link"],
    additionalProperties: false,
  },
  readOnly: false,
  check(args) {
    const read = readLink(readArguments(schema, args).link);
    if (!read.ok) throw new ToolServerError(read.failure);
  },
  async run(args, { signal }) {
    const read = readLink(readArguments(schema, args).link);
    if (!read.ok) throw new ToolServerError(read.failure);
    const opened = await opener.openLink(read.value, signal);
    if (!opened.ok) throw new ToolServerError(`the link could not be opened: ${opened.failure}`);
    return said("The desktop has taken the link.");
  },
});
