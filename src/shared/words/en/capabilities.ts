/** What this computer can offer, as plain sentences. */
export const capabilities = {
  label: "What this computer offers",
  items: {
    device: {
      title: "Describe this computer",
      hint: "Its name, system, free space, battery, and which programs are installed.",
    },
    notify: { title: "Show me notifications", hint: "Your assistant can put a message on your screen." },
    run: {
      title: "Run programs, asking me first",
      hint: "You see the exact command first, and can refuse or always allow it.",
    },
    screen: { title: "See my screen", hint: "Take a screenshot or a short screen recording." },
    computer: {
      title: "Use my screen, mouse and keyboard, asking me first",
      hint: 'Before each run you are asked whether your assistant may watch or also control, and for how long. A frame shows it; your own mouse or keyboard pauses it, Ctrl+Alt+Escape ends it. Needs "See my screen".',
    },
    camera: { title: "Use my camera", hint: "Take a photo or a short clip." },
    location: {
      title: "Know where this computer is",
      hint: "Tells the gateway, whenever it asks, the coordinates that the system's location service knows and how exact they are. Your desktop may ask you first.",
    },
    presence: {
      title: "Know when I am at this computer",
      hint: "Tells the gateway how many seconds ago a key was pressed or the mouse moved, and whether the screen is locked. Never what you type or see.",
    },
  },
};
