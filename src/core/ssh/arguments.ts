import type { SshTarget } from "./address.ts";

/**
 * What applies whatever ssh's own configuration says (the command line wins, ssh_config(5)): nobody is asked, no
 * unknown host is trusted, nothing else is forwarded or run, and the connection is ours alone. A shared connection
 * (`ControlPath`) may have been made under other rules and would outlive this program.
 */
const ALWAYS = [
  // Options newer than OpenSSH 8.4, which an older version would refuse to start with.
  "IgnoreUnknown=StdinNull,ForkAfterAuthentication,KnownHostsCommand",
  "StdinNull=no",
  "ForkAfterAuthentication=no",
  "BatchMode=yes",
  "StrictHostKeyChecking=yes",
  "ExitOnForwardFailure=yes",
  "ClearAllForwardings=yes",
  "ForwardAgent=no",
  "ForwardX11=no",
  "Tunnel=no",
  "PermitLocalCommand=no",
  "RemoteCommand=none",
  "ControlMaster=no",
  "ControlPath=none",
  "UpdateHostKeys=no",
  "ConnectionAttempts=1",
  // A dead connection ends ssh, because we may not be there to signal it.
  "ServerAliveInterval=15",
  "ServerAliveCountMax=3",
  // Says when it has signed in, and why a channel was not opened.
  "LogLevel=VERBOSE",
] as const;

const options = (list: readonly string[]): readonly string[] => list.flatMap((option) => ["-o", option]);

/** User and port as options, the host after `--`: none of them can be read as an option. */
function destination({ user, host, port }: SshTarget): readonly string[] {
  return [...(user === null ? [] : ["-l", user]), ...(port === null ? [] : ["-p", String(port)]), "--", host];
}

/** One connection to the gateway on standard input and output. Pure. */
export const tunnelArguments = (target: SshTarget): readonly string[] => [
  "-T",
  ...options(ALWAYS),
  "-W",
  `127.0.0.1:${target.gatewayPort}`,
  ...destination(target),
];

/** Offers no key and no password: it gets as far as the host key, and is refused. */
const SHOW_ONLY = ["PreferredAuthentications=none", "IdentityAgent=none"];

/** Gets just far enough to learn whether the host's key is known. Pure. */
export const lookArguments = (target: SshTarget): readonly string[] => [
  "-T",
  "-N",
  ...options([...SHOW_ONLY, ...ALWAYS]),
  ...destination(target),
];

/** Has ssh write the key of the host, which has proved that it owns it, into this file and nowhere else. Pure. */
export const scanArguments = (target: SshTarget, file: string): readonly string[] => [
  "-T",
  "-N",
  ...options([
    ...SHOW_ONLY,
    "StrictHostKeyChecking=accept-new",
    `UserKnownHostsFile="${file}"`,
    // A file that does not exist: what the system knows must not be the answer here.
    `GlobalKnownHostsFile="${file}.none"`,
    "HashKnownHosts=no",
    "CheckHostIP=no",
    ...ALWAYS,
  ]),
  ...destination(target),
];

/** Prints what ssh's own configuration makes of this target, and connects nowhere. Pure. */
export const configurationArguments = (target: SshTarget): readonly string[] => [
  "-G",
  ...destination(target),
];
