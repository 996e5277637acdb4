import type { Command } from "commander";
import { failure, type Result, success } from "../core/result.ts";
import { text, type Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import { readLines } from "./log-arguments.ts";
import type { Place } from "./place.ts";

export type ServiceAction =
  | {
      readonly kind: "install";
      readonly gateway: string | null;
      /** Only print the unit. */
      readonly print: boolean;
    }
  | { readonly kind: "uninstall" | "restart" | "status" }
  | { readonly kind: "logs"; readonly lines: number; readonly follow: boolean };

export interface ServiceArguments extends Place {
  /** Of the computer, not of the person. */
  readonly system: boolean;
  /** The root folder of another computer's image; null for this computer. */
  readonly root: string | null;
  readonly action: ServiceAction;
}

type Take = (options: Result<ServiceArguments, string>) => void;
type ReadAction = (values: Values) => Result<ServiceAction, string>;

/** `clawtray service`, with its verbs. */
export function defineService(program: Command, take: Take): void {
  const service = program
    .command("service")
    .summary("keep the node running, also after a restart of the computer")
    .description(
      "Keeps the node running by the computer's service manager: systemd, launchd or the Task Scheduler. Nobody is asked there: only what the rules allow runs.",
    );
  const verb = (name: string, summary: string, description: string, read: ReadAction): Command => {
    const command = service
      .command(name)
      .summary(summary)
      .description(description)
      .option("--system", "of the computer, with an account of its own, instead of yours");
    withPlace(command).action((values: Values) => take(readService(values, read)));
    return command;
  };
  verb(
    "install",
    "write the unit, start it, and start it at log-in or boot",
    "Writes the unit, starts it, and starts it at log-in (with --system: at boot). Installing again brings it up to date. A gateway that wants a token or password from new devices gets it from OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD, which are kept in the key store until the gateway has issued a device token, and never in the unit.",
    (values) => success({ kind: "install", gateway: text(values, "gateway"), print: values.print === true }),
  )
    .option("--gateway <url>", "host, host:port, ws://..., wss://...; needed where none is known yet")
    .option("--print", "print the unit, and do nothing")
    .option("--root <dir>", "write into the image of another computer, and start nothing");
  verb(
    "uninstall",
    "stop it and remove the unit",
    "Stops the service and removes its unit. The identity stays.",
    () => success({ kind: "uninstall" }),
  ).option("--root <dir>", "remove from the image of another computer");
  verb(
    "status",
    "whether it is installed and runs",
    "Shows whether the service is installed and runs. Ends with 0 when it runs, with 7 when it does not.",
    () => success({ kind: "status" }),
  );
  verb("restart", "end it and start it again", "Ends the service and starts it again.", () =>
    success({ kind: "restart" }),
  );
  verb("logs", "what it said", "Shows what the service said: the journal, or the log file.", (values) => {
    const lines = readLines(values);
    return lines.ok ? success({ kind: "logs", lines: lines.value, follow: values.follow === true }) : lines;
  })
    .option("-n, --lines <n>", "the newest n (default: 100)")
    .option("-f, --follow", "go on showing what is added");
  service.action((_values: Values, self: Command) => take(failure(sayVerb(self))));
}

const sayVerb = (service: Command): string =>
  `Say what to do: clawtray service ${service.commands.map((verb) => verb.name()).join(", ")}. Try: clawtray service --help`;

function readService(values: Values, read: ReadAction): Result<ServiceArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const action = read(values);
  if (!action.ok) return action;
  const root = text(values, "root");
  if (root?.trim() === "") return failure("--root needs the name of a folder.");
  return success({ ...place.value, system: values.system === true, root, action: action.value });
}
