import { isRecord } from "../../core/record.ts";
import type { AppRequest, CheckInput, Preferences } from "../../shared/bridge.ts";
import { isCapabilityName } from "../../shared/capability.ts";
import type { Intent } from "../../shared/intent.ts";

/**
 * Reads what the page sent. The page is ours, but it is the part of the app nearest to the outside:
 * nothing is believed that was not looked at. Everything here returns null for what is not exactly
 * one of the wishes known, and copies only what it knows. Pure.
 */

const LONGEST_TEXT = 32_768;

type Fields = Record<string, unknown>;

const isText = (value: unknown, longest = 2_048): value is string =>
  typeof value === "string" && value.length <= longest;
const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
const isFingerprint = (value: unknown): value is string =>
  typeof value === "string" && /^[0-9a-f]{64}$/.test(value);

function oneOf<Value extends string>(value: unknown, allowed: readonly Value[]): value is Value {
  return allowed.includes(value as Value);
}

/** Reads only the named members; null when one is unknown or not what it must be. */
function readChange(
  value: unknown,
  checks: Readonly<Record<string, (member: unknown) => boolean>>,
): Fields | null {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  if (!entries.every(([name, member]) => Object.hasOwn(checks, name) && checks[name]?.(member) === true)) {
    return null;
  }
  return Object.fromEntries(entries);
}

const ANSWERS = ["deny", "allow-always-contained", "allow-once", "allow-always"] as const;
const CREDENTIAL_KINDS = ["none", "token", "password", "setup-code"] as const;
const STEPS = ["welcome", "gateway", "capabilities", "pairing", "done"] as const;
const COPIES = [
  "fingerprint",
  "short-fingerprint",
  "admin-command",
  "surface-command",
  "admin-message",
  "diagnostics",
] as const;

const PREFERENCE_CHECKS = {
  language: (value: unknown) => oneOf(value, ["system", "en", "de"]),
  theme: (value: unknown) => oneOf(value, ["system", "light", "dark"]),
  automaticUpdates: isFlag,
};

const DRAFT_CHECKS = {
  step: (value: unknown) => oneOf(value, STEPS),
  address: (value: unknown) => isText(value),
  credentialKind: (value: unknown) => oneOf(value, CREDENTIAL_KINDS),
  acceptedTlsFingerprint: (value: unknown) => value === null || isFingerprint(value),
  startAtLogin: isFlag,
};

/** An intent of the page. Never `forget-device`: that needs the typed confirmation of its own request. */
export function readIntent(value: unknown): Intent | null {
  if (!isRecord(value)) return null;
  switch (value.kind) {
    case "reconnect":
    case "pause":
    case "resume":
      return { kind: value.kind };
    case "set-display-name": {
      const { displayName } = value;
      return isText(displayName, 200) && displayName.trim() !== ""
        ? { kind: "set-display-name", displayName: displayName.trim() }
        : null;
    }
    case "set-capability":
      return isCapabilityName(value.capability) && isFlag(value.on)
        ? { kind: "set-capability", capability: value.capability, on: value.on }
        : null;
    case "configure":
      return readConfigure(value);
    default:
      return null;
  }
}

function readConfigure(value: Fields): Intent | null {
  const { address, credential, tlsFingerprint, allowInsecure } = value;
  if (!isText(address)) return null;
  if (tlsFingerprint !== undefined && !isFingerprint(tlsFingerprint)) return null;
  if (allowInsecure !== undefined && !isFlag(allowInsecure)) return null;
  let shared: Extract<Intent, { kind: "configure" }>["credential"];
  if (credential !== undefined) {
    if (!isRecord(credential)) return null;
    if (credential.kind === "token" && isText(credential.token)) {
      shared = { kind: "token", token: credential.token };
    } else if (credential.kind === "password" && isText(credential.password)) {
      shared = { kind: "password", password: credential.password };
    } else {
      return null;
    }
  }
  return {
    kind: "configure",
    address,
    ...(shared === undefined ? {} : { credential: shared }),
    ...(tlsFingerprint === undefined ? {} : { tlsFingerprint }),
    ...(allowInsecure === undefined ? {} : { allowInsecure }),
  };
}

/** A wish of the page to the app around the node. */
export function readRequest(value: unknown): AppRequest | null {
  if (!isRecord(value)) return null;
  switch (value.kind) {
    case "set-preferences": {
      const change = readChange(value.change, PREFERENCE_CHECKS);
      return change === null ? null : { kind: "set-preferences", change: change as Partial<Preferences> };
    }
    case "set-login-item":
      return isFlag(value.on) ? { kind: "set-login-item", on: value.on } : null;
    case "set-draft": {
      const change = readChange(value.change, DRAFT_CHECKS);
      return change === null ? null : { kind: "set-draft", change };
    }
    case "set-draft-secret":
      return isText(value.secret) ? { kind: "set-draft-secret", secret: value.secret } : null;
    case "take-link":
      return isText(value.text, LONGEST_TEXT) && isFlag(value.replace)
        ? { kind: "take-link", text: value.text, replace: value.replace }
        : null;
    case "answer-replace":
      return isFlag(value.replace) ? { kind: "answer-replace", replace: value.replace } : null;
    case "copy":
      return oneOf(value.what, COPIES) ? { kind: "copy", what: value.what } : null;
    case "forget-device":
      return isText(value.confirmation, 100)
        ? { kind: "forget-device", confirmation: value.confirmation }
        : null;
    case "show-page":
      return oneOf(value.page, ["wizard", "status", "settings"])
        ? { kind: "show-page", page: value.page }
        : null;
    case "answer-question":
      return isText(value.id, 200) && oneOf(value.answer, ANSWERS)
        ? { kind: "answer-question", id: value.id, answer: value.answer }
        : null;
    case "remove-rule":
      return isText(value.id, 200) && value.id !== "" ? { kind: "remove-rule", id: value.id } : null;
    case "use-draft":
    case "finish-wizard":
    case "clear-activity":
    case "open-log-folder":
    case "open-documentation":
    case "quit":
      return { kind: value.kind };
    default:
      return null;
  }
}

/** What is to be checked live. */
export function readCheckInput(value: unknown): CheckInput | null {
  if (!isRecord(value)) return null;
  const { address, credentialKind, acceptedTlsFingerprint } = value;
  if (!isText(address) || !oneOf(credentialKind, CREDENTIAL_KINDS)) return null;
  if (acceptedTlsFingerprint !== null && !isFingerprint(acceptedTlsFingerprint)) return null;
  return { address, credentialKind, acceptedTlsFingerprint };
}
