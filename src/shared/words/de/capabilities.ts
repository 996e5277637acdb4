import type { Catalogue } from "../catalogue.ts";

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
    camera: { title: "Meine Kamera benutzen", hint: "Ein Foto oder einen kurzen Film aufnehmen." },
    location: {
      title: "Wissen, wo dieser Computer ist",
      hint: "Sein Standort, soweit das System ihn kennt.",
    },
  },
  notAvailable: "Auf diesem Computer nicht möglich.",
};
