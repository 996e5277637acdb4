/** The setup wizard, except for the gateway and pairing steps. */
export const wizard = {
  progress: "Setup progress",
  stepOf: "Step {number} of {count}",
  stepDone: "done",
  steps: {
    welcome: "Welcome",
    gateway: "Gateway",
    capabilities: "This computer",
    pairing: "Approval",
    done: "Done",
  },
  leave: "Close setup",
  welcome: {
    title: "Welcome to Clawtray",
    lead: "Clawtray makes this computer available to your OpenClaw gateway, so that your assistant can use what you allow here.",
    terms:
      "The gateway is the program your assistant works through, on a server or another computer of yours. Its administrator is the person who runs it, which may be you.",
    does: "What it does",
    doesItems: {
      identity: "Gives this computer one identity and keeps its key in the {keyStore}.",
      approval:
        "Asks the administrator of your gateway for approval, and connects automatically once it is given.",
      tray: "Stays in the tray and shows what was requested of this computer.",
    },
    never: "What it does only if you allow it",
    neverItems: {
      run: "Run a program: you are asked first, unless your rules already decide.",
      watch: "Show your screen or use your camera: both are off until you switch them on.",
      identity: "Create a new identity, or connect to another gateway: only you can do that.",
    },
    begin: "Get started",
  },
  replace: {
    title: "Use another gateway?",
    sentence: "This computer is connected to {current}. The link you opened leads to {offered}.",
    consequence: "Nothing has been changed yet. The identity of this computer stays the same either way.",
    accept: "Set up the new gateway",
    decline: "Keep the current one",
  },
  another: {
    title: "Use this computer's identity at another gateway?",
    sentence: "So far, it has been used at {used}. {offered} appears to be a different gateway.",
    meaning:
      "A gateway that passes on another's challenge could sign in there as this computer. Continue only if you trust {offered} as much, or if it is the same gateway at a new address.",
    accept: "Use it there too",
    decline: "Do not connect",
  },
  capabilities: {
    title: "What may the gateway use here?",
    lead: "Anything you turn off is neither offered nor run. You can change all of this later in the settings.",
    connect: "Connect",
  },
  done: {
    title: "This computer is ready",
    titleWaiting: "Almost there",
    lead: "It is connected to {gateway}. Clawtray stays in the tray and looks after the connection.",
    leadNoTray:
      "It is connected to {gateway}. This desktop shows no tray: start Clawtray again to open this window.",
    leadWaiting:
      "Clawtray continues on its own and tells you when something changes. You can close this window.",
    startAtLogin: "Start Clawtray when I log in",
    startAtLoginHint: "It starts quietly in the tray, so that this computer is reachable.",
    next: "What happens next",
    nextItems: {
      use: "Your assistant sees this computer under the name {name}.",
      ask: "Before a program runs, Clawtray asks you.",
      see: "The status page shows every command that was requested.",
    },
    finish: "Finish",
  },
};
