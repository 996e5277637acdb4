import type { Catalogue } from "../en/catalogue.ts";

export const pairing: Catalogue["pairing"] = {
  title: "Um Freigabe bitten",
  lead: "Die Verwaltung des Gateways muss diesen Computer zulassen. Das ist nur einmal nötig.",
  leadSurface: "Das Gateway kennt diesen Computer nun. Was er anbietet, wird gesondert freigegeben.",
  leadDone: "Beide Freigaben sind erteilt.",
  nothingLeft: "Mit {gateway} verbunden. Es ist nichts mehr freizugeben.",
  administrator:
    "Die Verwaltung ist, wer das Gateway betreibt. Haben Sie es selbst eingerichtet, sind Sie das: Führen Sie den Befehl auf dem Computer des Gateways aus.",
  elapsed: "wartet auf Freigabe · {time}",
  compare: "Die Verwaltung findet ihn am Gateway als deviceId dieses Computers.",
  request: "Anfrage",
  requestNone: "vom Gateway nicht genannt",
  command: "Ich bin die Verwaltung: der Befehl und die Anfrage dazu",
  first:
    "Zuerst zum Vergleichen: Die Anfrage unten muss den Fingerabdruck dieses Computers als deviceId haben. (In der Control UI: Devices, Details.)",
  whole:
    "Alle 64 Zeichen zählen, und wer nach dem kopierten Fingerabdruck sucht, prüft sie alle. Ein paar am Anfang beweisen nichts: Einen Schlüssel, der gleich beginnt, kann jeder erzeugen.",
  onlyThen: "Dann, nur wenn er übereinstimmt:",
  message: "Senden Sie diese Nachricht an die Verwaltung",
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
  surfaceMessage:
    "Hallo,\n\nbitte gib auch frei, was mein Computer „{name}“ dem Gateway {gateway} anbietet. Verbunden ist er schon.\n\nBefehl: {command}\n\nDanke!",
  adminMessage:
    "Hallo,\n\nbitte gib meinen Computer „{name}“ als Node des Gateways {gateway} frei.\n\n1. Führe aus: {compare}\nDie Anfrage, die du freigibst, muss diese deviceId haben, und zwar ganz (suche danach):\n{fingerprint}\n\n2. Nur wenn sie übereinstimmt, führe aus: {command}\n\nDanke!",
};
