import type { desktop as english } from "../en/desktop.ts";

/** Wörter des Tray-Menüs und der Benachrichtigungen. */
export const desktop: typeof english = {
  tray: {
    tooltip: "Clawtray: {title}",
    fingerprint: "Fingerabdruck {shortFingerprint} …",
    request: "Anfrage {requestId}",
    copyFingerprint: "Fingerabdruck kopieren",
    copyAdminCommand: "Befehl für die Verwaltung kopieren",
    whatToDo: "Was zu tun ist …",
    questions: "Fragen an Sie: {count}",
    ask: "Agent fragen …",
    open: "Clawtray öffnen",
    reconnect: "Jetzt neu verbinden",
    pause: "Anhalten",
    resume: "Fortsetzen",
    section: "{name}: {title}",
    openConnection: "Öffnen …",
    pauseAll: "Alle anhalten",
    resumeAll: "Alle fortsetzen",
    startAtLogin: "Bei der Anmeldung starten",
    captures: { camera: "Kamera wird benutzt", screen: "Bildschirm wird aufgenommen" },
    quit: "Clawtray beenden",
  },
  brokenPage: {
    message: "Das Fenster von Clawtray kann nicht angezeigt werden.",
    detail:
      "Seine Seite wurde mehrmals nacheinander beendet. Die Verbindung zum Gateway ist davon nicht betroffen. Das Protokoll liegt in {logFolder}.",
    openAgain: "Erneut öffnen",
    later: "Nicht jetzt",
  },
  menu: {
    about: "Über Clawtray",
    hide: "Clawtray ausblenden",
    quit: "Clawtray beenden",
    edit: "Bearbeiten",
    undo: "Widerrufen",
    redo: "Wiederholen",
    cut: "Ausschneiden",
    copy: "Kopieren",
    paste: "Einsetzen",
    selectAll: "Alles auswählen",
    window: "Fenster",
    minimize: "Im Dock ablegen",
    close: "Fenster schließen",
  },
  fault: {
    message: "In Clawtray ist etwas schiefgegangen.",
    detail:
      "Es läuft weiter. Geht etwas nicht mehr, beenden Sie Clawtray und starten Sie es neu. Was geschah, steht im Protokoll in {logFolder}.",
  },
  startFailed: {
    message: "Clawtray konnte nicht starten.",
    detail:
      "Starten Sie es noch einmal. Hilft das nicht, schicken Sie das Protokoll in {logFolder} an die Person, die diesen Computer betreut.",
  },
  loginItem: {
    noArguments:
      "macOS kann Clawtray nicht mit diesem Zustandsordner (--state-dir) starten. Starten Sie es ohne ihn, oder legen Sie einen eigenen Launch Agent an.",
  },
  notifications: {
    approvalNeeded: {
      title: "Wartet auf Freigabe",
      body: "Wer {gateway} verwaltet, muss diesen Computer freigeben. Klicken zeigt Fingerabdruck und Befehl.",
    },
    surfaceNeeded: {
      title: "Wartet auf die zweite Freigabe",
      body: "Dieser Computer ist mit {gateway} verbunden. Auch was er anbietet, muss noch freigegeben werden.",
    },
    granted: { title: "Verbunden", body: "{gateway} hat diesen Computer freigegeben." },
    question: {
      title: "Ihre Antwort ist gefragt",
      body: "Von diesem Computer wird etwas verlangt, über {gateway}. Klicken zeigt es; dann können Sie antworten.",
    },
    attention: { title: "Clawtray braucht Sie", body: "{sentence} {remedy}" },
  },
};
