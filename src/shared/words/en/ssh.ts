/** What is said about a gateway that is reached through SSH: parts of other catalogues, under the names they have there. */
export const sshSentences = {
  connectingThroughSsh: "Connecting through SSH to {gateway}.",
  connectedThroughSsh: "Connected through SSH to {gateway}.",
} as const;

export const sshWaiting = {
  "ssh-refused": "No SSH server answers at {gateway}.",
  "ssh-no-gateway": "SSH to {gateway} works, but no gateway listens there.",
  "ssh-failed": "The SSH connection to {gateway} ended before it was established.",
} as const;

export const sshBlocked = {
  "ssh-missing": {
    sentence: "This address needs the ssh program, and this computer has none.",
    remedy:
      "Install OpenSSH's client (Debian and Ubuntu: openssh-client; Windows: the optional feature OpenSSH Client), then try again.",
  },
  "ssh-no-home": {
    sentence:
      "This account has no home folder, and that is where ssh keeps its key, its configuration and the hosts it knows.",
    remedy:
      "Run Clawtray as a user with a home folder that exists (in a container too), set up ssh there, and start again.",
  },
  "ssh-configuration": {
    sentence: "ssh does not accept its own configuration. It said: {said}",
    remedy: "Fix the configuration of ssh, then try again.",
  },
  "ssh-permission-denied": {
    sentence: "{gateway} accepted no SSH key that could be offered without asking you.",
    remedy:
      "Make sure that ssh signs in there without a password: load the key into your agent (ssh-add), or have your public key added there (ssh-copy-id). Then try again.",
  },
  "ssh-key-locked": {
    sentence:
      "{gateway} accepted no SSH key. {keyFile} was left out: it has a passphrase, and no ssh agent holds it.",
    remedy:
      "Type the passphrase once for your agent: ssh-add {keyFile}. Then try again. Where there is no agent, as in a service, use a key without a passphrase for this host.",
  },
  "ssh-host-key-unknown": {
    sentence: "ssh does not know the host key of {gateway} yet. Its fingerprint is {hostKey}.",
    remedy:
      "Compare it with the host's own fingerprint, which the administrator can display there with: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (or another ssh_host_*_key.pub beside it). If it is the same, accept it: clawtray run --accept-ssh-host-key {hostKey}",
  },
  "ssh-host-key-changed": {
    sentence:
      "{gateway} presents a different SSH host key from the one known here ({hostKey}). Someone may be intercepting the connection, or the host was reinstalled. Nothing was sent.",
    remedy:
      "Ask the administrator. Only if the host key was renewed, remove the old one: {command}. Then try again and compare the new fingerprint.",
  },
  "ssh-forwarding-refused": {
    sentence: "{gateway} lets this account sign in by SSH, but does not let it reach the gateway's port.",
    remedy:
      "Ask the administrator to allow it in sshd's configuration (AllowTcpForwarding, PermitOpen) and in authorized_keys, then try again.",
  },
} as const;

export const sshAddressProblems = {
  "ssh-address":
    "an SSH address is ssh://user@host, ssh://user@host:port or ssh://user@host?gateway=port, with plain letters, digits, dots, hyphens and underscores. For anything else, name the host in the configuration of ssh.",
  "ssh-password": "it contains a password. SSH signs in with a key; leave the password out.",
} as const;

/** What a person can do while the node keeps trying. */
export const sshWhileWaiting = {
  "ssh-refused": "Check the address and the SSH port, and whether that computer is on.",
  "ssh-no-gateway":
    "Ask whether the gateway is running. If it listens on another port, add it: ssh://user@host?gateway=port",
  "ssh-failed": "Try ssh to the same place in a terminal: it says why.",
} as const;

/** What the check says to do where the window shows more. */
export const sshRemedies = {
  "ssh-host-key-unknown": "Compare the fingerprint below with your administrator.",
} as const;

/** An unknown host key, in the window. */
export const sshHostKey = {
  title: "Do you know this SSH host key?",
  sentence:
    "This computer has not connected to this host through SSH before. That is normal the first time; it can also mean that someone is intercepting the connection. To show the host’s own fingerprint, run this there: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (or another ssh_host_*_key.pub beside it).",
  fingerprint: "SHA-256 fingerprint of the host key",
  compared: "I compared this fingerprint with the administrator of the gateway.",
  accept: "Accept this host key",
  summary: "SSH answers, but the host key is not known here.",
} as const;
