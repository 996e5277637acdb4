import type { Catalogue } from "../en/catalogue.ts";

export const computer: Catalogue["computer"] = {
  title: "Steuerung dieses Computers",
  watching: "Ein Agent sieht diesen Bildschirm",
  controlling: "Ein Agent steuert diesen Computer",
  paused: "Die Steuerung ist angehalten",
  pause: "Steuerung anhalten",
  resume: "Den Agenten weitermachen lassen",
  end: "Steuerung beenden (Strg+Alt+Escape)",
  done: {
    pause: "Angehalten.",
    resume: "Der Agent macht weiter, sobald Maus und Tastatur ruhen.",
    end: "Beendet.",
  },
};
