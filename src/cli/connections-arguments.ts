import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import type { Values } from "./argument-values.ts";
import { explain, readPlace, withFolder } from "./flags.ts";
import type { Place } from "./place.ts";
import { type RunArguments, readConnect, withConnectOptions } from "./run-arguments.ts";

type ConnectionsAction =
  | { readonly kind: "list" }
  | { readonly kind: "add"; readonly name: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string }
  | { readonly kind: "remove"; readonly name: string; readonly yes: boolean };

export interface ConnectionsArguments extends Place {
  readonly action: ConnectionsAction;
}

const SAY =
  "Usage: clawtray connections, or clawtray connections add NAME [TARGET], rename OLD NEW or remove NAME. Put a name with spaces in quotes.";

/** `clawtray connections`, with `add`, `rename` and `remove`. */
export function defineConnections(
  program: Command,
  take: (options: Result<ConnectionsArguments, string>) => void,
  takeConnect: (options: Result<RunArguments, string>) => void,
): void {
  const taken = (self: Command, actionOf: (values: Values) => ConnectionsAction): void =>
    take(readConnections(self.optsWithGlobals(), actionOf));
  const command = program
    .command("connections")
    .summary("be a node of several gateways, each with a key of its own")
    .description(
      "Lists the gateways this computer is a node of. Each connection has its own key, switches, rules and activity; none learns anything about the others.",
    );
  withFolder(explain(command, SAY)).action((_values: Values, self: Command) =>
    taken(self, () => ({ kind: "list" })),
  );
  defineAdd(command, take, takeConnect);
  const rename = command
    .command("rename")
    .summary("give a connection another name")
    .description("Gives a connection another name. Nothing else changes.")
    .argument("<old>", "the current name")
    .argument("<new>", "the new name");
  withFolder(explain(rename, SAY)).action((from: string, to: string, _values: Values, self: Command) =>
    taken(self, () => ({ kind: "rename", from, to })),
  );
  const remove = command
    .command("remove")
    .summary("remove a connection and destroy its key; asks first")
    .description(
      "Destroys the key of a connection, its tokens, settings, rules and activity. The others stay as they are.",
    )
    .argument("<name>", "the connection")
    .option("--yes", "do not ask");
  withFolder(explain(remove, SAY)).action((name: string, _values: Values, self: Command) =>
    taken(self, (values) => ({ kind: "remove", name, yes: values.yes === true })),
  );
}

function readConnections(
  values: Values,
  actionOf: (values: Values) => ConnectionsAction,
): Result<ConnectionsArguments, string> {
  const place = readPlace(values);
  return place.ok ? success({ ...place.value, action: actionOf(values) }) : place;
}

/** Options that mean something without a gateway. */
const OF_PLACE: ReadonlySet<string> = new Set(["stateDir", "keyStore", "json"]);

/** With what leads to a gateway it is a `connect` for the connection it adds. */
function defineAdd(
  connections: Command,
  take: (options: Result<ConnectionsArguments, string>) => void,
  takeConnect: (options: Result<RunArguments, string>) => void,
): void {
  const add = connections
    .command("add")
    .summary("add a connection")
    .description(
      "Adds a connection with a key of its own. With what the administrator sent it connects, as connect does; without, it waits for its gateway.",
    )
    .argument("<name>", "what you call it, such as: work")
    .argument("[target]", "what the administrator sent; - reads it from standard input");
  withConnectOptions(withFolder(explain(add, SAY)));
  add.action((name: string, target: string | undefined, _values: Values, self: Command) => {
    const values: Values = self.optsWithGlobals();
    if (target !== undefined) return takeConnect(readConnect(target, values, { name }));
    const isFree = Object.keys(values).every((option) => OF_PLACE.has(option));
    take(
      isFree
        ? readConnections(values, () => ({ kind: "add", name }))
        : failure("Say where the gateway is as well: clawtray connections add NAME TARGET"),
    );
  });
}
