import type { Command } from "commander";
import { failure, type Result, success } from "../shared/result.ts";
import { ACCEPT_SSH_HOST_KEY, ACCEPT_SSH_HOST_KEY_MEANING } from "./answering-options.ts";
import { text, type Values } from "./argument-values.ts";
import { readPlace, withPlace } from "./flags.ts";
import type { Place } from "./place.ts";

export interface CheckArguments extends Place {
  /** What was pasted; null checks the gateway in use. */
  readonly target: string | null;
  readonly tlsFingerprint: string | null;
  /** As typed; null when it was not given. */
  readonly acceptSshHostKey: string | null;
}

/** `clawtray check`. */
export function defineCheck(program: Command, take: (options: Result<CheckArguments, string>) => void): void {
  const command = program
    .command("check")
    .argument("[address]", "an address, a setup code or a link; without one, the current gateway")
    .summary("is this a gateway, and can it be reached?")
    .description(
      "Tries an address step by step, as the node would use it: name, port, certificate, gateway, sign-in. Takes an address, a setup code or an oc-pair:// link; without one, it checks the current gateway. Sends no pairing request and changes nothing, except that --accept-ssh-host-key adds the key to known_hosts. Exits with 1 when a step fails.",
    )
    .option("--tls-fingerprint <hex>", "trust exactly this certificate (SHA-256)")
    .option(ACCEPT_SSH_HOST_KEY, ACCEPT_SSH_HOST_KEY_MEANING);
  withPlace(command).action((address: string | undefined, values: Values) => {
    const place = readPlace(values);
    if (!place.ok) return take(place);
    const target = address?.trim() ?? null;
    if (target === "") return take(failure("No address to check was given: clawtray check HOST"));
    take(
      success({
        ...place.value,
        target,
        tlsFingerprint: text(values, "tlsFingerprint"),
        acceptSshHostKey: text(values, "acceptSshHostKey"),
      }),
    );
  });
}
