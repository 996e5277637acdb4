import { isRecord } from "../record.ts";
import { failure, type Result, success } from "../result.ts";
import type { Hello } from "./contract.ts";
import { cleanDetail } from "./detail.ts";

/** What hello says that only the session needs. */
export interface HelloFacts {
  readonly hello: Hello;
  readonly tickIntervalMs: number;
}

/** The smallest limit of any gateway measured (2026.1.29), for one that names none. */
const DEFAULT_MAX_PAYLOAD = 512 * 1024;
const GREATEST_MAX_PAYLOAD = 64 * 1024 * 1024;
const DEFAULT_TICK_MS = 30_000;
const SHORTEST_TICK_MS = 100;
const LONGEST_TICK_MS = 5 * 60_000;
const METHODS_LIMIT = 2_000;
const TOKEN_LENGTH_LIMIT = 8_192;

/**
 * Reads the payload of the answer to `connect`. Only a protocol number is indispensable; everything
 * else has a safe default, since what is missing differs between versions (2026.1.29 to 2026.9.6).
 */
export function readHello(payload: unknown, secret: string): Result<HelloFacts, string> {
  if (!isRecord(payload)) return failure("the answer to connect has no payload");
  const protocol = payload.protocol;
  if (typeof protocol !== "number" || !Number.isSafeInteger(protocol) || protocol < 1) {
    return failure("the answer to connect names no protocol");
  }
  const server = isRecord(payload.server) ? payload.server : {};
  const features = isRecord(payload.features) ? payload.features : {};
  const policy = isRecord(payload.policy) ? payload.policy : {};
  const tick = positiveInteger(policy.tickIntervalMs) ?? DEFAULT_TICK_MS;
  return success({
    hello: {
      serverVersion: readVersion(server.version, secret),
      protocol,
      deviceToken: readDeviceToken(payload.auth),
      methods: readMethods(features.methods),
      maxPayload: Math.min(positiveInteger(policy.maxPayload) ?? DEFAULT_MAX_PAYLOAD, GREATEST_MAX_PAYLOAD),
    },
    tickIntervalMs: Math.min(Math.max(tick, SHORTEST_TICK_MS), LONGEST_TICK_MS),
  });
}

function readVersion(version: unknown, secret: string): string {
  const text = typeof version === "string" ? cleanDetail(version, secret).slice(0, 64) : "";
  return text === "" ? "unknown" : text;
}

/** A token for another role (a bootstrap hand-off may carry an operator's) is not ours to keep. */
function readDeviceToken(auth: unknown): string | null {
  if (!isRecord(auth)) return null;
  const { deviceToken, role } = auth;
  if (role !== undefined && role !== "node") return null;
  if (typeof deviceToken !== "string" || deviceToken.length > TOKEN_LENGTH_LIMIT) return null;
  return /^[^\s\p{Cc}]+$/u.test(deviceToken) ? deviceToken : null;
}

function readMethods(methods: unknown): readonly string[] {
  if (!Array.isArray(methods)) return [];
  return methods
    .filter((method): method is string => typeof method === "string" && method.length <= 200)
    .slice(0, METHODS_LIMIT);
}

function positiveInteger(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}
