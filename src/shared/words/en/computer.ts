/** An agent that uses this computer: in the tray menu and in the window. */
export const computer = {
  title: "Computer use",
  watching: "An agent sees this screen",
  controlling: "An agent controls this computer",
  paused: "Computer use is paused",
  pause: "Pause computer use",
  resume: "Let the agent go on",
  end: "End computer use (Ctrl+Alt+Escape)",
  /** Said aloud after a button was pressed. */
  done: {
    pause: "Paused.",
    resume: "The agent may go on once mouse and keyboard are left alone.",
    end: "Ended.",
  },
};
