import * as v from "valibot";
import { BUILT_IN_SERVER, type BuiltInToolName, builtInToolNames } from "../../shared/built-in-tool.ts";
import { type Result, success } from "../../shared/result.ts";
import { SERVER_NAME, VARIABLE_NAME } from "../../shared/tool-server-names.ts";
import { readHeaderName } from "../gateway/edge-headers.ts";
import { type ChoicesProblem, createChoicesFile } from "../settings/choices-file.ts";
import { readServerUrl } from "./server-url.ts";

/** More servers than anybody looks after. */
export const MAX_SERVERS = 32;
const MAX_WORDS = 256;
const MAX_WORD = 8_192;

/** What the owner decided about a tool. One that is not listed is off. */
export type ToolConsent = "ask" | "allow";

const word = v.pipe(
  v.string(),
  v.maxLength(MAX_WORD),
  v.check((text) => !text.includes("\0")),
);

const shared = {
  name: v.pipe(v.string(), v.regex(SERVER_NAME)),
  /** Under which name the vault keeps its values; null when there are none. */
  secrets: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))),
  tools: v.pipe(
    v.array(
      v.strictObject({
        tool: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
        consent: v.picklist(["ask", "allow"]),
        /** What it said of itself when its owner decided, `digestOfTool`. */
        digest: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
      }),
    ),
    v.maxLength(1_000),
  ),
};

const programSchema = v.strictObject({
  ...shared,
  /** A name on the search path, or a whole path. */
  command: v.pipe(word, v.minLength(1)),
  args: v.pipe(v.array(word), v.maxLength(MAX_WORDS)),
  /** Names of the variables it is given; the values are in the vault. */
  env: v.pipe(v.array(v.pipe(v.string(), v.regex(VARIABLE_NAME))), v.maxLength(64)),
  /** How it is contained; null runs it with all rights of its owner. */
  contained: v.nullable(v.strictObject({ network: v.boolean() })),
});

const remoteSchema = v.strictObject({
  ...shared,
  /** Its address, without what stands behind a question mark: keys are handed over there. */
  url: v.pipe(
    v.string(),
    v.maxLength(2_048),
    v.check((url) => {
      const read = readServerUrl(url);
      return read.ok && read.value.url === url;
    }),
  ),
  /** Whether the vault keeps something to put behind a question mark. */
  query: v.boolean(),
  /** Names of the headers it is sent; the values are in the vault. */
  headers: v.pipe(
    v.array(
      v.pipe(
        v.string(),
        v.check((name) => readHeaderName(name).ok),
      ),
    ),
    v.maxLength(64),
  ),
});

const entrySchema = v.union([programSchema, remoteSchema]);

/** What the owner decided about a tool of Clawtray's own. */
const builtInSchema = v.strictObject({
  tool: v.picklist(builtInToolNames),
  consent: v.picklist(["ask", "allow"]),
});

const schema = v.strictObject({
  builtIn: v.optional(
    v.pipe(
      v.array(builtInSchema),
      v.check((tools) => new Set(tools.map(({ tool }) => tool)).size === tools.length),
    ),
    [],
  ),
  servers: v.pipe(
    v.array(entrySchema),
    v.maxLength(MAX_SERVERS),
    v.check((servers) => new Set(servers.map(({ name }) => name.toLowerCase())).size === servers.length),
    v.check((servers) => !servers.some(({ name }) => isReservedName(name))),
  ),
});

/** Whether a server may not be called so: Clawtray's own tools are. */
export const isReservedName = (name: string): boolean => name.toLowerCase() === BUILT_IN_SERVER;

/** A server that is started by a command. */
export type ProgramEntry = v.InferOutput<typeof programSchema>;

/** A server that is reached over HTTP. */
export type RemoteEntry = v.InferOutput<typeof remoteSchema>;

/** One server of the owner's list. */
export type ServerEntry = ProgramEntry | RemoteEntry;

export const isRemote = (entry: ServerEntry): entry is RemoteEntry => "url" in entry;

/** One tool of Clawtray's own that is on. */
export type BuiltInConsent = v.InferOutput<typeof builtInSchema>;

/** Everything the owner decided about tools. */
export interface ToolChoices {
  readonly servers: readonly ServerEntry[];
  /** What is not in it is off. */
  readonly builtIn: readonly BuiltInConsent[];
}

const file = createChoicesFile<ToolChoices>("tools.json", 1, schema, { servers: [], builtIn: [] });

/** Where the list of a state folder is. */
export const toolListPath = file.path;

/** The owner's choices. A file that cannot be understood allows nothing. */
export const readToolChoices = file.read;

/** The servers alone. */
export function readToolList(stateDir: string): Result<readonly ServerEntry[], ChoicesProblem> {
  const read = readToolChoices(stateDir);
  return read.ok ? success(read.value.servers) : read;
}

/** Nothing is on any more. */
export async function forgetToolChoices(stateDir: string): Promise<void> {
  await file.change(stateDir, () => ({ servers: [], builtIn: [] }));
}

/** Changes the servers, in one step that no other process can come between. */
export async function changeToolList(
  stateDir: string,
  change: (before: readonly ServerEntry[]) => readonly ServerEntry[],
): Promise<Result<readonly ServerEntry[], ChoicesProblem>> {
  const changed = await file.change(stateDir, ({ servers, builtIn }) => ({
    servers: change(servers),
    builtIn,
  }));
  return changed.ok ? success(changed.value.servers) : changed;
}

/** Switches tools of Clawtray's own, in one step that no other process can come between. `first`: nothing was on. */
export async function switchBuiltIn(
  stateDir: string,
  tools: readonly BuiltInToolName[],
  consent: ToolConsent | "off",
): Promise<Result<{ readonly first: boolean }, ChoicesProblem>> {
  let first = false;
  const changed = await file.change(stateDir, (before) => {
    first = consent !== "off" && !offersTools(before);
    const others = before.builtIn.filter(({ tool }) => !tools.includes(tool));
    const switched = consent === "off" ? [] : [...new Set(tools)].map((tool) => ({ tool, consent }));
    return { ...before, builtIn: [...others, ...switched] };
  });
  return changed.ok ? success({ first }) : changed;
}

/** Anything with tools that are on. */
export interface Switched {
  readonly tools: readonly {
    readonly tool: string;
    readonly consent: ToolConsent;
    readonly digest?: string;
  }[];
}

/** What the owner decided about a tool. */
export const consentFor = (server: Switched, tool: string): ToolConsent | "off" =>
  server.tools.find((known) => known.tool === tool)?.consent ?? "off";

/** What a tool said of itself when its owner decided about it; null when that was not kept. */
export const digestFor = (server: Switched, tool: string): string | null =>
  server.tools.find((known) => known.tool === tool)?.digest ?? null;

/** The server with these tools switched; `digests` by the tool's name. Pure. */
export function withConsent(
  server: ServerEntry,
  tools: readonly string[],
  consent: ToolConsent | "off",
  digests: ReadonlyMap<string, string> = new Map(),
): ServerEntry {
  const others = server.tools.filter(({ tool }) => !tools.includes(tool));
  const switched = consent === "off" ? [] : tools.map((tool) => decided(tool, consent, digests.get(tool)));
  return { ...server, tools: [...others, ...switched] };
}

const decided = (tool: string, consent: ToolConsent, digest: string | undefined) =>
  digest === undefined ? { tool, consent } : { tool, consent, digest };

/** Whether anything is published at all. */
export const offersTools = ({ servers, builtIn }: ToolChoices): boolean =>
  builtIn.length > 0 || servers.some(({ tools }) => tools.length > 0);
