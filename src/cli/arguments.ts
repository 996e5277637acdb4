import { parseArgs } from "node:util";
import type { LogLevel } from "../core/log.ts";
import { failure, type Result, success } from "../core/result.ts";
import { type CapabilityName, isCapabilityName } from "../shared/capability.ts";
import { type ActivityArguments, activityOptions, readActivity } from "./activity-arguments.ts";
import { type ApprovalsArguments, approvalsOptions, readApprovals } from "./approvals-arguments.ts";
import { hasControl, shown, text, type Values } from "./argument-values.ts";
import { unknownCapability } from "./capability-names.ts";
import type { Place } from "./place.ts";

export interface RunArguments extends Place {
  readonly gateway: string | null;
  readonly displayName: string | null;
  readonly tlsFingerprint: string | null;
  readonly allowInsecure: boolean;
  readonly exitWhenBlocked: boolean;
  readonly logLevel: LogLevel;
}

export interface CapabilityArguments extends Place {
  /** Null lists them. */
  readonly change: { readonly capability: CapabilityName; readonly on: boolean } | null;
}

export type Invocation =
  | { readonly command: "approvals"; readonly options: ApprovalsArguments }
  | { readonly command: "activity"; readonly options: ActivityArguments }
  | { readonly command: "help" | "version" }
  | { readonly command: "run"; readonly options: RunArguments }
  | { readonly command: "status" | "identity"; readonly options: Place }
  | { readonly command: "capabilities"; readonly options: CapabilityArguments }
  | { readonly command: "forget"; readonly options: Place & { readonly yes: boolean } };

const place = {
  "state-dir": { type: "string" },
  "key-store": { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const optionsOf = {
  run: {
    ...place,
    gateway: { type: "string" },
    "display-name": { type: "string" },
    "tls-fingerprint": { type: "string" },
    "allow-insecure": { type: "boolean" },
    "exit-when-blocked": { type: "boolean" },
    "log-level": { type: "string" },
  },
  status: place,
  identity: place,
  approvals: { ...place, ...approvalsOptions },
  activity: { ...place, ...activityOptions },
  capabilities: place,
  forget: { ...place, yes: { type: "boolean" } },
} as const;

const levels: readonly string[] = ["error", "warn", "info", "debug"];
const LONGEST_NAME = 64;

/** Reads the arguments; a failure is a sentence for the person. Secrets are refused, never repeated. */
export function readArguments(words: readonly string[]): Result<Invocation, string> {
  const [first, ...rest] = words;
  if (first === undefined || first === "help" || first === "--help" || first === "-h")
    return success({ command: "help" });
  if (first === "version" || first === "--version" || first === "-v") return success({ command: "version" });
  if (!isCommand(first)) return failure(`There is no command "${shown(first)}". Try: clawtray --help`);
  const secret = rest.find((word) => /^--?(token|password|auth|secret)(=|$)/.test(word));
  if (secret !== undefined)
    return failure(
      "A token or password is never taken as an argument: other users could read it. Set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD instead.",
    );
  let values: Values;
  let positionals: readonly string[];
  try {
    ({ values, positionals } = parseArgs({
      args: [...rest],
      options: optionsOf[first],
      strict: true,
      allowPositionals: first === "approvals" || first === "capabilities",
    }));
  } catch (error) {
    return failure(`${firstSentence(error)} Try: clawtray --help`);
  }
  if (values.help === true) return success({ command: "help" });
  const common = readPlace(values);
  if (!common.ok) return common;
  if (first === "forget")
    return success({ command: first, options: { ...common.value, yes: values.yes === true } });
  if (first === "approvals") {
    const options = readApprovals(values, positionals, common.value);
    return options.ok ? success({ command: first, options: options.value }) : options;
  }
  if (first === "activity") {
    const options = readActivity(values, common.value);
    return options.ok ? success({ command: first, options: options.value }) : options;
  }
  if (first === "capabilities") {
    const change = readChange(positionals);
    return change.ok
      ? success({ command: first, options: { ...common.value, change: change.value } })
      : change;
  }
  if (first !== "run") return success({ command: first, options: common.value });
  const run = readRun(values, common.value);
  return run.ok ? success({ command: first, options: run.value }) : run;
}

const isCommand = (word: string): word is keyof typeof optionsOf => Object.hasOwn(optionsOf, word);

/** `on NAME`, `off NAME`, or nothing. */
function readChange(words: readonly string[]): Result<CapabilityArguments["change"], string> {
  const [verb, capability, ...more] = words;
  if (verb === undefined) return success(null);
  if ((verb !== "on" && verb !== "off") || capability === undefined || more.length > 0)
    return failure(
      "Say: clawtray capabilities, clawtray capabilities on NAME, or clawtray capabilities off NAME.",
    );
  if (!isCapabilityName(capability)) return failure(unknownCapability(shown(capability)));
  return success({ capability, on: verb === "on" });
}

function readPlace(values: Values): Result<Place, string> {
  const keyStore = text(values, "key-store");
  if (keyStore !== null && keyStore !== "keychain" && keyStore !== "file")
    return failure(`--key-store is "keychain" or "file", not "${shown(keyStore)}".`);
  const stateDir = text(values, "state-dir");
  if (stateDir !== null && stateDir.trim() === "") return failure("--state-dir needs the name of a folder.");
  return success({ stateDir, keyStore, json: values.json === true });
}

function readRun(values: Values, common: Place): Result<RunArguments, string> {
  const logLevel = text(values, "log-level") ?? "error";
  if (!levels.includes(logLevel))
    return failure(`--log-level is one of ${levels.join(", ")}, not "${shown(logLevel)}".`);
  const displayName = text(values, "display-name")?.trim() ?? null;
  if (
    displayName !== null &&
    (displayName === "" || displayName.length > LONGEST_NAME || hasControl(displayName))
  )
    return failure(`--display-name needs 1 to ${LONGEST_NAME} printable characters.`);
  return success({
    ...common,
    gateway: text(values, "gateway"),
    displayName,
    tlsFingerprint: text(values, "tls-fingerprint"),
    allowInsecure: values["allow-insecure"] === true,
    exitWhenBlocked: values["exit-when-blocked"] === true,
    logLevel: logLevel as LogLevel,
  });
}

function firstSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : "The arguments are wrong.";
  return `${message.split(/\.\s/)[0]?.replace(/\.$/, "") ?? message}.`;
}
