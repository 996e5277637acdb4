import type { Catalogue } from "../en/catalogue.ts";

export const common: Catalogue["common"] = {
  appName: "Clawtray",
  loading: "Einen Moment …",
  pages: {
    label: "Seiten",
    status: "Status",
    tools: "Werkzeuge",
    settings: "Einstellungen",
    wizard: "Einrichtung",
  },
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
    "compare-command": "Listenbefehl kopieren",
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
    "another-gateway":
      "Die Identität dieses Computers wurde bisher nur bei anderen Gateways verwendet. Wählen Sie dieses in der Einrichtung, dort wird gefragt.",
    "not-supported-here": "Das unterstützt dieser Computer nicht.",
    failed: "Das ging nicht. Versuchen Sie es noch einmal; bleibt es so, steht der Grund im Protokoll.",
  },
  newerSettings:
    "Eine neuere Version von Clawtray hat die Einstellungen dieser App (desktop.json) geschrieben. Sie bleiben, wie sie sind: Was Sie hier ändern, gilt, bis Sie Clawtray beenden. Aktualisieren Sie Clawtray.",
  fingerprint: "Fingerabdruck",
  fingerprintNone: "Entsteht bei der ersten Verbindung",
  switchOn: "Ein",
  switchOff: "Aus",
};
