import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { systemWords } from "../shared/words/system-words.ts";
import { ALLOW_ANOTHER_GATEWAY, ALLOW_ANOTHER_GATEWAY_MEANING } from "./answering-options.ts";
import { text, type Values } from "./argument-values.ts";
import { readPlace, withFolder } from "./flags.ts";
import { readLines } from "./log-arguments.ts";
import type { Place } from "./place.ts";

export type ServiceAction =
  | {
      readonly kind: "install";
      readonly gateway: string | null;
      readonly allowAnotherGateway: boolean;
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
export function defineService(program: Command, take: Take, platform: NodeJS.Platform): void {
  const { serviceManager, unit, serviceLog } = systemWords(platform);
  const images = platform !== "win32";
  const service = program
    .command("service")
    .summary("keep the node running, even after the computer restarts")
    .description(
      `Keeps the node running with ${serviceManager}. Nobody can be asked there, so only what the rules allow runs.`,
    );
  const verb = (name: string, summary: string, description: string, read: ReadAction): Command => {
    const command = service
      .command(name)
      .summary(summary)
      .description(description)
      .option("--system", "for the whole computer, with its own account, instead of for you");
    withFolder(command).action((values: Values) => take(readService(values, read)));
    return command;
  };
  const install = verb(
    "install",
    `write the ${unit} and start it, now and at every login or boot`,
    `Writes the ${unit} and starts it, now and at every login (with --system: at every boot). Installing again brings it up to date. If the gateway requires a token or password from new devices, set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD. It is kept in the key store until the gateway has issued a device token, and never in the ${unit}.`,
    (values) =>
      success({
        kind: "install",
        gateway: text(values, "gateway"),
        allowAnotherGateway: values.allowAnotherGateway === true,
        print: values.print === true,
      }),
  )
    .option("--gateway <url>", "host, host:port, ws://..., wss://...; required if none is known yet")
    .option(ALLOW_ANOTHER_GATEWAY, ALLOW_ANOTHER_GATEWAY_MEANING)
    .option("--print", `print the ${unit} without installing it`);
  const uninstall = verb(
    "uninstall",
    `stop it and remove the ${unit}`,
    `Stops the service and removes its ${unit}. The identity stays.`,
    () => success({ kind: "uninstall" }),
  );
  if (images) {
    install.option("--root <dir>", "write into the image of another computer, and start nothing");
    uninstall.option("--root <dir>", "remove from the image of another computer");
  }
  verb(
    "status",
    "show whether it is installed and running",
    "Shows whether the service is installed and running. Exits with 0 when it is running, with 7 when it is not.",
    () => success({ kind: "status" }),
  );
  verb("restart", "stop it and start it again", "Stops the service and starts it again.", () =>
    success({ kind: "restart" }),
  );
  verb("logs", "show its log", `Shows the log of the service: ${serviceLog}.`, (values) => {
    const lines = readLines(values);
    return lines.ok ? success({ kind: "logs", lines: lines.value, follow: values.follow === true }) : lines;
  })
    .option("-n, --lines <n>", "the newest n (default: 100)")
    .option("-f, --follow", "keep showing new lines");
  service.action((_values: Values, self: Command) => take(failure(sayVerb(self))));
}

const sayVerb = (service: Command): string =>
  `Specify what to do: clawtray service ${service.commands.map((verb) => verb.name()).join(", ")}. Try: clawtray service --help`;

function readService(values: Values, read: ReadAction): Result<ServiceArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const action = read(values);
  if (!action.ok) return action;
  const root = text(values, "root");
  if (root?.trim() === "") return failure("--root needs the name of a folder.");
  return success({ ...place.value, system: values.system === true, root, action: action.value });
}
