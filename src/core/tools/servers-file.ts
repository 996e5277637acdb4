import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { readHeader } from "../gateway/edge-headers.ts";
import { readServerUrl } from "./server-url.ts";
import { isReservedName, SERVER_NAME, VARIABLE_NAME } from "./tool-list.ts";

/** A server as it is added: what goes into the list, and the values that go into the vault. */
export type NewServer = NewProgram | NewRemote;

interface NewRemote {
  readonly name: string;
  /** Whole, with what is kept in the vault. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface NewProgram {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly contained: { readonly network: boolean } | null;
}

/** What an imported file holds: what can be added, and why the rest cannot. No reason repeats a value. */
export interface ImportedServers {
  readonly servers: readonly NewServer[];
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/** Reads the `mcpServers` JSON that other programs keep. A failure is a sentence. Pure. */
export function readServersFile(text: string): Result<ImportedServers, string> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The parser's message quotes the text, which may hold secrets.
    return failure("It is not JSON.");
  }
  const named = isRecord(content) ? content.mcpServers : undefined;
  if (!isRecord(named)) return failure('It has no "mcpServers" with a server in it.');
  const servers: NewServer[] = [];
  const refused: { name: string; why: string }[] = [];
  for (const [name, entry] of Object.entries(named)) {
    const read = readServer(name, entry);
    if (read.ok) servers.push(read.value);
    else refused.push({ name, why: read.failure });
  }
  return servers.length + refused.length === 0
    ? failure('Its "mcpServers" is empty.')
    : success({ servers, refused });
}

const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((text) => typeof text === "string") ? value : null;

function readServer(name: string, entry: unknown): Result<NewServer, string> {
  if (!isRecord(entry)) return failure("it is not an object");
  const { command, args = [], env = {}, url = entry.serverUrl, headers = {}, type } = entry;
  if (url !== undefined && command !== undefined) return failure('it has a "command" and an address');
  if (url !== undefined) return readRemote(name, url, headers, type);
  if (typeof command !== "string") return failure('it has no "command"');
  const words = texts(args);
  if (words === null) return failure('its "args" are not a list of texts');
  const variables = readValues(env, "env");
  if (!variables.ok) return variables;
  return sound({ name, command, args: words, variables: variables.value, contained: null });
}

function readRemote(name: string, url: unknown, headers: unknown, type: unknown): Result<NewServer, string> {
  if (type === "sse") return failure("it speaks HTTP with SSE of 2024, which is not supported");
  if (typeof url !== "string") return failure("its address is not a text");
  const values = readValues(headers, "headers");
  return values.ok ? sound({ name, url, headers: values.value }) : values;
}

function sound(server: NewServer): Result<NewServer, string> {
  const problem = serverProblem(server);
  return problem === null ? success(server) : failure(problem);
}

function readValues(given: unknown, what: string): Result<Readonly<Record<string, string>>, string> {
  if (!isRecord(given)) return failure(`its "${what}" is not an object`);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string") return failure(`the value of ${name.slice(0, 40)} is not a text`);
    // Other programs look these up somewhere; here they would be sent as they are.
    if (/\$\{[^}]*\}/.test(value))
      return failure(`the value of ${name.slice(0, 40)} is a placeholder; add the server by hand`);
    values[name] = value;
  }
  return success(values);
}

/** Why a server cannot be added, in words without a value of its variables; null when it can. Pure. */
export function serverProblem(server: NewServer): string | null {
  if (!SERVER_NAME.test(server.name))
    return "its name needs to begin with a letter, and to be at most 32 letters, digits, - and _";
  if (isReservedName(server.name)) return "Clawtray's own tools have that name";
  return "url" in server ? remoteProblem(server) : programProblem(server);
}

function remoteProblem({ url, headers }: NewRemote): string | null {
  const read = readServerUrl(url);
  if (!read.ok) return read.failure;
  const all = Object.entries(headers).map(([name, value]) => ({ name, read: readHeader(name, value) }));
  for (const { name, read } of all) {
    if (read.ok) continue;
    if (read.failure === "value") return `the value of ${name.slice(0, 40)} cannot be one of a header`;
    return read.failure === "reserved"
      ? `the header ${name.slice(0, 40)} is not yours to set`
      : "the name of a header is not one";
  }
  const names = new Set(all.map(({ name }) => name.toLowerCase()));
  if (names.size < all.length) return "the same header is given twice";
  const taken = all.find(({ name }) => /^(accept|last-event-id|mcp-.*|user-agent)$/i.test(name));
  if (taken !== undefined) return `the header ${taken.name.slice(0, 40)} is not yours to set`;
  return all.length > 64 ? "it has more than 64 headers" : null;
}

function programProblem({ command, args, variables }: NewProgram): string | null {
  if (command.trim() === "") return "its command is empty";
  if (/^\.{1,2}[\\/]|^~/.test(command) || (/[\\/]/.test(command) && !/^([\\/]|[A-Za-z]:[\\/])/.test(command)))
    return "its command is neither a name nor a whole path";
  if ([command, ...args].some((word) => word.includes("\0") || word.length > 8_192))
    return "a word of its command is too long, or holds a zero byte";
  if (args.length > 256) return "its command has more than 256 words";
  const names = Object.keys(variables);
  const wrong = names.find((variable) => !VARIABLE_NAME.test(variable));
  if (wrong !== undefined) return "the name of a variable is not one: letters, digits and _ only";
  if (names.length > 64) return "it has more than 64 variables";
  const long = names.find((variable) => {
    const value = variables[variable] ?? "";
    return value === "" || value.length > 32_768 || value.includes("\0");
  });
  return long === undefined ? null : `the value of ${long} is empty, too long, or holds a zero byte`;
}
