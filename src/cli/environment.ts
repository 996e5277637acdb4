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
  const token = environment[TOKEN]?.trim() ?? "";
  const password = environment[PASSWORD] ?? "";
  delete environment[TOKEN];
  delete environment[PASSWORD];
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
