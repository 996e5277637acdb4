import type { builtInTools as english } from "../en/built-in-tools.ts";
import type { Texts } from "../en/states.ts";

export const builtInTools: Texts<typeof english> = {
  server: "Dieser Computer",
  about: "Werkzeuge von Clawtray selbst. Jedes ist aus, bis Sie es einschalten.",
  tools: {
    ask_person: {
      name: "Ihnen eine Frage stellen",
      what: "Ein Agent fragt Sie in einem Fenster oder im Terminal und bekommt, was Sie eingeben oder wählen.",
    },
    notify: {
      name: "Sie benachrichtigen, mit Auswahl",
      what: "Zeigt eine Benachrichtigung. Mit bis zu drei Antworten wartet sie auf Ihre Wahl.",
    },
    clipboard_read: {
      name: "Zwischenablage lesen",
      what: "Agenten können den zuletzt kopierten Text lesen. Es kann ein Passwort sein.",
    },
    clipboard_write: {
      name: "In die Zwischenablage schreiben",
      what: "Legt einen Text in die Zwischenablage und ersetzt, was dort ist.",
    },
    open: {
      name: "Einen Link oder eine Datei öffnen",
      what: "Öffnet eine Webseite oder eine neue E-Mail in Ihrem eigenen Browser oder Mailprogramm, oder ein Dokument, ein Bild oder einen Ordner aus Ihren Ordnern, die Agenten benutzen dürfen.",
    },
    pick_files: {
      name: "Sie um Dateien bitten",
      what: "Sie wählen Dateien aus; ein Agent liest diese und keine anderen.",
    },
    files_list: {
      name: "Dateien in Ihren Ordnern auflisten",
      what: "Agenten sehen die Namen in den Ordnern, die Sie sie benutzen lassen.",
    },
    files_read: {
      name: "Textdateien in Ihren Ordnern lesen",
      what: "Agenten lesen Texte in diesen Ordnern. Was darin privat ist, bleibt es.",
    },
    files_write: {
      name: "Textdateien in Ihren Ordnern schreiben",
      what: "Agenten schreiben Texte, wo Sie es erlauben. Die alte Fassung bekommen Sie eine Woche lang zurück.",
    },
    list_windows: {
      name: "Offene Fenster auflisten",
      what: "Agenten sehen Titel und Programme Ihrer offenen Fenster.",
    },
    program_start: {
      name: "Lang laufende Programme starten",
      what: "Startet ein Programm nach denselben Regeln wie jeden Befehl und wartet nicht auf sein Ende.",
    },
    program_poll: {
      name: "Ausgabe lang laufender Programme lesen",
      what: "Liest, was ein so gestartetes Programm ausgibt.",
    },
    program_stop: {
      name: "Lang laufende Programme beenden",
      what: "Beendet ein so gestartetes Programm.",
    },
    program_list: {
      name: "Lang laufende Programme auflisten",
      what: "Listet die so gestarteten Programme auf.",
    },
  },
  lack: {
    "no-clipboard":
      "kein Desktop oder kein Programm für dessen Zwischenablage (wl-clipboard, xclip oder xsel)",
    "no-opener": "kein Desktop oder kein Programm, das Links und Dateien öffnet (xdg-open)",
    "no-notifications": "hier zeigt nichts Benachrichtigungen an",
    "no-window-list": "der Desktop sagt nicht, welche Fenster offen sind (Wayland), oder xprop fehlt",
    "no-folder": "kein Ordner steht auf Ihrer Liste (clawtray folders add PFAD)",
    "no-writable-folder":
      "in keinem Ordner Ihrer Liste darf geschrieben werden (clawtray folders add PFAD --write)",
    "run-off": "das Ausführen von Befehlen ist aus",
  },
  notAvailable: "Hier nicht verfügbar: {why}.",
  asksItself: "Das Werkzeug fragt Sie selbst und deshalb nie zweimal.",
};
