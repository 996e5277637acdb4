import { statSync } from "node:fs";
import { openVault } from "../vault/open.ts";
import type { StoredCredential, StoredIdentity, VaultFailure } from "../vault/vault.ts";
import { type Finding, failed, ok, skipped, warning } from "./finding.ts";
import type { SettingsPeek } from "./settings-peek.ts";
import type { DoctorWorld } from "./world.ts";

/** A keychain that asks its owner something meanwhile is not waited for longer, ms. */
const KEYCHAIN_LIMIT = 5_000;

/** The findings, and what must never be shown. */
export interface SecretFindings {
  readonly findings: readonly Finding[];
  /** Every secret that was met, in the forms it may be written in. */
  readonly secrets: readonly string[];
  /** A keychain call that has not come back. */
  readonly busy: () => boolean;
}

/** Key store, identity and credentials; reads them, and changes nothing. */
export async function checkSecrets(world: DoctorWorld, peek: SettingsPeek): Promise<SecretFindings> {
  const settings = peek.kind === "present" ? peek.settings : null;
  const kind = world.keyStore ?? settings?.keyStore ?? "keychain";
  const known = settings?.deviceId ?? null;
  if (!statSync(world.stateDir, { throwIfNoEntry: false })?.isDirectory())
    return nothingRead("The state folder is not there.");
  const open = openVault({ kind, stateDir: world.stateDir, limitMs: KEYCHAIN_LIMIT });
  if (!open.ok) return nothingRead(open.failure.detail);
  const { vault, busy } = open.value;
  const identity = await vault.readIdentity();
  if (!identity.ok) {
    const others = ["identity", "credentials"] as const;
    return {
      findings: [
        storeFailure(kind, identity.failure),
        ...others.map((check) => skipped(check, "Cannot be looked at without the key store.")),
      ],
      secrets: environmentSecrets(world),
      busy,
    };
  }
  const url = settings?.gateway?.url ?? null;
  const credential = url === null ? null : await vault.readCredential(url);
  const stored = credential?.ok === true ? credential.value : null;
  return {
    findings: [
      ok("key store", kind === "file" ? "a key file in the state folder" : "the keychain answers"),
      checkIdentity(identity.value, known),
      credential?.ok === false
        ? failed(
            "credentials",
            `The gateway's entry cannot be used (${credential.failure.detail}).`,
            "Pair again: an administrator removes this device and approves it anew.",
          )
        : checkCredentials(stored, url, world),
    ],
    secrets: [...environmentSecrets(world), ...secretsOf(identity.value, stored)],
    busy,
  };

  function nothingRead(why: string): SecretFindings {
    const checks = ["key store", "identity", "credentials"] as const;
    return {
      findings: checks.map((check) => skipped(check, why)),
      secrets: environmentSecrets(world),
      busy: () => false,
    };
  }
}

function storeFailure(kind: "keychain" | "file", { kind: problem, detail }: VaultFailure): Finding {
  const check = "key store";
  const other = "or keep the key in a file (a device of its own): --key-store file --state-dir DIR";
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
        `Look whether it asks you something in a window, ${other}`,
      );
    case "corrupt":
      return failed(
        check,
        `What the ${kind === "file" ? "key file" : "keychain"} holds is damaged (${detail}).`,
        "Bring it back from a backup. Only if there is none: clawtray forget, and pair again.",
      );
    case "unsafe":
      return failed(
        check,
        `The key file is open to others (${detail}).`,
        "Make it yours alone: chmod 600 keys.json in the state folder; if others may have read it, clawtray forget and pair again.",
      );
    case "unreadable":
      return failed(check, `The key file cannot be read (${detail}).`, "Make it readable for this user.");
    case "no-folder":
      return failed(check, `The state folder cannot be used (${detail}).`, "Make it a folder of your own.");
    case "copied":
      return failed(check, `This folder is a copy (${detail}).`, "Use the original, or remove it first.");
  }
}

function checkIdentity(stored: StoredIdentity | null, known: string | null): Finding {
  const check = "identity";
  if (stored === null && known === null)
    return warning(check, "There is no identity yet.", "It is made at the first: clawtray run");
  if (stored === null)
    return failed(
      check,
      "The settings name a device, and its key is not in the key store.",
      "Use the key store it is in (--key-store), or bring the key back from a backup. Only if it is lost: clawtray forget, and pair again.",
    );
  if (known !== null && known !== stored.deviceId)
    return failed(
      check,
      "The key in the key store belongs to another device than the settings name.",
      "Bring settings.json and the key back from the same backup, or: clawtray forget, and pair again.",
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
      `${odd} holds a line break or another control character.`,
      "Set it again, without the line's end.",
    );
  if (stored?.kind === "device-token") return ok(check, "a device token of this gateway");
  if (stored !== null) return ok(check, "a shared secret, until the gateway issues a device token");
  const given = names.find((name) => (env[name] ?? "").trim() !== "");
  if (given !== undefined)
    return ok(check, `${given} is set, for a gateway that does not know this device yet`);
  return url === null
    ? skipped(check, "No gateway is known.")
    : warning(
        check,
        "There is no token for this gateway.",
        "If it wants one from new devices, set OPENCLAW_GATEWAY_TOKEN or OPENCLAW_GATEWAY_PASSWORD at the next start.",
      );
}

const environmentSecrets = ({ env }: DoctorWorld): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) =>
    /TOKEN|PASSWORD|SECRET|API_?KEY/i.test(name) && value !== undefined && value.trim() !== ""
      ? [value, value.trim()]
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
