import type { BlockedCause, BlockedDetail, BlockedReason } from "../../src/shared/blocked.ts";

const deviceId = "ab".repeat(32);
const presented = "b7d0f1a94c6e2385d90b71f4e6a8c3520fd94b7e18a6c5d3927e40b1f8ac6d52";
const store = "keychain";
const folder = "/home/p/.config/clawtray";
const certificate = { presented, detail: "DEPTH_ZERO_SELF_SIGNED_CERT" };

/** Values as the node gives them, for every sentence that needs one. */
export const sampleDetails: { readonly [Reason in BlockedReason]: BlockedDetail<Reason> } = {
  "keychain-locked": { store, detail: "locked" },
  "keychain-unavailable": { store, detail: "no service" },
  "keychain-timeout": { store, detail: "no answer" },
  "keychain-corrupt": { store, detail: "not JSON" },
  "key-file-unsafe": { path: `${folder}/keys.json`, why: "open-to-others", code: "0644" },
  "key-file-unreadable": { path: `${folder}/keys.json`, why: "not-permitted", code: "EACCES" },
  "identity-missing": { store, known: deviceId },
  "identity-mismatch": { store: "file", known: deviceId, found: presented },
  "settings-unreadable": { path: `${folder}/settings.json`, why: "link", code: "ELOOP" },
  "settings-newer": { path: `${folder}/settings.json` },
  "settings-unwritable": { path: `${folder}/settings.json`, why: "read-only", code: "EROFS" },
  "state-folder-unusable": { path: folder, why: "folder-open-to-others", code: "0777" },
  "state-folder-copied": { path: "/home/p/copy", original: folder },
  "control-socket-unusable": { path: folder, why: "other", code: "EOPNOTSUPP" },
  "control-pipe-taken": {},
  "disk-full": { path: `${folder}/settings.json`, why: "no-space", code: "ENOSPC" },
  "held-by-another-process": { pid: "4711" },
  "credential-missing": { code: "AUTH_TOKEN_MISSING", expected: "token" },
  "credential-rejected": { code: "AUTH_PASSWORD_MISMATCH", sent: "password" },
  "setup-code-refused": { code: "AUTH_BOOTSTRAP_TOKEN_INVALID" },
  "setup-code-unsupported": { code: "BOOTSTRAP_NOT_SUPPORTED" },
  "identity-refused": { code: "DEVICE_AUTH_INVALID", said: "device identity mismatch" },
  "clock-skew": { said: "signature expired" },
  "certificate-untrusted": { ...certificate, certificate: "self-signed" },
  "certificate-expired": { ...certificate, date: "2026-09-01" },
  "certificate-not-yet-valid": { ...certificate, date: "2027-01-01" },
  "certificate-other-name": { ...certificate, names: "gateway.example.org" },
  "certificate-changed": certificate,
  "client-certificate": {},
  "insecure-address": {
    host: "gateway.example.org",
    secureUrl: "wss://gateway.example.org:443",
    plainUrl: "ws://gateway.example.org:18789",
  },
  "speaks-tls": { url: "wss://nas.lan:18789" },
  "speaks-plain": { url: "ws://nas.lan:18789", command: "clawtray run --gateway ws://nas.lan:18789" },
  "proxy-sign-in": { proxy: "http://proxy.example:3128", source: "HTTPS_PROXY" },
  "proxy-refused": { proxy: "http://proxy.example:3128", source: "system", said: "HTTP 403" },
  "proxy-unusable": { source: "ALL_PROXY", proxyProblem: "socks" },
  "access-page": { accessAnswer: "redirect", leadsTo: "team.cloudflareaccess.com", status: "302" },
  "public-address": { host: "gateway.tail1234.ts.net", address: "203.0.113.7" },
  "address-invalid": { problem: "port", port: "99999", limit: null, scheme: null, parameter: null, host: "" },
  "another-gateway": {
    used: "home.example.org:18789",
    gateway: "gateway.example.org:18789",
    url: "wss://gateway.example.org:18789",
  },
  "ssh-missing": {},
  "ssh-no-home": {},
  "ssh-configuration": { said: "/home/p/.ssh/config: terminating, 1 bad configuration options" },
  "ssh-permission-denied": {},
  "ssh-key-locked": { keyFile: "/home/p/.ssh/id_ed25519" },
  "ssh-host-key-unknown": { hostKey: `SHA256:${"q".repeat(43)}` },
  "ssh-host-key-changed": {
    hostKey: `SHA256:${"q".repeat(43)}`,
    command: 'ssh-keygen -R "[box.example.org]:2222"',
  },
  "ssh-forwarding-refused": {},
  "protocol-too-old": { said: "protocol 2" },
  "protocol-too-new": { said: "protocol 9" },
  "pairing-paused": { said: "pairing is turned off" },
  "access-denied": { code: "FORBIDDEN", said: "origin not allowed" },
};

export const causeOf = <Reason extends BlockedReason>(reason: Reason): BlockedCause =>
  ({ reason, detail: sampleDetails[reason] }) as BlockedCause;
