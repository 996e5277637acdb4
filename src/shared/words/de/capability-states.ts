import type { Catalogue } from "../en/catalogue.ts";

export const capabilityStates: Catalogue["capabilityStates"] = {
  states: {
    "not-available": "Auf diesem Computer nicht verfügbar.",
    off: "Aus.",
    "needs-system": "Braucht die Erlaubnis des Systems: {media}.",
    "needs-screen": "Ein, nützt einem Agenten aber erst, wenn auch „Meinen Bildschirm sehen“ ein ist.",
    "not-connected": "Ein. Nutzbar, sobald dieser Computer verbunden ist.",
    "needs-approval": "Braucht die Verwaltung des Gateways, die dies ausführt: {command}",
    "needs-gateway":
      "Freigegeben. Das Gateway lässt es zu, sobald seine Konfiguration die Befehle nennt: {line}",
    "not-told": "Ein. Das Gateway sagt nicht, ob es freigegeben ist.",
    usable: "Nutzbar.",
  },
  maybe: "Wartet dort nichts, muss die Konfiguration des Gateways die Befehle erst nennen: {line}",
  withheld: "Ein Teil davon braucht die Konfiguration des Gateways: {line}",
  media: { camera: "Kamera", microphone: "Mikrofon", screen: "Bildschirmaufnahme" },
  permissions: {
    title: "Erlaubnisse dieses Systems",
    lead: "Das System verwaltet für jedes Programm eine Erlaubnis. Clawtray braucht sie nur für das, was Sie einschalten.",
    uses: {
      camera: "Für Fotos und kurze Videos.",
      microphone: "Für den Ton eines Videos. Ohne sie sind Videos stumm.",
      screen: "Für Bilder und Aufnahmen des Bildschirms.",
    },
    states: {
      granted: "Erteilt",
      "not-decided": "Noch nicht gefragt",
      denied: "Verweigert",
      none: "Hier nicht nötig",
    },
    grant: "Erteilen",
    grantThis: "Erteilen: {media}",
    openSettings: "Einstellungen des Systems öffnen",
    openThis: "Einstellungen des Systems öffnen: {media}",
    restart: "Es kann sein, dass macOS Clawtray dafür beenden und neu öffnen will.",
  },
};
