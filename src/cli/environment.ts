import { readFileSync } from "node:fs";
import { join } from "node:path";
import { failure, type Result, success } from "../core/result.ts";
import type { SharedCredential } from "../shared/intent.ts";

const TOKEN = "OPENCLAW_GATEWAY_TOKEN";
const PASSWORD = "OPENCLAW_GATEWAY_PASSWORD";

/**
 * Takes the gateway's shared secret out of the environment: what this process starts never
 * inherits it. A failure is a sentence that does not repeat the secret.
 */
export function takeSharedCredential(
  environment: NodeJS.ProcessEnv,
): Result<SharedCredential | null, string> {
  const token = (environment[TOKEN] ?? credentialFile(environment, "openclaw-gateway-token")).trim();
  const password = environment[PASSWORD] ?? credentialFile(environment, "openclaw-gateway-password");
  delete environment[TOKEN];
  delete environment[PASSWORD];
  delete environment.CREDENTIALS_DIRECTORY;
  for (const [name, value] of [
    [TOKEN, token],
    [PASSWORD, password],
  ] as const) {
    if (/\p{Cc}/u.test(value))
      return failure(`${name} holds a line break or another control character. Set it again.`);
    if (value.length > 4_096) return failure(`${name} is longer than 4096 characters. Set it again.`);
  }
  if (token !== "") return success({ kind: "token", token });
  return success(password === "" ? null : { kind: "password", password });
}

/** A credential that systemd hands to a service (systemd.exec(5), "CREDENTIALS"), without its last line's end. */
function credentialFile(environment: NodeJS.ProcessEnv, name: string): string {
  const folder = environment.CREDENTIALS_DIRECTORY;
  if (folder === undefined || folder === "") return "";
  try {
    return readFileSync(join(folder, name), "utf8").replace(/\r?\n$/, "");
  } catch {
    // None of this name was given.
    return "";
  }
}
