import type { Catalogue } from "../catalogue.ts";

export const pairing: Catalogue["pairing"] = {
  title: "Um Freigabe bitten",
  lead: "Die Verwaltung des Gateways lässt diesen Computer ein einziges Mal zu.",
  elapsed: "wartet auf Freigabe · {time}",
  compare: "Die Verwaltung vergleicht diesen Fingerabdruck mit dem, den das Gateway zeigt.",
  qr: "QR-Code der Gerätekennung {fingerprint}",
  request: "Anfrage",
  requestNone: "vom Gateway nicht genannt",
  command: "Was die Verwaltung auf dem Gateway ausführt",
  message: "Eine Nachricht, die Sie senden können",
  goesOn:
    "Sie können dieses Fenster schließen: Clawtray fragt weiter an und meldet sich, sobald Sie verbunden sind.",
  connectedTitle: "Dieser Computer ist freigegeben",
  stages: {
    label: "Freigaben",
    device: "1. Dieser Computer",
    surface: "2. Was er anbietet",
    waiting: "wartet",
    given: "erteilt",
    later: "danach",
  },
  surface: {
    title: "Noch eine Freigabe",
    sentence:
      "Die Verwaltung gibt nun noch frei, was dieser Computer anbietet; bis dahin bleiben seine Befehle verborgen.",
    widened: "Die Verwaltung gibt nun noch frei, was dieser Computer neu anbietet; alles Übrige geht weiter.",
    nothingWaits:
      "Wartet dort nichts, muss die Konfiguration des Gateways die neuen Befehle erst erlauben ({setting}). Verbinden Sie danach neu.",
  },
  later: "Weiter, ohne zu warten",
  adminMessage:
    "Hallo,\n\nbitte gib meinen Computer „{name}“ als Node des Gateways {gateway} frei.\n\nFingerabdruck: {fingerprint}\nBefehl: {command}\n\nBitte vergleiche vor der Freigabe den Fingerabdruck mit dem, den das Gateway zeigt. Danke!",
};
