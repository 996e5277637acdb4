/** For use where nobody is asked before this identity signs at another gateway. */
export const ALLOW_ANOTHER_GATEWAY = "--allow-another-gateway";
export const ALLOW_ANOTHER_GATEWAY_MEANING =
  "let this computer's identity sign in at a different gateway; remembered for that gateway";

/** For use where nobody is asked about the key of a host that ssh does not know. */
export const ACCEPT_SSH_HOST_KEY = "--accept-ssh-host-key <fingerprint>";
export const ACCEPT_SSH_HOST_KEY_MEANING =
  "for an ssh:// gateway: accept this host key (SHA256:...) if ssh has none for the host, and add it to known_hosts";

/** What `--tls-fingerprint` is told when it is given something else. */
export const NO_TLS_FINGERPRINT =
  "--tls-fingerprint takes the SHA-256 of a certificate: 64 hex digits, with or without colons.";
