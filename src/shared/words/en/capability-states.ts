/** What stands between a capability and its use: in the settings, and in `clawtray capabilities`. */
export const capabilityStates = {
  states: {
    "not-available": "Not available on this computer.",
    off: "Off.",
    "needs-system": "Needs the system's permission: {media}.",
    "needs-screen": 'On, but of no use to an agent before "See my screen" is on as well.',
    "not-connected": "On. Can be used once this computer is connected.",
    "needs-approval": "Needs approval. The gateway's administrator runs: {command}",
    "needs-gateway": "Approved. The gateway allows it once its configuration names the commands: {line}",
    "not-told": "On. The gateway does not say whether it is approved.",
    usable: "Ready to use.",
  },
  /** After "needs-approval", where that may not be all. */
  maybe: "If nothing is waiting there, the gateway's configuration must name the commands first: {line}",
  /** After "usable". */
  withheld: "Some of its commands must be named in the gateway's configuration: {line}",
  media: { camera: "Camera", microphone: "Microphone", screen: "Screen recording" },
  permissions: {
    title: "System permissions",
    lead: "The system grants permissions to each program separately. Clawtray needs them only for what you switch on.",
    uses: {
      camera: "For photos and clips.",
      microphone: "For sound in clips. Without it, clips are silent.",
      screen: "For screenshots and screen recordings.",
    },
    states: {
      granted: "Granted",
      "not-decided": "Not asked yet",
      denied: "Refused",
      none: "Not needed here",
    },
    grant: "Grant",
    grantThis: "Grant: {media}",
    openSettings: "Open system settings",
    openThis: "Open system settings: {media}",
    restart: "macOS may ask you to quit and reopen Clawtray before this takes effect.",
  },
};
