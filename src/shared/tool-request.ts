import * as v from "valibot";
import { builtInToolNames } from "./built-in-tool.ts";
import { bare, text } from "./schema.ts";

/** As in the list of servers; wider than what is accepted, so that the error can say what is wrong. */
const MAX_NAME = 200;
const MAX_VALUE = 32_768;
/** Larger than any list of servers, characters. */
const MAX_IMPORT = 1_048_576;

const server = v.pipe(text(MAX_NAME), v.nonEmpty());

/** What a page may ask about the servers of tools. Values of variables go one way only. */
export const toolRequests = [
  v.object({
    kind: v.literal("add-tool-server"),
    name: text(MAX_NAME),
    /** The program, then each of its arguments. */
    words: v.pipe(v.array(text(8_192)), v.minLength(1), v.maxLength(257)),
    variables: v.pipe(v.array(v.object({ name: text(MAX_NAME), value: text(MAX_VALUE) })), v.maxLength(64)),
    contained: v.nullable(v.object({ network: v.boolean() })),
  }),
  /** The `mcpServers` JSON of another program: what would be added is shown in the snapshot, without values. */
  v.object({ kind: v.literal("preview-tool-import"), text: text(MAX_IMPORT) }),
  /** Adds what is shown. */
  bare("import-tool-servers"),
  bare("drop-tool-import"),
  v.object({ kind: v.literal("remove-tool-server"), server }),
  /** Starts it, if it does not run, and lists its tools. */
  v.object({ kind: v.literal("test-tool-server"), server }),
  v.object({
    kind: v.literal("switch-built-in-tool"),
    tool: v.picklist(builtInToolNames),
    to: v.picklist(["off", "ask", "allow"]),
  }),
  v.object({
    kind: v.literal("switch-tool"),
    server,
    tool: v.pipe(text(256), v.nonEmpty()),
    to: v.picklist(["off", "ask", "allow"]),
  }),
  v.object({ kind: v.literal("offer-this-computer"), on: v.boolean() }),
  /** Asks the person for it, in the system's dialog: a page never names one. */
  bare("choose-skill-folder"),
  bare("drop-skill-folder"),
  /** The same for a folder that agents may read. */
  bare("add-folder"),
  v.object({ kind: v.literal("let-write-folder"), folder: text(4_096), write: v.boolean() }),
  v.object({ kind: v.literal("remove-folder"), folder: text(4_096) }),
] as const;
