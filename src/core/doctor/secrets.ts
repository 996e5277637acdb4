import { statSync } from "node:fs";
import { systemWords } from "../../shared/words/system-words.ts";
import type { EdgeHeader } from "../gateway/edge-headers.ts";
import { openVault } from "../vault/open.ts";
import type { StoredCredential, StoredIdentity, VaultFailure } from "../vault/vault.ts";
import { type Finding, failed, ok, skipped, warning } from "./finding.ts";
import type { SettingsPeek } from "./settings-peek.ts";
import type { DoctorWorld } from "./world.ts";

/** A keychain that is asking its owner something meanwhile is not waited for longer, ms. */
const KEYCHAIN_LIMIT = 5_000;

/** The findings, and what must never be shown. */
export interface SecretFindings {
  readonly findings: readonly Finding[];
  /** Every secret that was found, in the forms it may be written in. */
  readonly secrets: readonly string[];
  /** What is kept for what stands in front of the gateway. */
  readonly edgeHeaders: readonly EdgeHeader[];
  /** Whether a keychain call has not returned. */
  readonly busy: () => boolean;
}

/** Key store, identity and credentials; reads them, and changes nothing. */
export async function checkSecrets(world: DoctorWorld, peek: SettingsPeek): Promise<SecretFindings> {
  const settings = peek.kind === "present" ? peek.settings : null;
  const kind = world.keyStore ?? settings?.keyStore ?? "keychain";
  const known = settings?.deviceId ?? null;
  if (!statSync(world.stateDir, { throwIfNoEntry: false })?.isDirectory())
    return nothingRead("The state folder does not exist.");
  const open = openVault({ kind, stateDir: world.stateDir, limitMs: KEYCHAIN_LIMIT });
  if (!open.ok) return nothingRead(open.failure.detail);
  const { vault, busy } = open.value;
  const identity = await vault.readIdentity();
  if (!identity.ok) {
    const others = ["identity", "credentials"] as const;
    return {
      findings: [
        storeFailure(kind, identity.failure, world.platform),
        ...others.map((check) => skipped(check, "Cannot be checked without the key store.")),
      ],
      secrets: environmentSecrets(world),
      edgeHeaders: [],
      busy,
    };
  }
  const url = settings?.gateway?.url ?? null;
  const credential = url === null ? null : await vault.readCredential(url);
  const edge = url === null ? null : await vault.readEdgeHeaders(url);
  const edgeHeaders = edge?.ok === true ? edge.value : [];
  const stored = credential?.ok === true ? credential.value : null;
  return {
    findings: [
      ok("key store", kind === "file" ? "a key file in the state folder" : "the keychain answers"),
      checkIdentity(identity.value, known),
      credential?.ok === false
        ? failed(
            "credentials",
            `The gateway's entry cannot be used (${credential.failure.detail}).`,
            "Pair again: an administrator removes this device and approves it again.",
          )
        : checkCredentials(stored, url, world),
    ],
    secrets: [
      ...environmentSecrets(world),
      ...secretsOf(identity.value, stored),
      ...edgeHeaders.map(({ value }) => value),
    ],
    edgeHeaders,
    busy,
  };

  function nothingRead(why: string): SecretFindings {
    const checks = ["key store", "identity", "credentials"] as const;
    return {
      findings: checks.map((check) => skipped(check, why)),
      secrets: environmentSecrets(world),
      edgeHeaders: [],
      busy: () => false,
    };
  }
}

