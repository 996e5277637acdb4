/** The approval step of the wizard; its parts are also on the status page. */
export const pairing = {
  title: "Ask for approval",
  lead: "The administrator of the gateway lets this computer in, once.",
  elapsed: "waiting for approval · {time}",
  compare: "The administrator compares this fingerprint with the one the gateway shows.",
  qr: "QR code of the device id {fingerprint}",
  request: "Request",
  requestNone: "the gateway named none",
  command: "What the administrator runs on the gateway",
  message: "A message you can send",
  goesOn: "You can close this window: Clawtray keeps asking, and tells you when you are in.",
  connectedTitle: "This computer is approved",
  stages: {
    label: "Approvals",
    device: "1. This computer",
    surface: "2. What it offers",
    waiting: "waiting",
    given: "approved",
    later: "afterwards",
  },
  surface: {
    title: "One more approval",
    sentence:
      "The administrator now also approves what this computer offers; until then its commands stay hidden.",
    widened: "The administrator now also approves what this computer newly offers; the rest works meanwhile.",
    nothingWaits:
      "If nothing waits there, the gateway's configuration must allow the new commands first ({setting}). Then reconnect.",
  },
  later: "Continue while waiting",
  adminMessage:
    "Hello,\n\nplease approve my computer “{name}” as a node of the gateway {gateway}.\n\nFingerprint: {fingerprint}\nCommand: {command}\n\nPlease compare the fingerprint with what the gateway shows before you approve. Thank you!",
};
