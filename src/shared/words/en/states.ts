import type { NullableValueName } from "../../blocked.ts";
import { blockedTexts } from "../placeholders.ts";
import { addressProblems } from "./address-problems.ts";
import { otherScheme } from "./other-scheme.ts";
import { sshAddressProblems, sshBlocked, sshSentences, sshWaiting } from "./ssh.ts";
import { standing } from "./standing.ts";

/** For a reader who is the administrator: openclaw 2026.9.6, docs/cli/gateway/running.md; 2026.6.11, docs of `config get`. */
const whereTheTokenIs =
  "If the gateway is yours, openclaw gateway auth-token --show prints its token on its computer (before 2026.9: openclaw config get gateway.auth.token).";

/**
 * Every sentence a person reads about the node, in one place. Tray, window and terminal all take
 * their words from here. `{name}` is filled in by `fill`.
 */
export const english = {
  standing,
  phases: {
    unconfigured: "No gateway chosen yet",
    connecting: "Connecting",
    "awaiting-approval": "Waiting for approval",
    connected: "Connected",
    waiting: "Waiting to reconnect",
    paused: "Paused",
    blocked: "Needs your attention",
  },
  sentences: {
    ...sshSentences,
    unconfigured: "This computer is not connected to a gateway. Tell it where the gateway is.",
    connecting: "Connecting to {gateway}.",
    connectingAgain: "{failure} Trying again now.",
    awaitingApproval:
      "An administrator of {gateway} must approve this device. It connects automatically once approved.",
    awaitingRepair:
      "{gateway} knows this device but asks for approval again. It connects automatically once approved.",
    awaitingRemoval:
      "{gateway} holds an old entry for this device that it can no longer use, often because it was updated. An administrator must remove that entry; this computer then asks again automatically and can be approved.",
    connected: "Connected to {gateway}.",
    surfacePending:
      "Connected to {gateway}. An administrator must also approve what this computer offers; until then its commands are hidden.",
    surfaceWidened:
      "Connected to {gateway}. An administrator must also approve the new commands this computer offers; the rest works in the meantime.",
    paused: "Paused. Nothing is sent to the gateway and no command runs.",
  },
  remedies: {
    unconfigured: "Choose a gateway.",
    awaitingApproval:
      "Ask the administrator to run {compare}, to check that the deviceId of this request matches the whole fingerprint, and only then to run: {command}",
    awaitingRemoval: "Ask the administrator to run: {command}",
    surfacePending: "Ask the administrator to run: {command}",
    surfaceWidened:
      "Ask the administrator to run: {command}. If nothing is waiting there, the gateway's configuration must allow the new commands first: {setting}",
    waiting: "Nothing to do: Clawtray tries again automatically.",
    paused: "Resume when you want to be reachable again.",
  },
  waiting: {
    ...sshWaiting,
    "name-not-found": "The name {host} was not found.",
    refused: "Nothing answers at {gateway}. The gateway may be down, or the port is wrong.",
    unreachable: "{gateway} cannot be reached over the network.",
    timeout: "{gateway} did not answer in time.",
    "proxy-unreachable": "The proxy configured for {gateway} cannot be reached.",
    silent: "{gateway} accepts the connection, but never answers.",
    "not-a-gateway": "Something answered at {gateway}, but it is not an OpenClaw gateway.",
    "gateway-starting": "The gateway is starting.",
    "rate-limited": "The gateway asked this computer to try less often.",
    "connection-lost": "The connection to {gateway} was lost.",
    "protocol-error": "{gateway} sent something this program does not understand.",
    "bad-gateway": "A proxy in front of {gateway} answers, but cannot reach the gateway behind it.",
    "gateway-error": "The gateway reported an internal problem.",
  },
  blocked: blockedTexts({
    ...sshBlocked,
    "keychain-locked": {
      sentence: "The keychain is locked, so the identity of this computer cannot be read.",
      remedy: "Unlock the keychain, then try again.",
    },
    "keychain-unavailable": {
      sentence: "No keychain can be reached, so there is no safe place for the identity of this computer.",
      remedy:
        "Start the keychain service (on Linux: gnome-keyring or KWallet in a desktop session), or start with --key-store file.",
    },
    "keychain-timeout": {
      sentence: "The keychain did not answer in time. It may be waiting for you to answer a question.",
      remedy: "Answer the keychain's question, then try again.",
    },
    "keychain-corrupt": {
      sentence: "The keychain entry of this computer is damaged. No new identity was created.",
      remedy:
        "Restore the entry from a backup and try again, or forget this device and pair again with a new identity.",
    },
    "key-file-unsafe": {
      sentence: "The key file {path} is not safe to use: {why}.",
      remedy:
        "Make the file accessible only to you (mode 0600, folder 0700), then try again. If others may have read it, forget this device and pair again.",
    },
    "key-file-unreadable": {
      sentence: "The key file {path} cannot be read or written: {why}.",
      remedy: "Fix the file or its folder, then try again.",
    },
    "identity-missing": {
      sentence:
        "This computer had an identity ({known}), but its key is not in the {store}. No new one was created.",
      remedy:
        "Restore the key (or start with the key store that holds it) and try again. If it is lost for good, forget this device and pair again.",
    },
    "identity-mismatch": {
      sentence:
        "The {store} holds the key of a device ({found}) other than the one this computer had ({known}).",
      remedy: "Restore the right key and try again, or forget this device and pair again.",
    },
    "settings-unreadable": {
      sentence: "The settings file {path} cannot be read: {why}.",
      remedy: "Fix the file or its folder, then try again.",
    },
    "settings-newer": {
      sentence: "The file {path} was written by a newer version of Clawtray.",
      remedy: "Update Clawtray. The file was left as it is.",
    },
    "settings-unwritable": {
      sentence: "The settings file {path} cannot be written: {why}.",
      remedy: "Fix the file or its folder, then try again.",
    },
    "state-folder-unusable": {
      sentence: "The state folder {path} cannot be used: {why}.",
      remedy:
        "Make it a folder of your own that nobody else can change (mode 0700), or choose another one with --state-dir.",
    },
    "state-folder-copied": {
      sentence:
        "{path} is a copy of {original}, which is still there. A device has one folder, so the copy is not used.",
      remedy: "Use the original. To use the copy instead, remove the original, then try again.",
    },
    "control-socket-unusable": {
      sentence: "The control socket cannot be created in {path}: {why}.",
      remedy: "Fix that, or choose another folder with --state-dir, then try again.",
    },
    "control-pipe-taken": {
      sentence:
        "Another program answers in place of Clawtray and cannot prove that it is Clawtray. Its answers are ignored.",
      remedy:
        "Sign out of Windows and back in. If it happens again, look for a program you do not know: it may be impersonating Clawtray.",
    },
    "disk-full": {
      sentence: "{path} cannot be written: {why}.",
      remedy: "Free some space. Clawtray then tries again automatically.",
    },
    "held-by-another-process": {
      sentence: "Clawtray is already running here (process {pid}).",
      remedy: "Use that one, or stop it first.",
    },
    "credential-missing": {
      sentence: "{gateway} asks for a {expected} from a device it does not know yet.",
      remedy: `Enter the gateway's {expected}; its administrator knows it. ${whereTheTokenIs}`,
    },
    "credential-rejected": {
      sentence: "{gateway} refused the {sent}.",
      remedy: `Enter the right one; the administrator knows it. It was not tried again. ${whereTheTokenIs}`,
    },
    "setup-code-refused": {
      sentence:
        "{gateway} did not accept the setup code. A code works only once and only for a short time: it was used already, or it has expired.",
      remedy:
        "Get a new one and use it instead: openclaw qr prints one on the gateway's computer. Its administrator can run that, which is you if the gateway is yours.",
    },
    "setup-code-unsupported": {
      sentence: "{gateway} is too old for setup codes.",
      remedy: `Enter the gateway's token instead, or ask its administrator to update it. ${whereTheTokenIs}`,
    },
    "identity-refused": {
      sentence: "{gateway} refused the identity of this computer. It said: {said}",
      remedy: "Show this to the administrator; the device may have to be removed there and paired again.",
    },
    "clock-skew": {
      sentence: "The clocks of this computer and of {gateway} differ too much.",
      remedy: "Set the clock of this computer (or of the gateway), then try again.",
    },
    "certificate-untrusted": {
      sentence:
        "The certificate of {gateway} is not trusted by this computer: {certificate}. Its fingerprint is {presented}.",
      remedy:
        "Compare it with the fingerprint of the gateway's own certificate, which the administrator can display there with: openssl x509 -in CERTIFICATE -outform DER | sha256sum. Accept it only if the two match completely. If the certificate comes from an authority of your own, add that authority to this computer's certificate store or name its file in NODE_EXTRA_CA_CERTS instead, and restart Clawtray.",
    },
    "certificate-expired": {
      sentence: "The certificate of {gateway} expired on {date}.",
      remedy:
        "Ask the administrator to renew it, or set the clock of this computer if it is wrong. It connects automatically once the certificate is valid.",
    },
    "certificate-not-yet-valid": {
      sentence: "The certificate of {gateway} is not valid before {date}.",
      remedy:
        "Check the clock of this computer; if it is right, tell the administrator. It connects automatically once the certificate is valid.",
    },
    "certificate-other-name": {
      sentence: "The certificate of {gateway} is for another name: {names}.",
      remedy:
        "Use the name in the certificate as the address, or ask the administrator for a certificate with this name.",
    },
    "certificate-changed": {
      sentence:
        "{gateway} presents a different certificate from the one you accepted. It now presents {presented}.",
      remedy:
        "Ask the administrator whether it was renewed. Accept the new one only if its fingerprint is the one the administrator sees on the gateway's computer: openssl x509 -in CERTIFICATE -outform DER | sha256sum",
    },
    "insecure-address": {
      sentence: "{host} is or may be a public address, and ws:// would send everything unencrypted.",
      remedy:
        "Use {secureUrl}, an SSH tunnel or Tailscale. Not recommended: clawtray run --gateway {plainUrl} --allow-insecure",
    },
    ...otherScheme,
    "public-address": {
      sentence:
        "{host} resolves to {address}, which is a public address, and ws:// would send everything unencrypted. Nothing was sent.",
      remedy:
        "Turn on the VPN or Tailscale through which it is reached, or use wss:// or an SSH tunnel. Not recommended: clawtray run --gateway ws://{gateway} --allow-insecure",
    },
    "proxy-sign-in": {
      sentence:
        "The proxy {proxy}, set by {source}, requires a user name and password, and did not accept those it was given.",
      remedy:
        "Put them into the address in the environment, HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT, with %40 for an @ in them, and start again.",
    },
    "proxy-refused": {
      sentence: "The proxy {proxy}, set by {source}, refused to connect to {gateway}. It said: {said}",
      remedy:
        "Ask the person who runs the proxy to allow CONNECT to {gateway}. If it can be reached without a proxy, add it to NO_PROXY and start again.",
    },
    "proxy-unusable": {
      sentence: "{source} sets a proxy that cannot be used: {proxyProblem}",
      remedy:
        "Set HTTPS_PROXY to an HTTP proxy, as http://HOST:PORT, or add {gateway} to NO_PROXY, and start again.",
    },
    "client-certificate": {
      sentence:
        "{gateway}, or a proxy in front of it, wants a certificate of this computer (mutual TLS). Clawtray has none.",
      remedy:
        "Ask the administrator for an address that needs no client certificate: a service token for an access page (--edge-header), SSH or a VPN do as well.",
    },
    "access-page": {
      sentence:
        "Something in front of {gateway} answers in place of the gateway: {accessAnswer} (HTTP {status}).",
      remedy:
        "If it is an access page such as Cloudflare Access, ask its administrator for a service token and enter it in the setup window, with --edge-header, or with CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET. If a web server answers, check the address, the port and the path.",
    },
    "address-invalid": {
      sentence: "The address of the gateway cannot be used: {problem}",
      remedy: "Enter it as host, host:port, ws://host:port, wss://host or ssh://user@host.",
    },
    "another-gateway": {
      sentence:
        "So far, this computer's identity has been used at {used}, and {gateway} appears to be a different gateway. A gateway that passes on another's challenge could sign in there as this computer.",
      remedy:
        "If you trust {gateway} as much, or it is the same gateway at a new address, choose it again and confirm (clawtray run --gateway {url} --allow-another-gateway). Otherwise give it a key of its own: clawtray connections add NAME {url}",
    },
    "protocol-too-old": {
      sentence: "{gateway} speaks an older protocol than this program supports.",
      remedy: "Ask the administrator to update the gateway.",
    },
    "protocol-too-new": {
      sentence: "{gateway} speaks a newer protocol than this program supports.",
      remedy: "Update Clawtray.",
    },
    "pairing-paused": {
      sentence:
        "{gateway} is not accepting pairing requests from this computer at the moment. It said: {said}",
      remedy: "Ask the administrator, then try again.",
    },
    "access-denied": {
      sentence: "{gateway} refused the connection. It said: {said}",
      remedy: "Show this to the administrator, then try again.",
    },
  }),
  addressProblems: {
    ...sshAddressProblems,
    empty: "it is empty.",
    "too-long": "it is longer than {limit} characters.",
    "control-characters": "it contains invisible characters.",
    scheme: "{scheme} is not a way to reach a gateway.",
    "user-info":
      "it contains a user name or password. Secrets do not belong in an address; enter the token or password separately.",
    "secret-in-address":
      "it seems to contain a secret ({parameter}). Secrets do not belong in an address; enter the token or password separately.",
    port: "its port is not a number from 1 to 65535.",
    host: "its host name is not valid.",
    "unspecified-host": "{host} says where a gateway listens, not where it is.",
    ...addressProblems,
    "insecure-address":
      "{host} is or may be a public address, and ws:// would send everything unencrypted. Use {secureUrl}.",
  },
  fileProblems: {
    "no-space": "there is no space left on the disk",
    quota: "your disk quota is used up",
    "read-only": "the disk is read-only",
    "disk-error": "the disk reports an error",
    "not-permitted": "permission is denied",
    "too-many-open-files": "too many files are open",
    "name-too-long": "its path is too long",
    "not-found": "it does not exist",
    "no-folder": "part of its path is not a folder",
    "cannot-be-made": "it cannot be created ({code})",
    "in-use": "another program has it open",
    "being-changed": "another Clawtray process ({code}) is changing it and has not finished",
    link: "it is a symbolic link",
    "not-a-file": "it is not a regular file",
    "other-owner": "it belongs to another user (id {code})",
    "open-to-others": "other users can access it (mode {code})",
    "folder-of-another": "the folder belongs to another user (id {code})",
    "folder-open-to-others": "other users can change the folder (mode {code})",
    "too-large": "it is too large",
    newer: "it was written by a newer version of Clawtray",
    damaged: "it is damaged. Remove it while Clawtray is not running",
    other: "the system reports {code}",
  },
  warnings: {
    "token-not-saved": "The gateway's token could not be saved yet; Clawtray keeps trying.",
    "settings-not-saved":
      "The settings could not be saved: changes last only until the next restart. Free some space or fix the settings file; Clawtray tries again automatically.",
    "settings-recovered":
      "The settings file was damaged. It was set aside, and its last good copy is used. Check what this computer may do.",
    "settings-lost":
      "The settings file was damaged and had no good copy. It was set aside, and everything is off. Choose the gateway, then turn on what this computer may do.",
    "rules-unreadable":
      "The rules for running programs (exec-approvals.json) could not be read, so nothing runs. See: clawtray approvals",
    "gateway-without-tools":
      "This gateway is too old for the tools of this computer, so no agent can call them. Everything else works. The gateway needs OpenClaw 2026.9 or later.",
    "gateway-without-skills":
      "This gateway is too old for the skills of this computer, so no agent can read them. Everything else works. The gateway needs OpenClaw 2026.9 or later.",
    "presence-not-approved":
      "The gateway does not take yet whether you are at this computer: its administrator has to approve that. On the gateway: openclaw nodes pending",
    "activity-newer":
      "The activity log was written by a newer version of Clawtray and is left as it is, so commands are not recorded in it at the moment. Update Clawtray.",
    "activity-not-saved":
      "Commands could not be recorded in the activity log. Free some space or fix activity.jsonl.",
  },
  credentials: {
    token: "token",
    password: "password",
    bootstrap: "setup code",
    "device-token": "device token",
    "identity-proxy": "sign-in through its proxy",
    unknown: "token or password",
  },
  certificates: {
    "self-signed": "it is self-signed",
    "unknown-issuer":
      "its issuer is not known here, or the gateway leaves out the certificate of an issuer in between",
    weak: "its key or signature, or that of its issuer, is too weak, and the administrator should replace it",
    "issuer-expired": "the certificate of its issuer has expired, and the administrator should replace it",
    "wrong-purpose": "it was not issued for a server, and the administrator should replace it",
    other: "it breaks a rule for certificates, and the administrator should replace it",
  },
  /** How something in front of a gateway answers in its place. */
  accessAnswers: {
    redirect: "it redirects to {leadsTo}",
    "sign-in": "it requires a sign-in",
    forbidden: "it refuses this computer",
    "proxy-sign-in": "a proxy requires a sign-in",
    page: "it shows a web page",
  },
  /** Where a proxy is set, unless in a variable. */
  proxySources: { system: "the settings of this computer" },
  proxyProblems: {
    address: "it is not a proxy address.",
    socks: "it is a SOCKS proxy.",
  },
  /** What is shown where a value is not known. */
  unknown: {
    known: "which one is no longer known",
    pid: "unknown",
    date: "an unknown date",
    said: "nothing more",
    hostKey: "which one, ssh did not say",
    limit: "that many",
    leadsTo: "another page",
    scheme: "it",
    parameter: "unnamed",
    port: "it",
  } satisfies Readonly<Record<NullableValueName, string>>,
  keyStores: { keychain: "keychain", file: "key file" },
} as const;

/** The shape of a catalogue, with every text open to translation. */
export type Texts<Node> = {
  readonly [Key in keyof Node]: Node[Key] extends string ? string : Texts<Node[Key]>;
};
export type StateCatalogue = Texts<typeof english>;
