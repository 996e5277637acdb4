import {
  type BlockedCause,
  type BlockedDetail,
  type BlockedReason,
  blockedValues,
  type FileReason,
  type ValueName,
} from "../../shared/blocked.ts";
import { type CapabilityStatus, isCapabilityName } from "../../shared/capability.ts";
import type { FileProblem } from "../../shared/file-problem.ts";
import { printable } from "../../shared/printable.ts";
import { isRecord } from "../../shared/record.ts";
import type {
  AwaitingApproval,
  GatewayInfo,
  NodeState,
  Surface,
  WaitingReason,
  Warning,
} from "../../shared/state.ts";
import { english } from "../../shared/words/en/states.ts";
import type { RunningProgram } from "../exec/running-programs.ts";

type Fields = Readonly<Record<string, unknown>>;

/** No version has more entries in a list or record: a longer one is not ours. */
const MAX_ENTRIES = 200;

/** The last moment `Date` can show, milliseconds (ECMAScript, "Time Values and Time Range"). */
const LAST_MOMENT = 8.64e15;

/**
 * A state as another process, or a file, reports it: only known fields, each of its own type, each text sanitized
 * (`printable`). Null when it is not a state this version could show. Pure.
 */
export function readState(value: unknown): NodeState | null {
  if (!isRecord(value)) return null;
  const since = moment(value.since);
  if (since === null) return null;
  const base = {
    deviceId: text(value.deviceId),
    fingerprint: text(value.fingerprint),
    shortFingerprint: text(value.shortFingerprint),
    displayName: text(value.displayName),
    gateway: readGateway(value.gateway),
    since,
    warnings: listOf(value.warnings).filter(isWarning),
    capabilities: listOf(value.capabilities).flatMap(readCapability),
  };
  switch (value.phase) {
    case "unconfigured":
    case "paused":
      return { ...base, phase: value.phase };
    case "connecting": {
      const { lastFailure } = value;
      if (lastFailure !== null && !isWaitingReason(lastFailure)) return null;
      return { ...base, phase: "connecting", lastFailure };
    }
    case "awaiting-approval": {
      const approval = readApproval(value);
      return approval === null ? null : { ...base, phase: "awaiting-approval", ...approval };
    }
    case "connected": {
      const surface = readSurface(value.surface);
      if (surface === null) return null;
      const added = value.added === undefined ? {} : { added: textsOf(value.added) };
      return { ...base, phase: "connected", surface, called: textsOf(value.called), ...added };
    }
    case "waiting": {
      const { reason } = value;
      const retryAt = moment(value.retryAt);
      const attempt = moment(value.attempt);
      if (!isWaitingReason(reason) || retryAt === null || attempt === null) return null;
      return { ...base, phase: "waiting", reason, retryAt, attempt };
    }
    case "blocked": {
      const cause = readCause(value.reason, value.detail);
      return cause === null ? null : { ...base, phase: "blocked", ...cause };
    }
    default:
      return null;
  }
}

/** Codes whose words a person is shown; anything else would be printed as it came. */
const codes: { readonly [Name in ValueName]?: object } = {
  why: english.fileProblems,
  store: english.keyStores,
  expected: english.credentials,
  sent: english.credentials,
  certificate: english.certificates,
  problem: english.addressProblems,
};

/** A cause with each value its sentence needs; null for a reason, a value or a code this version does not know. */
function readCause(reason: unknown, detail: unknown): BlockedCause | null {
  if (!isBlockedReason(reason)) return null;
  const fields = isRecord(detail) ? detail : {};
  const names: readonly ValueName[] = blockedValues[reason];
  const values = names.map((name) => [name, readValue(name, fields[name])] as const);
  if (values.some(([, value]) => value === undefined)) return null;
  // Every name was just checked against the table that the type is made from.
  return { reason, detail: Object.fromEntries(values) } as BlockedCause;
}

function readValue(name: ValueName, value: unknown): string | null | undefined {
  const known = codes[name];
  if (typeof value !== "string") return Object.hasOwn(english.unknown, name) ? null : undefined;
  return known === undefined || Object.hasOwn(known, value) ? printable(value) : undefined;
}

/** What is wrong with a file, as another process reports it; `other` when its word for it is unknown here. */
export function readFileDetail(value: unknown): BlockedDetail<FileReason> {
  const { path, why, code } = isRecord(value) ? value : {};
  const known = isFileProblem(why) ? why : "other";
  return { path: text(path) ?? "", why: known, code: text(code) ?? "" };
}

/** The programs that run, as another process tells them; what is none of ours is left out. */
export function readRunning(value: unknown): readonly RunningProgram[] {
  return listOf(value).flatMap((one) => {
    if (!isRecord(one)) return [];
    const id = text(one.id);
    const command = text(one.command);
    const directory = text(one.directory);
    const startedAt = moment(one.startedAt);
    if (id === null || command === null || directory === null || startedAt === null) return [];
    return [{ id, command, directory, agent: text(one.agent), startedAt, stopping: one.stopping === true }];
  });
}

/** A point in time or a count that can be shown; null for anything else. */
export const moment = (value: unknown): number | null =>
  typeof value === "number" && Math.abs(value) <= LAST_MOMENT ? value : null;

const text = (value: unknown): string | null => (typeof value === "string" ? printable(value) : null);

const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value.slice(0, MAX_ENTRIES) : [];

const isNameIn = (names: object, value: unknown): boolean =>
  typeof value === "string" && Object.hasOwn(names, value);
const isWarning = (value: unknown): value is Warning => isNameIn(english.warnings, value);
const isWaitingReason = (value: unknown): value is WaitingReason => isNameIn(english.waiting, value);
const isFileProblem = (value: unknown): value is FileProblem => isNameIn(english.fileProblems, value);
const isBlockedReason = (value: unknown): value is BlockedReason => isNameIn(blockedValues, value);

function readGateway(value: unknown): GatewayInfo | null {
  if (!isRecord(value)) return null;
  const url = text(value.url);
  const proxy = text(value.proxy);
  const through = proxy === null ? {} : { proxy };
  const typed = text(value.typed);
  const written = typed === null ? {} : { typed };
  return url === null
    ? null
    : { url, version: text(value.version), protocol: moment(value.protocol), ...written, ...through };
}

const textsOf = (value: unknown): readonly string[] => listOf(value).flatMap((one) => text(one) ?? []);

function readCapability(value: unknown): readonly CapabilityStatus[] {
  if (!isRecord(value)) return [];
  const { name, on, available } = value;
  if (!isCapabilityName(name) || typeof on !== "boolean" || typeof available !== "boolean") return [];
  return [{ name, on, available, commands: textsOf(value.commands) }];
}

type Approval = Pick<AwaitingApproval, "requestId" | "expiresAt" | "adminCommand" | "kind" | "nextAttemptAt">;

function readApproval(value: Fields): Approval | null {
  const expiresAt = moment(value.expiresAt);
  const nextAttemptAt = moment(value.nextAttemptAt);
  const adminCommand = text(value.adminCommand);
  const { kind } = value;
  if (expiresAt === null || nextAttemptAt === null || adminCommand === null) return null;
  if (kind !== "new-device" && kind !== "repair" && kind !== "stale") return null;
  return { requestId: text(value.requestId), expiresAt, adminCommand, kind, nextAttemptAt };
}

function readSurface(value: unknown): Surface | null {
  if (!isRecord(value)) return null;
  const { status } = value;
  if (status === "unknown" || status === "approved") return { status };
  const adminCommand = text(value.adminCommand);
  if (status !== "pending" || adminCommand === null) return null;
  return { status, requestId: text(value.requestId), adminCommand };
}
