import { parseGatewayAddress } from "../core/gateway/address.ts";
import type { ServiceWorld } from "../core/service/service.ts";
import { type SshTarget, sshDestination } from "../core/ssh/address.ts";
import { openThroughSsh } from "../core/ssh/open.ts";
import { systemWords } from "../shared/words/system-words.ts";
import { printError } from "./print.ts";

/** How long ssh may take to sign in, ms. */
const LIMIT = 20_000;

/** What a gateway address says of ssh; null where it leads elsewhere. */
export function sshTargetOf(url: string): SshTarget | null {
  const address = parseGatewayAddress(url, { allowInsecure: true });
  return address.ok ? (address.value.ssh ?? null) : null;
}

/**
 * Tries whether ssh signs in as the service will start it, and warns where it does not: what works in a terminal
 * works there because of its agent. Does nothing for a gateway that is not behind ssh.
 */
export async function warnOfServiceSsh(url: string, world: ServiceWorld): Promise<void> {
  const target = sshTargetOf(url);
  if (target === null) return;
  const signal = AbortSignal.timeout(LIMIT);
  const opened = await openThroughSsh(target, signal, await serviceEnvironment(world));
  if (opened.ok) {
    opened.value.destroy();
    return;
  }
  printError(`clawtray: ${sentenceFor(opened.failure, target, url)}\n`);
}

/** As the service manager starts a service of this person: launchd gives it the agent, systemd only if told to. */
async function serviceEnvironment(world: ServiceWorld): Promise<NodeJS.ProcessEnv> {
  if (process.platform !== "linux") return world.env;
  const { SSH_AUTH_SOCK: _agent, ...rest } = world.env;
  const shown = await world.run("systemctl", ["--user", "show-environment"]);
  const agent = /^SSH_AUTH_SOCK=(\/\S+)$/m.exec(shown.code === 0 ? shown.stdout : "")?.[1];
  return agent === undefined ? rest : { ...rest, SSH_AUTH_SOCK: agent };
}

type SshFailure = Extract<Awaited<ReturnType<typeof openThroughSsh>>, { ok: false }>["failure"];

function sentenceFor(failure: SshFailure, target: SshTarget, url: string): string {
  const place = sshDestination(target);
  if (failure.kind === "ssh" && failure.problem === "host-key-unknown")
    return `The service cannot use SSH to ${place} yet: its host key is not known here. Compare it with the administrator, and accept it: clawtray check ${url} --accept-ssh-host-key ${failure.presented ?? "SHA256:..."}`;
  if (failure.kind === "ssh" && (failure.problem === "key-locked" || failure.problem === "permission-denied"))
    return `The service cannot sign in to ${place} yet: it has no ssh agent, and nobody can type a passphrase for it. Name a key without a passphrase for this host in ssh's configuration (IdentityFile). On the server, it needs no more than: restrict,port-forwarding,permitopen="127.0.0.1:${target.gatewayPort}". To try it: ${process.platform === "linux" ? "env -u SSH_AUTH_SOCK " : ""}clawtray check ${url}`;
  return `The service cannot reach ${place} through SSH at the moment. To see why: clawtray check ${url}`;
}

/** What the system's service needs for a gateway behind ssh; empty where it needs nothing. */
export function systemSshSentences(
  url: string | null,
  account: string | null,
  stateDir: string,
): readonly string[] {
  if (url === null || account === null || sshTargetOf(url) === null) return [];
  const check = systemWords(process.platform).asAccount(
    `clawtray check ${url} --state-dir ${stateDir}`,
    account,
  );
  const folder = process.platform === "linux" ? ` in ${stateDir}/.ssh` : "";
  return [
    `It signs in by SSH as the account ${account}, which has no agent: it needs a key without a passphrase${folder}, and the server's host key.`,
    `To try it, and to accept the host key: ${check}`,
  ];
}
