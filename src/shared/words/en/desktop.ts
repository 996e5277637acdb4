/** Words of the tray menu and of the notifications. */
export const desktop = {
  tray: {
    tooltip: "Clawtray: {title}",
    fingerprint: "Fingerprint {shortFingerprint} …",
    request: "Request {requestId}",
    copyFingerprint: "Copy fingerprint",
    copyAdminCommand: "Copy admin command",
    whatToDo: "What to do …",
    questions: "Questions for you: {count}",
    ask: "Ask the agent …",
    open: "Open Clawtray",
    reconnect: "Reconnect now",
    pause: "Pause",
    resume: "Resume",
    section: "{name}: {title}",
    openConnection: "Open …",
    pauseAll: "Pause all",
    resumeAll: "Resume all",
    startAtLogin: "Start at login",
    captures: { camera: "Camera in use", screen: "Screen is being captured" },
    quit: "Quit Clawtray",
  },
  brokenPage: {
    message: "Clawtray's window cannot be shown.",
    detail:
      "Its page crashed several times in a row. The connection to the gateway is not affected. The log is in {logFolder}.",
    openAgain: "Open again",
    later: "Not now",
  },
  /** macOS' own menu bar. */
  menu: {
    about: "About Clawtray",
    hide: "Hide Clawtray",
    quit: "Quit Clawtray",
    edit: "Edit",
    undo: "Undo",
    redo: "Redo",
    cut: "Cut",
    copy: "Copy",
    paste: "Paste",
    selectAll: "Select All",
    window: "Window",
    minimize: "Minimize",
    close: "Close Window",
  },
  fault: {
    message: "Something went wrong in Clawtray.",
    detail:
      "Clawtray keeps running. If something no longer works, quit it and start it again. The details are in the log in {logFolder}.",
  },
  startFailed: {
    message: "Clawtray could not start.",
    detail:
      "Start it again. If that does not help, send the log in {logFolder} to the person who looks after this computer.",
  },
  loginItem: {
    noArguments:
      "macOS cannot start Clawtray with this state folder (--state-dir). Start it without one, or add it to your own launch agents.",
  },
  notifications: {
    approvalNeeded: {
      title: "Waiting for approval",
      body: "An administrator of {gateway} must approve this computer. Click for the fingerprint and the command.",
    },
    surfaceNeeded: {
      title: "Waiting for the second approval",
      body: "This computer is connected to {gateway}. An administrator must also approve what it offers.",
    },
    granted: { title: "Connected", body: "{gateway} has approved this computer." },
    question: {
      title: "Your answer is needed",
      body: "Something is wanted of this computer, requested via {gateway}. Click to see it and answer.",
    },
    attention: { title: "Clawtray needs you", body: "{sentence} {remedy}" },
  },
};
