import type { Catalogue } from "../catalogue.ts";

export const common: Catalogue["common"] = {
  appName: "Clawtray",
  loading: "Einen Moment …",
  pages: { label: "Seiten", status: "Status", settings: "Einstellungen", wizard: "Einrichtung" },
  actions: {
    back: "Zurück",
    next: "Weiter",
    cancel: "Abbrechen",
    dismiss: "Ausblenden",
    tryAgain: "Noch einmal versuchen",
    copy: "Kopieren",
    copied: "Kopiert",
  },
  copyLabels: {
    fingerprint: "Fingerabdruck kopieren",
    "short-fingerprint": "Kurzen Fingerabdruck kopieren",
    "admin-command": "Befehl kopieren",
    "surface-command": "Befehl kopieren",
    "admin-message": "Nachricht kopieren",
    diagnostics: "Diagnosebericht kopieren",
  },
  warnings: "Bitte beachten",
  problems: {
    "invalid-argument": "Das ging nicht: Eine Angabe war nicht gültig.",
    "address-invalid": "Diese Adresse versteht Clawtray nicht.",
    "not-possible-now": "Das ist gerade nicht möglich.",
    "not-confirmed": "Die Bestätigung stimmt nicht überein. Es wurde nichts geändert.",
    "not-supported-here": "Das unterstützt dieser Computer nicht.",
    failed: "Das ging nicht. Versuchen Sie es noch einmal; bleibt es so, steht der Grund im Protokoll.",
  },
  fingerprint: "Fingerabdruck",
  fingerprintNone: "Entsteht bei der ersten Verbindung",
  switchOn: "Ein",
  switchOff: "Aus",
};
