import { isRecord } from "../../shared/record.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { SetupProblem } from "../../shared/setup-problem.ts";
import { parseGatewayAddress } from "../gateway/address.ts";
import type { AddressProblem } from "../gateway/address-problem.ts";
import { tidyAddress, wordsIn } from "../gateway/tidy-address.ts";
import { joinLinkOf } from "./join-link.ts";
import { decodeSetupCode, type GatewaySetup, readSetup } from "./setup-code.ts";

/** What a person means by something pasted, typed, or brought by a link. */
export type Target =
  | {
      readonly kind: "address";
      /** For `parseGatewayAddress`; holds no secret. */
      readonly address: string;
      /** The gateway's token, when a dashboard link contained it (`#token=`); a secret. */
      readonly token: string | null;
    }
  /** A setup code, bare or as an `oc-pair://` link. */
  | { readonly kind: "setup"; readonly setup: GatewaySetup }
  /** Answered once; see `redeemJoinLink`. */
  | { readonly kind: "join-link"; readonly link: URL };

/** Why it means nothing we know. No value repeats a secret. */
export type TargetProblem =
  | { readonly about: "address"; readonly problem: AddressProblem }
  | { readonly about: "setup"; readonly problem: SetupProblem };

/** Problems of which an address that is still being typed has some, and what holds a secret has none. */
const HARMLESS: readonly AddressProblem["code"][] = [
  "empty",
  "scheme",
  "placeholder",
  "port-alone",
  "port",
  "zone",
  "host",
  "unspecified-host",
  "insecure-address",
];

/** Whether the text that was read as this may be kept and shown as it is. Pure. */
export function isOnlyAddress(read: Result<Target, TargetProblem>): boolean {
  if (read.ok) return read.value.kind === "address" && read.value.token === null;
  return read.failure.about === "address" && HARMLESS.includes(read.failure.problem.code);
}

const aboutAddress = (problem: AddressProblem): Result<never, TargetProblem> =>
  failure({ about: "address", problem });

/**
 * Reads whatever leads to a gateway: an address, a dashboard link, a setup code, an `oc-pair://` link, a join link,
 * what `openclaw qr --json` prints, each with what a mail, a shell or a command may have put around it. `now` in
 * milliseconds since the epoch. Pure: nothing is looked up, fetched or spent.
 */
export function readTarget(text: string, now: number): Result<Target, TargetProblem> {
  const json = readJson(text);
  if (json !== null) return setupTarget(readPayload(json, now));
  const tidy = tidyAddress(text);
  const word = tidy.ok ? tidy.value : (codeIn(text, tidy.failure, now) ?? tidy);
  if (typeof word !== "string") return aboutAddress(word.failure);
  if (/^oc-pair:/i.test(word) || isCode(word)) return setupTarget(decodeSetupCode(word, now));
  const link = joinLinkOf(word);
  if (link !== null) return success({ kind: "join-link", link });
  // A host name can look like base64url; only what decodes to a setup is one.
  const setup = decodeSetupCode(word, now);
  if (setup.ok || setup.failure === "expired") return setupTarget(setup);
  const { address, token } = takeToken(word);
  const parsed = parseGatewayAddress(address, { allowInsecure: true });
  return parsed.ok ? success({ kind: "address", address, token }) : aboutAddress(parsed.failure);
}

/** Base64 of a JSON object, and nothing that could be a host name besides. */
const isCode = (word: string): boolean => /^eyJ[\w+/-]{17,}=*$/.test(word);

/**
 * `tidyAddress` gives no secret back, and a setup code is one: alone, broken by a terminal, or among words. Which of
 * these it is, is told by what can be read.
 */
function codeIn(text: string, problem: AddressProblem, now: number): string | null {
  if (problem.code !== "secret-instead" && problem.code !== "several-words") return null;
  const words = wordsIn(text);
  const candidates = [...new Set([words.join(""), ...words])];
  const [code, another] = candidates.filter((word) => {
    const setup = decodeSetupCode(word, now);
    return setup.ok || setup.failure === "expired";
  });
  if (code !== undefined) return another === undefined ? code : null;
  const [damaged, more] = candidates.filter(isCode);
  return damaged !== undefined && (more === undefined || words.length > 1) ? damaged : null;
}

function setupTarget(setup: Result<GatewaySetup, SetupProblem>): Result<Target, TargetProblem> {
  if (setup.ok) return success({ kind: "setup", setup: setup.value });
  return failure({ about: "setup", problem: setup.failure });
}

function readJson(text: string): Readonly<Record<string, unknown>> | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The payload itself, or what holds it as a code (`openclaw qr --json`, 2026.9.6). */
function readPayload(
  json: Readonly<Record<string, unknown>>,
  now: number,
): Result<GatewaySetup, SetupProblem> {
  const { setupCode } = json;
  return typeof setupCode === "string" ? decodeSetupCode(setupCode, now) : readSetup(json, now);
}

/**
 * Separates a dashboard link from the token it brings (openclaw 2026.9.6, docs/cli/dashboard.md: "the URL fragment key
 * `token`"; older ones use the query).
 */
function takeToken(word: string): { readonly address: string; readonly token: string | null } {
  const match = /^((?:https?|wss?):\/\/(?:[^#@\s]+(?=#)|[^?#@\s]+))[?#]\/?token=([^&#\s]+)$/i.exec(word);
  const [, address, written] = match ?? [];
  if (address === undefined || written === undefined) return { address: word, token: null };
  try {
    const token = decodeURIComponent(written);
    return /\p{Cc}/u.test(token) ? { address: word, token: null } : { address, token };
  } catch {
    return { address: word, token: null };
  }
}
