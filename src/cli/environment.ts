import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GivenSecrets } from "../core/environment/own-environment.ts";
import type { SharedCredential } from "../shared/intent.ts";
import { failure, type Result, success } from "../shared/result.ts";

const TOKEN = "OPENCLAW_GATEWAY_TOKEN";
const PASSWORD = "OPENCLAW_GATEWAY_PASSWORD";

/**
 * Takes the gateway's shared secret out of the environment: what this process starts never
 * inherits it. `given` is what was taken at startup. A failure is a sentence that does not repeat the secret.
 */
export function takeSharedCredential(
  environment: NodeJS.ProcessEnv,
  given: GivenSecrets = { values: {}, visible: null },
): Result<SharedCredential | null, string> {
  const { [TOKEN]: givenToken = environment[TOKEN], [PASSWORD]: givenPassword = environment[PASSWORD] } =
    given.values;
  const token = (givenToken ?? credentialFile(environment, "openclaw-gateway-token")).trim();
  const password = givenPassword ?? credentialFile(environment, "openclaw-gateway-password");
  delete environment[TOKEN];
  delete environment[PASSWORD];
  delete environment.CREDENTIALS_DIRECTORY;
  if (given.visible !== null)
    return failure(
      `${Object.keys(given.values).join(", ")} cannot be removed from /proc/${process.pid}/environ here (${given.visible}), and programs that run for the gateway could read it there. Start without it: clawtray asks for a token in the terminal when one is needed, and a service can use a systemd credential.`,
    );
  const problem = secretProblem(TOKEN, token) ?? secretProblem(PASSWORD, password);
  if (problem !== null) return failure(problem);
  if (token !== "") return success({ kind: "token", token });
  return success(password === "" ? null : { kind: "password", password });
}

/** Why this cannot be a secret of a gateway, as a sentence that does not repeat it; null when it can. */
export function secretProblem(what: string, secret: string): string | null {
  if (/\p{Cc}/u.test(secret))
    return `${what} contains a line break or another control character. Set it again.`;
  return secret.length > 4_096 ? `${what} is longer than 4096 characters. Set it again.` : null;
}

/** A credential that systemd passes to a service (systemd.exec(5), "CREDENTIALS"), without its final line ending. */
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
