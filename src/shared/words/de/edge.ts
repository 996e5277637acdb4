import type { Catalogue } from "../en/catalogue.ts";

/** Die Kopfzeilen für eine Zugangsseite, im Assistenten. */
export const edge: Catalogue["gateway"]["edge"] = {
  title: "Hinter einer Zugangsseite?",
  hint: "Manche Gateways stehen hinter einer Zugangsseite wie Cloudflare Access. Deren Verwaltung kann diesem Computer ein Service-Token geben: eine oder mehrere Kopfzeilen, jede mit Name und Wert. Die Werte kommen in den Schlüsselspeicher und werden nur an dieses Gateway gesendet.",
  noTls:
    "Kopfzeilen für eine Zugangsseite werden nur über TLS gesendet. Geben Sie die Adresse des Gateways als wss://host ein.",
  name: "Name der Kopfzeile {number}",
  value: "Wert der Kopfzeile {number}",
  revealLabel: "Wert der Kopfzeile {number} zeigen",
  preset: "Namen von Cloudflare verwenden",
  add: "Kopfzeile hinzufügen",
  held: "Für dieses Gateway eingegeben: {names}",
  remove: "Diese Kopfzeilen entfernen",
  remedy:
    "Ist es eine Zugangsseite wie Cloudflare Access, bitten Sie deren Verwaltung um ein Service-Token und geben Sie dessen Kopfzeilen unter „Hinter einer Zugangsseite?“ ein. Antwortet ein Webserver, prüfen Sie Adresse, Port und Pfad.",
  kept: {
    title: "Kopfzeilen für die Zugangsseite",
    lead: "Diese Kopfzeilen werden an die Zugangsseite vor dem Gateway gesendet. Ihre Werte stehen im Schlüsselspeicher und werden nicht gezeigt.",
    removed: "Die Kopfzeilen wurden entfernt.",
  },
  refused: "Die Kopfzeilen wurden nicht angenommen.",
  problems: {
    name: "Der Name einer Kopfzeile besteht aus Buchstaben, Ziffern und Bindestrichen, wie in CF-Access-Client-Id. Geben Sie auch ihren Wert noch einmal ein.",
    reserved:
      "Eine dieser Kopfzeilen lässt sich nicht setzen: Die Verbindung selbst besteht aus ihr, oder das Gateway hielte sie für das Wort seines Proxys.",
    value:
      "Jede Kopfzeile braucht einen Wert: 1 bis 4096 sichtbare ASCII-Zeichen ohne Zeilenumbruch. Geben Sie ihn noch einmal ein.",
    line: "Das ist keine Kopfzeile. Geben Sie Name und Wert noch einmal ein.",
    twice: "Dieselbe Kopfzeile steht zweimal da. Geben Sie jede nur einmal ein.",
    "too-many": "Hier lassen sich höchstens 8 Kopfzeilen eingeben.",
    "no-tls":
      "Kopfzeilen für eine Zugangsseite werden nur über TLS gesendet. Geben Sie die Adresse des Gateways als wss://host ein, dann die Werte noch einmal.",
  },
};
