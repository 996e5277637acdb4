import { parseGatewayAddress } from "../core/gateway/address.ts";
import { type SshTarget, sshDestination } from "../core/ssh/address.ts";
import { acceptHostKey, lookAtHostKey } from "../core/ssh/host-key.ts";
import { type HostKey, readHostKeyFingerprint } from "../core/ssh/known-hosts.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { printError } from "./print.ts";
import { ask } from "./terminal.ts";

interface Asked {
  /** As typed; null when it was not given. */
  readonly accepted: string | null;
  /** A person can be asked. */
  readonly terminal: boolean;
}

/**
 * Makes sure, for a gateway behind SSH, that a person decides about a host key that is not known yet: by the
 * fingerprint on the command line, or when asked here. Anything else that is wrong with the way is left to the node,
 * which reports it and keeps trying. A failure is a sentence.
 */
export async function settleSshHostKey(
  url: string,
  { accepted, terminal }: Asked,
): Promise<Result<void, string>> {
  const fingerprint = accepted === null ? null : readHostKeyFingerprint(accepted);
  if (accepted !== null && fingerprint === null)
    return failure("--accept-ssh-host-key takes a fingerprint as ssh shows it: SHA256: and 43 characters.");
  const address = parseGatewayAddress(url, { allowInsecure: true });
  const target = address.ok ? address.value.ssh : undefined;
  if (target === undefined)
    return accepted === null
      ? success(undefined)
      : failure("--accept-ssh-host-key is for a gateway that is reached through SSH: ssh://user@host");
  if (fingerprint !== null) return accept(target, fingerprint);
  if (!terminal) return success(undefined);
  const look = await lookAtHostKey(target, new AbortController().signal);
  if (look.kind !== "unknown") return success(undefined);
  const { hostKey } = look;
  printError(
    `ssh does not know ${sshDestination(target)} yet. Its host key (${hostKey.key.split(" ")[0] ?? ""}) has the fingerprint\n\n  ${hostKey.fingerprint}\n\nCompare it with the administrator, who can display it there with: ${fileOf(hostKey)}\n`,
  );
  const answer = await ask("Is it the same, and should it be added to known_hosts? [y/N] ", {
    hidden: false,
  });
  if (!/^(y|yes)$/i.test(answer?.trim() ?? ""))
    return failure("The host key was not accepted; nothing was changed.");
  return accept(target, hostKey.fingerprint);
}

/** Where sshd keeps it unless told otherwise (sshd_config(5), HostKey). */
function fileOf({ key }: HostKey): string {
  const kind = /^(?:ssh-)?(ed25519|ecdsa|rsa)/.exec(key)?.[1] ?? "ed25519";
  return `ssh-keygen -lf /etc/ssh/ssh_host_${kind}_key.pub`;
}

async function accept(target: SshTarget, fingerprint: string): Promise<Result<void, string>> {
  const accepted = await acceptHostKey(target, fingerprint, new AbortController().signal);
  if (accepted.ok) return accepted;
  const why = accepted.failure;
  // The node reports everything else, in its own words.
  if (why.kind === "problem") return success(undefined);
  if (why.kind === "not-written")
    return failure(`The host key could not be added to ${why.path}. Fix that file, then try again.`);
  return failure(
    `${sshDestination(target)} shows another host key: ${why.presented}. It was not accepted; ask the administrator which one is right.`,
  );
}
