import type { Catalogue } from "../en/catalogue.ts";

/** Das Fenster, wo dieser Computer zu mehreren Gateways gehört oder gehören soll. */
export const connectionPages: Catalogue["connectionPages"] = {
  bar: "Gateways",
  titled: "{name}: {title}",
  questions: "{count} warten auf Ihre Antwort",
  draft: "Neues Gateway",
  add: "Gateway hinzufügen",
  title: "Gateways",
  lead: "Dieser Computer kann zu mehreren Gateways zugleich gehören. Jedes bekommt einen eigenen Schlüssel und erfährt nichts von den anderen.",
  rename: "Umbenennen",
  renameThis: "{name} umbenennen",
  nameLabel: "Name von {name}",
  save: "Speichern",
  remove: "Entfernen …",
  removeThis: "{name} entfernen …",
  pauseAll: "Alle anhalten",
  resumeAll: "Alle fortsetzen",
  noGateway: "Noch kein Gateway gewählt",
  removal: {
    title: "{name} entfernen?",
    sentence:
      "Damit werden der Schlüssel, den dieser Computer bei {name} hat, seine Regeln und sein Protokoll vernichtet. {name} muss diesen Computer neu freigeben, wenn Sie es später wieder hinzufügen. Ihre anderen Gateways sind nicht betroffen. Das lässt sich nicht rückgängig machen.",
    label: "Tippen Sie zur Bestätigung die ersten vier Zeichen seines Fingerabdrucks: {code}",
    confirm: "Entfernen",
  },
  offer: {
    add: "Als weiteres Gateway hinzufügen",
    meaning:
      "Als weiteres Gateway bekommt es einen eigenen Schlüssel, und {current} bleibt verbunden. Sonst tritt es an die Stelle von {current}.",
  },
  everywhere: "„Immer“ gilt auch für meine anderen Gateways",
};
