import type { capabilitySwitches as english } from "../en/capability-switches.ts";

export const capabilitySwitches: typeof english = {
  on: "ein",
  off: "aus",
  notAvailable: "hier nicht möglich",
  turnedOn: "„{name}“ ist ein.",
  turnedOnNotAvailable: "„{name}“ ist ein, aber hier nicht möglich; es wird nichts davon angeboten.",
  turnedOff: "„{name}“ ist aus: Es wird nicht angeboten, und was davon läuft, wird beendet.",
  needs: {
    notify: "Es braucht die Desktop-App, oder notify-send in einer Desktop-Sitzung.",
    screen: "Es braucht die Desktop-App.",
    computer:
      "Es braucht die Desktop-App unter Linux mit X11 (nicht Wayland), wo ein Rahmen zeigen kann, was geschieht, und Ihre Maus von der des Agenten zu unterscheiden ist.",
    camera: "Es braucht die Desktop-App.",
    location:
      "Es braucht GeoClue, den Ortungsdienst von Linux-Desktops (Paket geoclue-2.0), und einen Neustart von Clawtray.",
    presence:
      "Es braucht die Desktop-App, oder im Terminal xprintidle oder einen Desktop, der die Zeit ohne Eingabe nennt.",
  },
  told: "sagt dem Gateway, wann Sie da sind",
  needsApproval:
    "Ist es dem Gateway neu, muss es dort freigegeben werden, bevor es benutzt werden kann: openclaw nodes pending\nWartet dort nichts, muss die Konfiguration des Gateways es erst erlauben: {setting}",
  unknown: "Es gibt keine Fähigkeit „{name}“. Es gibt: {names}.",
  notTaken:
    "Das laufende Clawtray hat das nicht angenommen. Vielleicht ist es eine ältere Version: beenden, noch einmal versuchen und neu starten.",
  offNotSaved:
    "„{name}“ ist aus, solange dieses Clawtray läuft, und wäre nach einem Neustart wieder an: {path} lässt sich nicht schreiben: {why}. Beheben Sie das und wiederholen Sie: clawtray capabilities off {name}",
  onNotSaved:
    "„{name}“ ist an, solange dieses Clawtray läuft, und wäre nach einem Neustart wieder aus: {path} lässt sich nicht schreiben: {why}. Beheben Sie das und wiederholen Sie: clawtray capabilities on {name}",
};
