/** The approval step of the wizard; its parts are also on the status page. */
export const pairing = {
  title: "Ask for approval",
  lead: "The administrator of the gateway must let this computer in. You need to ask only once.",
  leadSurface: "The gateway knows this computer now. What it offers is approved separately.",
  leadDone: "Both approvals are given.",
  nothingLeft: "Connected to {gateway}. There is nothing left to approve.",
  administrator:
    "The administrator is the person who runs the gateway. If you set it up yourself, that is you: run the command on the gateway's computer.",
  elapsed: "waiting for approval · {time}",
  compare: "The administrator finds it on the gateway as this computer's deviceId.",
  request: "Request",
  requestNone: "the gateway gave none",
  command: "I am the administrator: the command and its request",
  first:
    "First, to compare: the request below must have this computer's fingerprint as its deviceId. (In the Control UI: Devices, Details.)",
  whole:
    "All 64 characters count, and searching for the copied fingerprint checks them all. The first few prove nothing: anyone can create a key that starts the same way.",
  onlyThen: "Then, only if it is the same:",
  message: "Send this message to the administrator",
  goesOn: "You can close this window: Clawtray keeps asking, and tells you when this computer is approved.",
  connectedTitle: "This computer is approved",
  stages: {
    label: "Approvals",
    device: "1. This computer",
    surface: "2. What it offers",
    waiting: "waiting",
    given: "approved",
    later: "next",
  },
  surface: {
    title: "One more approval",
    sentence:
      "The administrator must now also approve what this computer offers; until then its commands stay hidden.",
    widened:
      "The administrator must now also approve the new commands this computer offers; the rest works in the meantime.",
    nothingWaits:
      "If nothing is waiting there, the gateway's configuration must allow the new commands first ({setting}). Then reconnect.",
  },
  later: "Continue while waiting",
  surfaceMessage:
    "Hello,\n\nplease also approve what my computer “{name}” offers to the gateway {gateway}. It is already connected.\n\nCommand: {command}\n\nThank you!",
  adminMessage:
    "Hello,\n\nplease approve my computer “{name}” as a node of the gateway {gateway}.\n\n1. Run: {compare}\nThe request to approve must have this deviceId, all of it (search for it):\n{fingerprint}\n\n2. Only if it does, run: {command}\n\nThank you!",
};
