/** What this computer can offer, as plain sentences. */
export const capabilities = {
  label: "What this computer offers",
  items: {
    device: {
      title: "Tell what this computer is",
      hint: "Its name, system, free space, battery, and which programs are installed.",
    },
    notify: { title: "Show me notifications", hint: "Your assistant can put a message on your screen." },
    run: {
      title: "Run programs, asking me first",
      hint: "You see the exact command first, and can refuse or always allow it.",
    },
    screen: { title: "See my screen", hint: "Take a picture or a short recording of what is shown." },
    camera: { title: "Use my camera", hint: "Take a photo or a short clip." },
    location: { title: "Know where this computer is", hint: "Its location, as far as the system knows it." },
  },
  notAvailable: "Not available on this computer.",
};
