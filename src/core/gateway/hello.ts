import { type PicturesTaken, usualPictureLimits } from "../../shared/picture/picture.ts";
import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
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
const MIN_TICK_MS = 100;
const MAX_TICK_MS = 5 * 60_000;
/** The gateway itself truncates its list of clients at this length (2026.1.29 at 200). */
const CUT_OFF_LIST = 200;
const GREATEST_CROWD = 20_000;
/** Changes of presence per hour that one person and their tools make; more of them come from other nodes. */
const USUAL_CHANGES_AN_HOUR = 240;
/** The first protocol whose gateways pass pictures on; with 3, openclaw 2026.1.29 takes the message without them. */
const PICTURES_SINCE = 4;
/** What a frame with pictures holds beside them, bytes. Source: openclaw 2026.9.6, which reckons with the same. */
const BESIDE_PICTURES = 262_144;
const METHODS_LIMIT = 2_000;
const TOKEN_LENGTH_LIMIT = 8_192;

/**
 * Reads the payload of the answer to `connect`. Only a protocol number is indispensable; everything
 * else has a safe default, because what is missing differs between versions (2026.1.29 to 2026.9.6).
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
  const maxPayload = Math.min(
    positiveInteger(policy.maxPayload) ?? DEFAULT_MAX_PAYLOAD,
    GREATEST_MAX_PAYLOAD,
  );
  const tick = positiveInteger(policy.tickIntervalMs) ?? DEFAULT_TICK_MS;
  return success({
    hello: {
      serverVersion: readVersion(server.version, secret),
      protocol,
      deviceToken: readDeviceToken(payload.auth),
      crowd: estimateCrowd(payload.snapshot),
      methods: readMethods(features.methods),
      maxPayload,
      pictures: protocol < PICTURES_SINCE ? "none" : readPictureLimits(policy.attachments, maxPayload),
    },
    tickIntervalMs: Math.min(Math.max(tick, MIN_TICK_MS), MAX_TICK_MS),
  });
}

function readVersion(version: unknown, secret: string): string {
  const text = typeof version === "string" ? cleanDetail(version, secret).slice(0, 64) : "";
  return text === "" ? "unknown" : text;
}

/** A token for another role (a bootstrap hand-off may contain an operator's) is not ours to keep. */
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

/**
 * Source: openclaw 2026.9.6, `hello.policy.attachments` (measured). Gateways that say nothing of it take as much unless
 * their administrator said otherwise (2026.6.11: 20 MiB, and 6 MiB of a picture), as far as a frame holds it.
 */
function readPictureLimits(policy: unknown, maxPayload: number): PicturesTaken {
  const { maxBytes, maxImageBytes } = isRecord(policy) ? policy : {};
  const room = Math.floor(((maxPayload - BESIDE_PICTURES) * 3) / 4);
  if (room <= 0) return "none";
  const usual = usualPictureLimits;
  const together = Math.min(positiveInteger(maxBytes) ?? usual.together, usual.together, room);
  return { together, each: Math.min(positiveInteger(maxImageBytes) ?? usual.each, usual.each, together) };
}

function positiveInteger(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}

/**
 * How many clients come back with us when this gateway was away. Up to 2026.1.29 hello lists them. Later gateways show
 * a node an empty list but still count the changes of presence since they started (`snapshot.stateVersion.presence`,
 * measured with 2026.9.6: one for each client that came): each of many nodes sees how many came before it. Neither is
 * exact, and neither has to be.
 */
function estimateCrowd(snapshot: unknown): number {
  if (!isRecord(snapshot)) return 0;
  const { presence, stateVersion, uptimeMs } = snapshot;
  const listed = Array.isArray(presence) ? presence.length : 0;
  if (listed >= CUT_OFF_LIST) return GREATEST_CROWD;
  const changes = isRecord(stateVersion) ? (positiveInteger(stateVersion.presence) ?? 0) : 0;
  const hours = (positiveInteger(uptimeMs) ?? 0) / 3_600_000;
  const others = Math.max(0, changes - Math.ceil(hours * USUAL_CHANGES_AN_HOUR));
  return Math.min(Math.max(listed, others), GREATEST_CROWD);
}
