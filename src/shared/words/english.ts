/**
 * Every sentence a person reads about the node, once. Tray, window and terminal all speak from
 * here. `{name}` is filled in by `fill`.
 */
export const english = {
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
    unconfigured: "This computer is not connected to a gateway. Tell it where the gateway is.",
    connecting: "Connecting to {gateway}.",
    connectingAgain: "{failure} Trying again now.",
    awaitingApproval:
      "An administrator of {gateway} must approve this device. It connects by itself once approved.",
    awaitingRepair:
      "{gateway} knows this device but asks for approval again. It connects by itself once approved.",
    awaitingRemoval:
      "{gateway} holds an old entry of this device that it can no longer use, often since it was updated. An administrator must remove that entry; this computer then asks again by itself and can be approved.",
    connected: "Connected to {gateway}.",
    surfacePending:
      "Connected to {gateway}. An administrator must also approve what this computer offers; until then its commands are hidden.",
    surfaceWidened:
      "Connected to {gateway}. An administrator must also approve what this computer newly offers; the rest works meanwhile.",
    paused: "Paused. Nothing is sent to the gateway and no command runs.",
  },
  remedies: {
    unconfigured: "Choose a gateway.",
    awaitingApproval: "Ask the administrator to compare the fingerprint and run: {command}",
    awaitingRemoval: "Ask the administrator to run: {command}",
    surfacePending: "Ask the administrator to run: {command}",
    surfaceWidened:
      "Ask the administrator to run: {command}. If nothing waits there, the gateway's configuration must allow the new commands first: {setting}",
    waiting: "Nothing to do: it tries again by itself.",
    paused: "Resume when you want to be reachable again.",
  },
  waiting: {
    "name-not-found": "The name {host} was not found.",
    refused: "Nothing answers at {gateway}. The gateway may be down, or the port is wrong.",
    unreachable: "{gateway} cannot be reached over the network.",
    timeout: "{gateway} did not answer in time.",
    silent: "{gateway} takes the connection, but nothing answers on it.",
    "not-a-gateway": "Something answered at {gateway}, but it is not an OpenClaw gateway.",
    "gateway-starting": "The gateway is starting.",
    "rate-limited": "The gateway asked for fewer attempts.",
    "connection-lost": "The connection to {gateway} was lost.",
    "protocol-error": "{gateway} sent something this program does not understand.",
    "gateway-error": "The gateway reported a problem of its own.",
  },
  blocked: {
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
      sentence: "The keychain entry of this computer is damaged. No new identity was made.",
      remedy:
        "Restore the entry from a backup and try again, or forget this device and pair again with a new identity.",
    },
    "key-file-unsafe": {
      sentence: "The key file {path} is not safe to use: {why}.",
      remedy:
        "Make the file yours alone (mode 0600, folder 0700), then try again. If others may have read it, forget this device and pair again.",
    },
    "key-file-unreadable": {
      sentence: "The key file {path} cannot be read or written: {why}.",
      remedy: "Fix the file or its folder, then try again.",
    },
    "identity-missing": {
      sentence:
        "This computer had an identity ({known}), but its key is not in the {store}. No new one was made.",
      remedy:
        "Restore the key (or start with the key store that holds it) and try again. Only if it is lost: forget this device, and pair again.",
    },
    "identity-mismatch": {
      sentence: "The {store} holds the key of another device ({found}) than this computer had ({known}).",
      remedy: "Restore the right key and try again, or forget this device and pair again.",
    },
    "settings-unreadable": {
      sentence: "The settings file {path} cannot be read: {why}.",
      remedy: "Fix the file or its folder, then try again.",
    },
    "settings-newer": {
      sentence: "The settings file {path} was written by a newer version of Clawtray.",
      remedy: "Update Clawtray. The file was left as it is.",
    },
    "settings-unwritable": {
      sentence: "The settings file {path} cannot be written: {why}.",
      remedy: "Fix the file or its folder, then try again.",
    },
    "state-folder-unusable": {
      sentence: "The state folder {path} cannot be used: {why}.",
      remedy:
        "Make it a folder of your own that nobody else can change (mode 0700), or name another one with --state-dir.",
    },
    "state-folder-copied": {
      sentence:
        "{path} is a copy of {original}, which is still there. A device has one folder, so the copy is not used.",
      remedy: "Use the original. To use the copy instead, remove the original, then try again.",
    },
    "control-socket-unusable": {
      sentence: "No control socket can be made in {path}: {why}.",
      remedy: "Make room for a socket there, or name another folder with --state-dir, then try again.",
    },
    "disk-full": {
      sentence: "{path} cannot be written: {why}.",
      remedy: "Free some space. It is tried again by itself.",
    },
    "held-by-another-process": {
      sentence: "Clawtray is already running here (process {pid}).",
      remedy: "Use that one, or end it first.",
    },
    "credential-missing": {
      sentence: "{gateway} asks for a {expected} from a device it does not know yet.",
      remedy: "Ask the administrator for the gateway's {expected} and enter it.",
    },
    "credential-rejected": {
      sentence: "{gateway} refused the {sent}.",
      remedy: "Ask the administrator for the right one and enter it. It was not tried again.",
    },
    "identity-refused": {
      sentence: "{gateway} refused the identity of this computer: {detail}.",
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
        "Compare the fingerprint with the administrator. If it is the same, accept it (--tls-fingerprint), then try again.",
    },
    "certificate-expired": {
      sentence: "The certificate of {gateway} expired on {date}.",
      remedy:
        "Ask the administrator to renew it, or set the clock of this computer if it is wrong. It connects by itself once the certificate is valid.",
    },
    "certificate-not-yet-valid": {
      sentence: "The certificate of {gateway} is not valid before {date}.",
      remedy:
        "Check the clock of this computer; if it is right, tell the administrator. It connects by itself once the certificate is valid.",
    },
    "certificate-other-name": {
      sentence: "The certificate of {gateway} is for another name: {detail}.",
      remedy:
        "Use the name in the certificate as the address, or ask the administrator for a certificate with this name.",
    },
    "certificate-changed": {
      sentence: "{gateway} shows another certificate than the one you accepted. It now shows {presented}.",
      remedy:
        "Ask the administrator whether it was renewed. Accept the new one only if the fingerprint is the same.",
    },
    "insecure-address": {
      sentence: "{host} is a public address, and ws:// would send everything unencrypted.",
      remedy: "Use {secureUrl}, an SSH tunnel or Tailscale.",
    },
    "address-invalid": {
      sentence: "The address of the gateway cannot be used: {problem}",
      remedy: "Enter it as host, host:port, ws://host:port or wss://host.",
    },
    "protocol-too-old": {
      sentence: "{gateway} speaks an older protocol than this program knows.",
      remedy: "Ask the administrator to update the gateway.",
    },
    "protocol-too-new": {
      sentence: "{gateway} speaks a newer protocol than this program knows.",
      remedy: "Update Clawtray.",
    },
    "pairing-paused": {
      sentence: "{gateway} does not take pairing requests from this computer now: {detail}.",
      remedy: "Ask the administrator, then try again.",
    },
    "access-denied": {
      sentence: "{gateway} refused the connection: {detail}.",
      remedy: "Show this to the administrator, then try again.",
    },
  },
  addressProblems: {
    empty: "it is empty.",
    "too-long": "it is longer than {limit} characters.",
    "control-characters": "it holds characters that cannot be seen.",
    scheme: "{scheme} is not a way to reach a gateway.",
    "user-info":
      "it holds a user name or password. Secrets do not belong in an address; give the token or password apart.",
    "secret-in-address":
      "it seems to hold a secret ({parameter}). Secrets do not belong in an address; give the token or password apart.",
    port: "its port is not a number from 1 to 65535.",
    host: "its host name is not valid.",
    "unspecified-host": "{host} says where a gateway listens, not where it is.",
    "insecure-address":
      "{host} is a public address, and ws:// would send everything unencrypted. Use {secureUrl}.",
  },
  fileProblems: {
    "no-space": "no space is left on the disk",
    quota: "your disk quota is used up",
    "read-only": "the disk is read-only",
    "disk-error": "the disk reports an error",
    "not-permitted": "permission is denied",
    "too-many-open-files": "too many files are open",
    "name-too-long": "its path is too long",
    "not-found": "it is not there",
    "no-folder": "a part of its path is not a folder",
    "cannot-be-made": "it cannot be made ({code})",
    "in-use": "another program has it open",
    "being-changed": "another Clawtray process ({code}) is changing it and does not finish",
    link: "it is a symbolic link",
    "not-a-file": "it is not a regular file",
    "other-owner": "it belongs to another user (id {code})",
    "open-to-others": "it is open to other users (mode {code})",
    "folder-of-another": "the folder belongs to another user (id {code})",
    "folder-open-to-others": "other users can change the folder (mode {code})",
    "too-large": "it is too large",
    other: "the system says {code}",
  },
  warnings: {
    "token-not-saved": "The gateway's token could not be saved yet; it is tried again.",
    "settings-not-saved":
      "The settings could not be saved: changes hold only until the restart. Free space or fix the settings file; it is tried again by itself.",
    "settings-recovered":
      "The settings file was damaged. It was put aside, and its last good copy is used. Check what this computer may do.",
    "settings-lost":
      "The settings file was damaged and had no good copy. It was put aside, and everything is off. Choose the gateway, then turn on what this computer may do.",
    "rules-unreadable":
      "The rules for running programs (exec-approvals.json) could not be read, so nothing runs. See: clawtray approvals",
    "activity-not-saved":
      "What ran could not be written to the activity log. Free space or fix activity.jsonl.",
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
    "self-signed": "it was issued by itself",
    "unknown-issuer": "whoever issued it is not known here",
  },
  unknownDevice: "which one is not known any more",
  keyStores: { keychain: "keychain", file: "key file" },
} as const;

/** The shape of a catalogue, with every text open to translation. */
export type Texts<Node> = {
  readonly [Key in keyof Node]: Node[Key] extends string ? string : Texts<Node[Key]>;
};
export type StateCatalogue = Texts<typeof english>;
