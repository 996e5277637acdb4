import type { Catalogue } from "../en/catalogue.ts";

export const capabilities: Catalogue["capabilities"] = {
  label: "Was dieser Computer anbietet",
  items: {
    device: {
      title: "Auskunft über diesen Computer geben",
      hint: "Name, System, freier Speicher, Akku und welche Programme installiert sind.",
    },
    notify: {
      title: "Mir Mitteilungen zeigen",
      hint: "Ihr Assistent kann Ihnen eine Nachricht auf den Bildschirm bringen.",
    },
    run: {
      title: "Programme ausführen, nach Rückfrage",
      hint: "Sie sehen zuerst den genauen Befehl und können ihn ablehnen oder immer erlauben.",
    },
    screen: {
      title: "Meinen Bildschirm sehen",
      hint: "Ein Bild oder eine kurze Aufnahme von dem machen, was zu sehen ist.",
    },
    computer: {
      title: "Bildschirm, Maus und Tastatur benutzen, nach Rückfrage",
      hint: "Vor jedem Lauf werden Sie gefragt, ob Ihr Assistent zusehen oder auch steuern darf, und wie lange. Ein Rahmen zeigt es; Ihre Maus oder Tastatur hält es an, Strg+Alt+Escape beendet es. Braucht „Meinen Bildschirm sehen“.",
    },
    camera: { title: "Meine Kamera benutzen", hint: "Ein Foto oder einen kurzen Film aufnehmen." },
    location: {
      title: "Wissen, wo dieser Computer ist",
      hint: "Sagt dem Gateway, sooft es fragt, welche Koordinaten der Ortungsdienst des Systems kennt und wie genau sie sind. Ihr Desktop kann Sie vorher fragen.",
    },
    presence: {
      title: "Wissen, wann ich an diesem Computer bin",
      hint: "Sagt dem Gateway, vor wie vielen Sekunden eine Taste gedrückt oder die Maus bewegt wurde und ob der Bildschirm gesperrt ist. Nie, was Sie tippen oder sehen.",
    },
  },
};
