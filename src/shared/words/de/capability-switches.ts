import type { capabilitySwitches as english } from "../en/capability-switches.ts";

export const capabilitySwitches: typeof english = {
  on: "ein",
  off: "aus",
  notAvailable: "hier nicht möglich",
  turnedOn: "„{name}“ ist ein.",
  turnedOnNotAvailable: "„{name}“ ist ein, aber hier nicht möglich; es wird nichts davon angeboten.",
  turnedOff: "„{name}“ ist aus. Es wird nicht mehr angeboten, und was davon lief, wurde beendet.",
  needsApproval:
    "Ist es dem Gateway neu, muss es dort freigegeben werden, bevor es benutzt werden kann: openclaw nodes pending\nWartet dort nichts, muss die Konfiguration des Gateways es erst erlauben: gateway.nodes.commands.allow",
  unknown: "Es gibt keine Fähigkeit „{name}“. Es gibt: {names}.",
  notTaken:
    "Das laufende Clawtray hat das nicht angenommen. Vielleicht ist es eine ältere Version: beenden, noch einmal versuchen und neu starten.",
  notSaved: "Die Einstellungen konnten nicht gespeichert werden.",
};
