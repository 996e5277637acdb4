import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import { SERVER_NAME, VARIABLE_NAME } from "../../shared/tool-server-names.ts";
import { readHeader } from "../gateway/edge-headers.ts";
import { readServerUrl } from "./server-url.ts";
import { isReservedName } from "./tool-list.ts";

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
  readonly refused: readonly { readonly name: string; readonly why: ToolReason }[];
}

/** Reads the `mcpServers` JSON that other programs keep. Pure. */
export function readServersFile(text: string): Result<ImportedServers, ToolReason> {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    // The parser's message quotes the text, which may hold secrets.
    return failure({ code: "not-json" });
  }
  const named = isRecord(content) ? content.mcpServers : undefined;
  if (!isRecord(named)) return failure({ code: "no-servers" });
  const servers: NewServer[] = [];
  const refused: { name: string; why: ToolReason }[] = [];
  for (const [name, entry] of Object.entries(named)) {
    const read = readServer(name, entry);
    if (read.ok) servers.push(read.value);
    else refused.push({ name, why: read.failure });
  }
  return servers.length + refused.length === 0
    ? failure({ code: "empty-list" })
    : success({ servers, refused });
}

const texts = (value: unknown): readonly string[] | null =>
  Array.isArray(value) && value.every((text) => typeof text === "string") ? value : null;

function readServer(name: string, entry: unknown): Result<NewServer, ToolReason> {
  if (!isRecord(entry)) return failure({ code: "not-an-object" });
  const { command, args = [], env = {}, url = entry.serverUrl, headers = {}, type } = entry;
  if (url !== undefined && command !== undefined) return failure({ code: "command-and-address" });
  if (url !== undefined) return readRemote(name, url, headers, type);
  if (typeof command !== "string") return failure({ code: "no-command" });
  const words = texts(args);
  if (words === null) return failure({ code: "arguments-no-list" });
  const variables = readValues(env, "env");
  if (!variables.ok) return variables;
  return sound({ name, command, args: words, variables: variables.value, contained: null });
}

function readRemote(
  name: string,
  url: unknown,
  headers: unknown,
  type: unknown,
): Result<NewServer, ToolReason> {
  if (type === "sse") return failure({ code: "old-sse" });
  if (typeof url !== "string") return failure({ code: "address-no-text" });
  const values = readValues(headers, "headers");
  return values.ok ? sound({ name, url, headers: values.value }) : values;
}

function sound(server: NewServer): Result<NewServer, ToolReason> {
  const problem = serverProblem(server);
  return problem === null ? success(server) : failure(problem);
}

function readValues(given: unknown, member: string): Result<Readonly<Record<string, string>>, ToolReason> {
  if (!isRecord(given)) return failure({ code: "member-no-object", member });
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string") return failure({ code: "value-no-text", name: name.slice(0, 40) });
    // Other programs look these up somewhere; here they would be sent as they are.
    if (/\$\{[^}]*\}/.test(value)) return failure({ code: "value-placeholder", name: name.slice(0, 40) });
    values[name] = value;
  }
  return success(values);
}

/** Why a server cannot be added, without a value of its variables; null when it can. Pure. */
export function serverProblem(server: NewServer): ToolReason | null {
  if (!SERVER_NAME.test(server.name)) return { code: "name" };
  if (isReservedName(server.name)) return { code: "name-reserved" };
  return "url" in server ? remoteProblem(server) : programProblem(server);
}

function remoteProblem({ url, headers }: NewRemote): ToolReason | null {
  const read = readServerUrl(url);
  if (!read.ok) return read.failure;
  const all = Object.entries(headers).map(([name, value]) => ({ name, read: readHeader(name, value) }));
  for (const { name, read } of all) {
    if (read.ok) continue;
    if (read.failure === "name") return { code: "header-name" };
    const code = read.failure === "reserved" ? "header-reserved" : "header-value";
    return { code, name: name.slice(0, 40) };
  }
  const names = new Set(all.map(({ name }) => name.toLowerCase()));
  if (names.size < all.length) return { code: "header-twice" };
  const taken = all.find(({ name }) => /^(accept|last-event-id|mcp-.*|user-agent)$/i.test(name));
  if (taken !== undefined) return { code: "header-reserved", name: taken.name.slice(0, 40) };
  return all.length > 64 ? { code: "too-many-headers" } : null;
}

function programProblem({ command, args, variables }: NewProgram): ToolReason | null {
  if (command.trim() === "") return { code: "command-empty" };
  if (/^\.{1,2}[\\/]|^~/.test(command) || (/[\\/]/.test(command) && !/^([\\/]|[A-Za-z]:[\\/])/.test(command)))
    return { code: "command-path" };
  if ([command, ...args].some((word) => word.includes("\0") || word.length > 8_192)) return { code: "word" };
  if (args.length > 256) return { code: "too-many-words" };
  const names = Object.keys(variables);
  const wrong = names.find((variable) => !VARIABLE_NAME.test(variable));
  if (wrong !== undefined) return { code: "variable-name" };
  if (names.length > 64) return { code: "too-many-variables" };
  const long = names.find((variable) => {
    const value = variables[variable] ?? "";
    return value === "" || value.length > 32_768 || value.includes("\0");
  });
  return long === undefined ? null : { code: "variable-value", name: long };
}
