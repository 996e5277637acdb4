import { edge } from "./edge.ts";
import { sshHostKey, sshRemedies } from "./ssh.ts";

/** The gateway step of the wizard and its live check. */
export const gateway = {
  title: "Where is your gateway?",
  lead: "Your administrator can tell you, or has sent you a link or a setup code.",
  address: "Address, link or setup code",
  addressHint:
    "For example gateway.example.org, 192.168.1.20:18789, ssh://user@server, or a pasted oc\u2011pair:// link.",
  linkTaken: "The setup code was accepted. It contains the address and a one-time sign-in.",
  tokenTaken: "The link’s token was taken and will be used to sign in. It is not shown.",
  forgetToken: "Enter another token or password instead",
  joinLinkTaken: "The join link was taken. It works only once: it is used when you check the connection.",
  linkLost:
    "The one-time sign-in of the setup code is no longer available: it is never written to disk. Paste the link or code again, or choose another sign-in.",
  notEntered: {
    sentence: "You chose a sign-in but entered nothing for it.",
    remedy: "Enter it, or choose another sign-in.",
  },
  linkProblem: "This link or code could not be used.",
  linkProblems: {
    "not-a-setup-code": "This is not a setup code. Copy all of it again.",
    expired:
      "This setup code has expired. Get a new one: openclaw qr prints one on the gateway’s computer, where the administrator can run it.",
    "join-link-refused":
      "The gateway refused this link. It works only once and only for a short time: ask your administrator for a new one, or for a setup code, which openclaw qr prints on the gateway’s computer.",
    "join-link-unreachable":
      "The gateway in this link cannot be reached. Check your network, then try again.",
    "join-link-access-page":
      "Something in front of the gateway, such as an access page, answers in its place. Ask its administrator for a service token for this computer; the link is still valid.",
  },
  forgetCode: "Enter a token or password instead",
  credential: "Sign-in",
  kinds: { none: "None", token: "Token", password: "Password" },
  secret: { token: "Gateway token", password: "Gateway password" },
  secretWhat: {
    token:
      "The token is a secret that the gateway created for its devices. The administrator finds it in the gateway's configuration: gateway.auth.token.",
    password: "The password the administrator set for the gateway.",
  },
  secretHint: "Only needed until this computer is approved; forgotten after that.",
  secretKept: "Already entered",
  reveal: "Show",
  conceal: "Hide",
  revealLabel: { token: "Show token", password: "Show password" },
  check: "Check connection",
  checkAgain: "Check again",
  checking: "Checking …",
  cancelCheck: "Cancel",
  skip: "Continue anyway",
  report: {
    title: "Connection check",
    idle: "Each step is ticked once it has passed.",
    running: "Checking {gateway} …",
    passed: "Everything is fine. The gateway is ready.",
    passedVersion: "Everything is fine. The gateway runs version {version}.",
    failed: "Not yet. See the marked step.",
    certificate: "The gateway answers, but its certificate is not known here.",
  },
  steps: {
    address: "Address",
    ssh: "SSH",
    name: "Name lookup",
    tcp: "Network",
    tls: "Encryption",
    websocket: "WebSocket",
    gateway: "OpenClaw gateway",
    credential: "Sign-in",
  },
  statuses: {
    waiting: "not checked yet",
    running: "being checked",
    passed: "passed",
    failed: "failed",
    skipped: "not needed",
    unsent: "used when connecting",
  },
  remedies: {
    ...sshRemedies,
    "gateway-starting": "Wait a moment and check again.",
    "rate-limited": "Wait a minute and check again.",
    "connection-lost": "Check again.",
    "gateway-error": "Check again in a moment. If the problem persists, tell your administrator.",
    "certificate-untrusted":
      "Compare the fingerprint below with your administrator. If the certificate comes from an authority of your own, add that authority to this computer’s certificate store, or name its file in NODE_EXTRA_CA_CERTS, and start Clawtray again.",
    "certificate-expired": "Ask your administrator to renew it, or set this computer’s clock if it is wrong.",
    "certificate-not-yet-valid": "Check the clock of this computer.",
    "certificate-other-name":
      "Use the name in the certificate as the address, or ask for a certificate with this name.",
    "certificate-changed": "Ask your administrator whether the certificate was renewed.",
  },
  edge,
  hostKey: sshHostKey,
  certificate: {
    title: "Do you know this certificate?",
    sentence:
      "This computer does not trust it by itself. That is normal for a self-hosted gateway; it can also mean that someone is intercepting the connection. To show the gateway’s own fingerprint, run this on its computer: openssl x509 -in CERTIFICATE -outform DER | sha256sum",
    fingerprint: "SHA-256 fingerprint of the certificate",
    compared: "I compared this fingerprint with the administrator of the gateway.",
    accept: "Accept this certificate",
    accepted: "You accepted a certificate for this gateway. Only that one is trusted.",
    withdraw: "Withdraw",
  },
};
