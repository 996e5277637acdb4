/** The set-up wizard, all but the gateway and pairing steps. */
export const wizard = {
  progress: "Set-up progress",
  stepOf: "Step {number} of {count}",
  stepDone: "done",
  steps: {
    welcome: "Welcome",
    gateway: "Gateway",
    capabilities: "This computer",
    pairing: "Approval",
    done: "Done",
  },
  leave: "Close set-up",
  welcome: {
    title: "Welcome to Clawtray",
    lead: "Clawtray makes this computer available to your OpenClaw gateway, so that your assistant can use what you allow here.",
    does: "What it does",
    doesItems: {
      identity: "Gives this computer one identity and keeps its key in the {keyStore}.",
      approval:
        "Asks the administrator of your gateway for approval, and connects by itself once it is given.",
      tray: "Stays in the tray and shows what was asked of this computer.",
    },
    never: "What it never does without asking you",
    neverItems: {
      run: "Run a program on this computer.",
      watch: "Look at your screen, use your camera or tell where you are.",
      identity: "Make a new identity, or connect to another gateway.",
    },
    begin: "Get started",
  },
  replace: {
    title: "Use another gateway?",
    sentence: "This computer belongs to {current}. The link you opened leads to {offered}.",
    consequence: "Nothing has been changed yet. The identity of this computer stays the same either way.",
    accept: "Set up the new gateway",
    decline: "Keep the present one",
  },
  capabilities: {
    title: "What may the gateway use here?",
    lead: "What is off is neither offered nor run. You can change all of this later in the settings.",
    connect: "Connect",
  },
  done: {
    title: "This computer is ready",
    titleWaiting: "Almost there",
    lead: "It is connected to {gateway}. Clawtray stays in the tray and looks after the connection by itself.",
    leadNoTray:
      "It is connected to {gateway}. This desktop shows no tray: start Clawtray again to open this window.",
    leadWaiting:
      "Clawtray goes on by itself and tells you when something changes. You can close this window.",
    startAtLogin: "Start Clawtray when I log in",
    startAtLoginHint: "It starts quietly in the tray, so that this computer is reachable.",
    next: "What happens next",
    nextItems: {
      use: "Your assistant sees this computer under the name {name}.",
      ask: "Before a program runs, Clawtray asks you.",
      see: "The status page shows every command that was asked for.",
    },
    finish: "Finish",
  },
};
