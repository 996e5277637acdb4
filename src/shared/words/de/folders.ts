import type { Catalogue } from "../en/catalogue.ts";

export const folders: Catalogue["folders"] = {
  title: "Ordner",
  lead: "Von selbst sehen Agenten keine Ihrer Dateien. In einem Ordner, den Sie hier hinzufügen, lesen sie, ohne zu fragen; wo sie auch schreiben dürfen, bleibt eine Woche lang erhalten, was sie überschreiben (clawtray folders trash). Schlüssel, Post, versteckte Dateien und Daten von Programmen werden nie gezeigt.",
  unusable:
    "folders.json kann nicht gelesen oder verstanden werden, deshalb sehen Agenten keinen Ordner. Reparieren oder entfernen Sie die Datei.",
  none: "Noch kein Ordner.",
  list: "Ordner, die Agenten lesen dürfen",
  write: "Darf auch Dateien ändern in {folder}",
  writeHint: "Legt darin Dateien an und überschreibt sie.",
  holdsHome: "Ihr Benutzerordner liegt darin. Was dort privat ist, bleibt es.",
  add: "Ordner hinzufügen …",
  remove: "Entfernen",
  removeThis: "Entfernen: {folder}",
  removed: "{folder} wird nicht mehr gezeigt.",
  approval:
    "Der Administrator des Gateways lässt Dateibefehle in dessen Konfiguration zu und genehmigt sie einmal. Bis dahin benutzen Agenten files_list, files_read und files_write aus Clawtrays eigenen Werkzeugen, oben.",
  refused: "Der Ordner wurde nicht hinzugefügt.",
  why: {
    everything: "Er enthält alles auf diesem Computer. Fügen Sie die Ordner hinzu, die Agenten brauchen.",
    system: "Er gehört dem System.",
    private: "Sein Inhalt ist privat: Schlüssel, Post, Daten von Programmen oder Clawtrays eigene Dateien.",
    "not-a-folder": "Das ist kein Ordner.",
    "not-ordinary": "Das ist kein gewöhnlicher Ordner dieses Computers.",
    unreadable: "Diesen Ordner gibt es nicht, oder er darf nicht gelesen werden.",
    full: "Es sind schon so viele, wie es sein dürfen.",
    list: "Die Liste der Ordner kann nicht geändert werden.",
  },
};
