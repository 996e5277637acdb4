import type { Command } from "commander";
import { parseTlsFingerprint } from "../core/gateway/tls-fingerprint.ts";
import type { LogLevel } from "../core/log/log.ts";
import { type AwakeChoice, awakeChoices } from "../shared/awake.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { readDisplayName } from "../shared/text/display-name.ts";
import {
  ACCEPT_SSH_HOST_KEY,
  ACCEPT_SSH_HOST_KEY_MEANING,
  ALLOW_ANOTHER_GATEWAY,
  ALLOW_ANOTHER_GATEWAY_MEANING,
  NO_TLS_FINGERPRINT,
} from "./answering-options.ts";
import { shown, text, type Values } from "./argument-values.ts";
import { type EdgeArguments, readEdgeArguments, withEdgeHeaders } from "./edge-arguments.ts";
import { choice, readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface RunArguments extends Place {
  readonly command: "run" | "connect";
  /** What leads to the gateway, as it was typed; `-` is read from standard input. Null for the known one. */
  readonly gateway: string | null;
  /** A connection to be added for it, and its name; null as the name makes one. Null for one that is there. */
  readonly add: { readonly name: string | null } | null;
  /** The gateway in use is to be left for it. */
  readonly replace: boolean;
  /** Where the gateway's token is; `-` is standard input. */
  readonly tokenFile: string | null;
  /** Install the service as soon as the gateway has let this computer in. */
  readonly thenService: boolean;
  /** Headers for what stands in front of the gateway. */
  readonly edge: EdgeArguments;
  readonly displayName: string | null;
  /** SHA-256, lower-case hex. */
  readonly tlsFingerprint: string | null;
  readonly allowInsecure: boolean;
  readonly allowAnotherGateway: boolean;
  /** As typed; null when it was not given. */
  readonly acceptSshHostKey: string | null;
  readonly exitWhenBlocked: boolean;
  /** When this computer is kept from sleeping while connected. */
  readonly keepAwake: AwakeChoice;
  /** Nobody is watching: one line per event, and waiting where a person's command would end. */
  readonly service: boolean;
  readonly logLevel: LogLevel;
}

/**
 * Whether these arguments change what is kept for the connection: its settings, its headers, a host key or where its key
 * is. Only its owner may do that, and its folder has to be had first. Pure.
 */
export const changesConnection = (options: RunArguments): boolean =>
  options.gateway !== null ||
  options.displayName !== null ||
  options.tlsFingerprint !== null ||
  options.keyStore !== null ||
  options.allowAnotherGateway ||
  options.acceptSshHostKey !== null ||
  options.edge.names.length > 0 ||
  options.edge.file !== null ||
  options.edge.forget;

const levels: readonly LogLevel[] = ["error", "warn", "info", "debug"];
const MAX_NAME_LENGTH = 64;

/** `clawtray run`. */
export function defineRun(program: Command, take: (options: Result<RunArguments, string>) => void): void {
  const command = program
    .command("run")
    .summary("connect, and stay connected")
    .description(
      "Connects to the gateway (with several connections, to all of them), shows what the administrator needs, and stays connected. Asks in this terminal before a program runs. Without a terminal, or with --json, nobody can be asked, so only what the rules allow runs.",
    )
    .option(
      "--gateway <url>",
      "host, host:port, ws://..., wss://..., ssh://user@host, a setup code or a link; remembered",
    )
    .option(...TOKEN_FILE);
  withConnection(command)
    .option(
      "--service",
      "for a service manager: one line per event with its time, also written to the log; wait for the state folder instead of exiting",
    )
    .addOption(logLevel());
  withEdgeHeaders(command);
  withPlace(command);
  command.action((values: Values) => take(readRun("run", text(values, "gateway"), values)));
}

/** `clawtray connect`. */
export function defineConnect(program: Command, take: (options: Result<RunArguments, string>) => void): void {
  const command = program
    .command("connect")
    .argument("[target]", "what the administrator sent; - reads it from standard input")
    .summary("connect with whatever the administrator sent")
    .description(
      "Connects with what was pasted, and then continues as run does. Takes an address, a setup code, an oc-pair:// link or a join link, even with other text around it. Without one it asks; - reads it from standard input, which keeps it out of process lists.",
    )
    .option("--add", "if another gateway is in use: be a node of both, each with a key of its own")
    .option("--replace", "if another gateway is in use: leave it, and use the same identity at this one");
  withConnectOptions(command);
  withPlace(command);
  command.action((target: string | undefined, values: Values) => {
    if ([values.add, values.replace, values.connection].filter(Boolean).length > 1)
      return take(failure("--add, --replace and --connection cannot be combined."));
    take(readConnect(target ?? null, values, values.add === true ? { name: null } : null));
  });
}

/** The options of whatever connects with what was pasted, beside those that say where things are kept. */
export function withConnectOptions(command: Command): Command {
  command
    .option(...TOKEN_FILE)
    .option("--service", "install the service once the gateway has approved this computer");
  withConnection(command).addOption(logLevel());
  return withEdgeHeaders(command);
}

/** Reads what `withConnectOptions` declared. */
export function readConnect(
  target: string | null,
  values: Values,
  add: RunArguments["add"],
): Result<RunArguments, string> {
  const { service, ...others } = values;
  const read = readRun("connect", target, others);
  return read.ok ? success({ ...read.value, add, thenService: service === true }) : read;
}

const TOKEN_FILE = [
  "--token-file <file>",
  "the gateway's token, from a file; - reads it from standard input, or asks for it",
] as const;

/** How `run` and `connect` meet the gateway. */
const withConnection = (command: Command): Command =>
  command
    .option("--display-name <name>", "the name shown at the gateway; remembered")
    .option("--tls-fingerprint <hex>", "trust exactly this certificate (SHA-256)")
    .option("--allow-insecure", "allow ws:// to a public address (not recommended)")
    .option(ALLOW_ANOTHER_GATEWAY, ALLOW_ANOTHER_GATEWAY_MEANING)
    .option(ACCEPT_SSH_HOST_KEY, ACCEPT_SSH_HOST_KEY_MEANING)
    .option("--exit-when-blocked", "exit with code 3 when a person must act")
    .addOption(
      choice(
        "--keep-awake <when>",
        "keep this computer awake while it is connected (default: off)",
        awakeChoices,
      ),
    );

const logLevel = () => choice("--log-level <level>", "what goes to standard error (default: error)", levels);

function readRun(
  command: RunArguments["command"],
  gateway: string | null,
  values: Values,
): Result<RunArguments, string> {
  const place = readPlace(values);
  if (!place.ok) return place;
  const wanted = text(values, "logLevel") ?? "error";
  const logLevel = levels.find((level) => level === wanted);
  if (logLevel === undefined)
    return failure(`--log-level must be one of ${levels.join(", ")}, not "${shown(wanted)}".`);
  if (gateway?.trim() === "") return failure(`The address is empty. Try: clawtray ${command} --help`);
  const tokenFile = text(values, "tokenFile");
  if (tokenFile === "") return failure("--token-file needs the name of a file, or - for standard input.");
  if (tokenFile === "-" && gateway === "-")
    return failure("Standard input can hold the target or the token, not both.");
  const edge = readEdgeArguments(values, { inputTaken: tokenFile === "-" || gateway === "-" });
  if (!edge.ok) return edge;
  const typedName = text(values, "displayName");
  const displayName = typedName === null ? null : readDisplayName(typedName);
  if (typedName !== null && (displayName === null || displayName.length > MAX_NAME_LENGTH))
    return failure(`--display-name needs 1 to ${MAX_NAME_LENGTH} printable characters.`);
  const wantedAwake = text(values, "keepAwake") ?? "off";
  const keepAwake = awakeChoices.find((one) => one === wantedAwake);
  if (keepAwake === undefined)
    return failure(`--keep-awake must be one of ${awakeChoices.join(", ")}, not "${shown(wantedAwake)}".`);
  const typedPin = text(values, "tlsFingerprint");
  const tlsFingerprint = typedPin === null ? null : parseTlsFingerprint(typedPin);
  if (typedPin !== null && tlsFingerprint === null) return failure(NO_TLS_FINGERPRINT);
  return success({
    ...place.value,
    command,
    gateway,
    add: null,
    replace: values.replace === true,
    tokenFile,
    thenService: false,
    edge: edge.value,
    displayName,
    tlsFingerprint,
    allowInsecure: values.allowInsecure === true,
    allowAnotherGateway: values.allowAnotherGateway === true,
    acceptSshHostKey: text(values, "acceptSshHostKey"),
    exitWhenBlocked: values.exitWhenBlocked === true,
    keepAwake,
    service: values.service === true,
    logLevel,
  });
}