function storeFailure(
  kind: "keychain" | "file",
  { kind: problem, detail }: VaultFailure,
  platform: string,
): Finding {
  const check = "key store";
  const other = "or keep the key in a file (a separate device): --key-store file --state-dir DIR";
  switch (problem) {
    case "locked":
      return failed(
        check,
        "The keychain is locked.",
        `Unlock it, by logging in to the desktop or in its own program, ${other}`,
      );
    case "unavailable":
      return failed(
        check,
        `There is no keychain here (${detail}).`,
        `Start it in a desktop session, ${other}`,
      );
    case "timeout":
      return failed(
        check,
        "The keychain does not answer.",
        `Check whether it is asking you something in a window, ${other}`,
      );
    case "corrupt":
      return failed(
        check,
        `The content of the ${kind === "file" ? "key file" : "keychain"} is damaged (${detail}).`,
        "Restore it from a backup. If there is none: clawtray forget, then pair again.",
      );
    case "unsafe":
      return failed(
        check,
        `Other users can access the key file (${detail}).`,
        `Make it accessible only to you: ${systemWords(platform).closeFile("keys.json")}; if others may have read it, clawtray forget and pair again.`,
      );
    case "unreadable":
      return failed(check, `The key file cannot be read (${detail}).`, "Make it readable for this user.");
    case "no-folder":
      return failed(check, `The state folder cannot be used (${detail}).`, "Make it a folder of your own.");
    case "newer":
      return failed(
        check,
        `The state folder was written by a newer version (${detail}); it is left as it is.`,
        "Use the newer version again, or choose another folder: --state-dir DIR",
      );
    case "copied":
      return failed(check, `This folder is a copy (${detail}).`, "Use the original, or remove it first.");
  }
}

function checkIdentity(stored: StoredIdentity | null, known: string | null): Finding {
  const check = "identity";
  if (stored === null && known === null)
    return warning(check, "There is no identity yet.", "It is created at the first start: clawtray run");
  if (stored === null)
    return failed(
      check,
      "The settings name a device, but its key is not in the key store.",
      "Use the key store it is in (--key-store), or restore the key from a backup. If it is lost for good: clawtray forget, then pair again.",
    );
  if (known !== null && known !== stored.deviceId)
    return failed(
      check,
      "The key in the key store belongs to a different device from the one in the settings.",
      "Restore settings.json and the key from the same backup, or: clawtray forget, then pair again.",
    );
  return ok(check, `device ${stored.deviceId.slice(0, 8)}…`);
}

const names = ["OPENCLAW_GATEWAY_TOKEN", "OPENCLAW_GATEWAY_PASSWORD"] as const;

function checkCredentials(
  stored: StoredCredential | null,
  url: string | null,
  { env }: DoctorWorld,
): Finding {
  const check = "credentials";
  const odd = names.find((name) => /\p{Cc}/u.test(env[name] ?? ""));
  if (odd !== undefined)
    return failed(
      check,
      `${odd} contains a line break or another control character.`,
      "Set it again, without the line break.",
    );
  if (stored?.kind === "device-token") return ok(check, "a device token from this gateway");
  if (stored !== null) return ok(check, "a shared secret, until the gateway issues a device token");
  const given = names.find((name) => (env[name] ?? "").trim() !== "");
  if (given !== undefined)
    return ok(check, `${given} is set, for a gateway that does not know this device yet`);
  return url === null
    ? skipped(check, "No gateway is known.")
    : warning(
        check,
        "There is no token for this gateway.",
        "If it requires one from new devices, set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD at the next start.",
      );
}

const environmentSecrets = ({ env }: DoctorWorld): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    /TOKEN|PASSWORD|SECRET|API_?KEY|CLIENT_ID|EDGE_HEADERS/i.test(name) &&
    value !== undefined &&
    value.trim() !== ""
      ? [value, value.trim(), ...value.split("\n").map((line) => line.replace(/^[^:]*:/, "").trim())].filter(
          (text) => text !== "",
        )
      : [],
  );

function secretsOf(identity: StoredIdentity | null, credential: StoredCredential | null): readonly string[] {
  const seed = identity === null ? null : Buffer.from(identity.seed);
  const forms =
    seed === null ? [] : (["hex", "base64", "base64url"] as const).map((form) => seed.toString(form));
  const { token, password, bootstrapToken } = (credential ?? {}) as Readonly<
    Record<string, string | undefined>
  >;
  return [...forms, token, password, bootstrapToken].filter((text): text is string => text !== undefined);
}
