import { type Command, Option } from "commander";
import { readHeaderName } from "../core/gateway/edge-headers.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { looksLikeUrl } from "../shared/text/looks-like-url.ts";
import { SERVER_NAME, VARIABLE_NAME } from "../shared/tool-server-names.ts";
import { collect, shown, text, type Values } from "./argument-values.ts";
import { explain, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

/** A server to add; the values of its variables or headers are asked for or read later. */
export interface AddServer {
  readonly kind: "add";
  readonly name: string;
  readonly server:
    | { readonly url: string; readonly headers: Readonly<Record<string, never>> }
    | {
        readonly command: string;
        readonly args: readonly string[];
        readonly variables: Readonly<Record<string, never>>;
        readonly contained: { readonly network: boolean } | null;
      };
  /** Names of variables or headers whose values a person is asked for. */
  readonly names: readonly string[];
  /** Lines of NAME=VALUE, or of NAME: VALUE; `-` is standard input. */
  readonly valuesFile: string | null;
  /** Whether a person is asked for what stands behind a question mark. */
  readonly query: boolean;
}

export type ToolsAction =
  | { readonly kind: "list" }
  | AddServer
  | { readonly kind: "import"; readonly file: string }
  | { readonly kind: "remove"; readonly name: string }
  | { readonly kind: "test"; readonly name: string }
  | {
      readonly kind: "switch";
      readonly to: "off" | "ask" | "allow";
      readonly name: string;
      readonly tools: readonly string[];
    };

export interface ToolsArguments extends Place {
  readonly action: ToolsAction;
}

type Take = (options: Result<ToolsArguments, string>) => void;

const SAY =
  "Usage: clawtray tools, or clawtray tools add NAME -- COMMAND [ARGUMENT...], add NAME ADDRESS, import FILE, test NAME, allow NAME TOOL..., ask NAME TOOL..., off NAME TOOL..., or remove NAME.";

/** `clawtray tools`, with its verbs. */
export function defineTools(program: Command, take: Take): void {
  const tools = program
    .command("tools")
    .summary("offer tools of MCP servers on this computer to the agent")
    .description(
      "Lists the MCP servers of this computer and which of their tools an agent may call. Every tool is off until you switch it on.",
    );
  const verb = (name: string, summary: string, description: string): Command =>
    withPlace(explain(tools.command(name).summary(summary).description(description), SAY));
  withPlace(explain(tools, SAY)).action(takes(take, () => success({ kind: "list" })));
  verb("list", "list servers and tools", "Lists the servers and the tools that are on.").action(
    takes(take, () => success({ kind: "list" })),
  );
  defineAdd(verb, take);
  verb(
    "import",
    "add the servers of another program's mcpServers JSON",
    "Adds the servers of an mcpServers JSON, as other programs keep it. The values of their variables go into the key store; every tool is off.",
  )
    .argument("<file>", "the JSON; - reads standard input")
    .action((file: string, values: Values, self: Command) =>
      takes(take, () => success({ kind: "import", file }))(values, self),
    );
  for (const kind of ["remove", "test"] as const) {
    const [summary, description] =
      kind === "remove"
        ? [
            "remove a server",
            "Removes a server, what was decided about its tools and the values of its variables.",
          ]
        : [
            "start a server and list its tools",
            "Starts a server, lists its tools and ends it. No tool is called.",
          ];
    verb(kind, summary, description)
      .argument("<name>", "the server")
      .action((name: string, values: Values, self: Command) =>
        takes(take, () => success({ kind, name }))(values, self),
      );
  }
  defineSwitches(verb, take);
}

type Verb = (name: string, summary: string, description: string) => Command;

/** A commander action that reads the options and passes them on. */
const takes =
  (take: Take, actionOf: (values: Values) => Result<ToolsAction, string>) =>
  (_values: Values, self: Command): void => {
    const values: Values = self.optsWithGlobals();
    const place = readPlace(values);
    const action = place.ok ? actionOf(values) : place;
    take(
      place.ok && action.ok
        ? success({ ...place.value, action: action.value })
        : (action as Result<never, string>),
    );
  };

function defineAdd(verb: Verb, take: Take): void {
  verb(
    "add",
    "add a server, by a command or an address",
    "Adds an MCP server: one that is started by a command and speaks on standard input and output, or one at an address (https://...). It is started when one of its tools is on.",
  )
    .argument("<name>", "what it is called, such as: files")
    .argument("<command...>", "what starts it, after --; or its address")
    .addOption(
      new Option(
        "--env <name>",
        "a variable for it; its value is asked for and kept in the key store; repeatable",
      ).argParser(collect),
    )
    // Not --env-file: Node takes that for itself, wherever it stands.
    .option("--env-from <file>", "such variables, one NAME=VALUE a line; - reads standard input")
    .addOption(
      new Option(
        "--header <name>",
        "with an address: a header it is sent; its value is asked for and kept in the key store; repeatable",
      ).argParser(collect),
    )
    .option("--headers-from <file>", "such headers, one NAME: VALUE a line; - reads standard input")
    .option("--query", "with an address: asks for what stands behind its question mark, such as a key")
    .option("--contained", "start it where it can change nothing, without keys and network")
    .option("--network", "contained, but with the network")
    .action((name: string, words: readonly string[], values: Values, self: Command) =>
      takes(take, (all) => readAdd(name, words, all))(values, self),
    );
}

function readAdd(
  name: string,
  [command = "", ...args]: readonly string[],
  values: Values,
): Result<ToolsAction, string> {
  if (!SERVER_NAME.test(name))
    return failure(
      `"${shown(name)}" is no name for a server: a letter first, then letters, digits, - and _, 32 at most.`,
    );
  const [env, headers] = [namesIn(values.env), namesIn(values.header)];
  const [envFile, headersFile] = [text(values, "envFrom"), text(values, "headersFrom")];
  const forProgram =
    env.length > 0 || envFile !== null || values.contained === true || values.network === true;
  const forRemote = headers.length > 0 || headersFile !== null || values.query === true;
  if (looksLikeUrl(command)) {
    if (args.length > 0) return failure("An address stands alone: nothing follows it.");
    if (forProgram)
      return failure("--env, --env-from, --contained and --network are for a server that is started here.");
    return readAddRemote(name, command, {
      names: headers,
      valuesFile: headersFile,
      query: values.query === true,
    });
  }
  if (forRemote)
    return failure(
      "--header, --headers-from and --query go with an address, such as https://example.org/mcp.",
    );
  if (env.some((variable) => !VARIABLE_NAME.test(variable)))
    return failure(
      "--env takes the name of a variable alone: letters, digits and _. Its value is asked for.",
    );
  if (values.network === true && values.contained !== true)
    return failure("--network goes with --contained.");
  const contained = values.contained === true ? { network: values.network === true } : null;
  const server = { command, args, variables: {}, contained };
  return success({ kind: "add", name, server, names: env, valuesFile: envFile, query: false });
}

const namesIn = (given: unknown): readonly string[] => (Array.isArray(given) ? given.map(String) : []);

function readAddRemote(
  name: string,
  url: string,
  given: Pick<AddServer, "names" | "valuesFile" | "query">,
): Result<ToolsAction, string> {
  if (given.names.some((header) => !readHeaderName(header).ok))
    return failure(
      "--header takes the name of a header alone, such as Authorization. Its value is asked for.",
    );
  // Others can read a list of arguments, and a shell keeps it.
  if (url.includes("?"))
    return failure(
      "Leave out the question mark and what follows, which may be a key, and add --query: it is asked for then.",
    );
  return success({ kind: "add", name, server: { url, headers: {} }, ...given });
}

function defineSwitches(verb: Verb, take: Take): void {
  const kinds = [
    ["allow", "let agents call a tool without asking", "Lets agents call these tools without asking you."],
    [
      "ask",
      "ask before each call of a tool",
      "Asks you before each call of these tools, with its arguments.",
    ],
    ["off", "switch a tool off", "Switches these tools off: they are neither shown to agents nor called."],
  ] as const;
  for (const [to, summary, description] of kinds) {
    verb(to, summary, description)
      .argument("<name>", "the server")
      .argument("<tool...>", "the tools, as the server calls them")
      .action((name: string, tools: readonly string[], values: Values, self: Command) =>
        takes(take, () => success({ kind: "switch", to, name, tools }))(values, self),
      );
  }
}
