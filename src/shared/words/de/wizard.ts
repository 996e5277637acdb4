import type { Catalogue } from "../en/catalogue.ts";

export const wizard: Catalogue["wizard"] = {
  progress: "Fortschritt der Einrichtung",
  stepOf: "Schritt {number} von {count}",
  stepDone: "erledigt",
  steps: {
    welcome: "Willkommen",
    gateway: "Gateway",
    capabilities: "Dieser Computer",
    pairing: "Freigabe",
    done: "Fertig",
  },
  leave: "Einrichtung schließen",
  welcome: {
    title: "Willkommen bei Clawtray",
    lead: "Clawtray stellt diesen Computer Ihrem OpenClaw-Gateway zur Verfügung, damit Ihr Assistent nutzen kann, was Sie hier erlauben.",
    terms:
      "Das Gateway ist das Programm, durch das Ihr Assistent arbeitet, auf einem Server oder einem anderen Ihrer Computer. Seine Verwaltung ist, wer es betreibt; das können Sie selbst sein.",
    does: "Was Clawtray tut",
    doesItems: {
      identity: "Es gibt diesem Computer eine einzige Identität und verwahrt deren Schlüssel ({keyStore}).",
      approval:
        "Es bittet die Verwaltung Ihres Gateways um Freigabe und verbindet sich von selbst, sobald sie erteilt ist.",
      tray: "Es bleibt in der Symbolleiste und zeigt, was von diesem Computer verlangt wurde.",
    },
    never: "Was es nur tut, wenn Sie es erlauben",
    neverItems: {
      run: "Ein Programm ausführen: Sie werden zuvor gefragt, wenn nicht Ihre Regeln antworten.",
      watch: "Den Bildschirm zeigen, die Kamera benutzen: Beides ist aus, bis Sie es einschalten.",
      identity:
        "Eine neue Identität anlegen oder sich mit einem anderen Gateway verbinden: Das können nur Sie.",
    },
    begin: "Los geht’s",
  },
  replace: {
    title: "Anderes Gateway verwenden?",
    sentence: "Dieser Computer gehört zu {current}. Der geöffnete Link führt zu {offered}.",
    consequence: "Noch ist nichts geändert. Die Identität dieses Computers bleibt in jedem Fall dieselbe.",
    accept: "Neues Gateway einrichten",
    decline: "Beim jetzigen bleiben",
  },
  another: {
    title: "Die Identität dieses Computers bei einem anderen Gateway verwenden?",
    sentence:
      "Bisher wurde sie bei {used} verwendet. {offered} ist, soweit sich das sagen lässt, ein anderes Gateway.",
    meaning:
      "Ein Gateway, das die Aufgabe eines anderen weiterreicht, könnte sich dort als dieser Computer anmelden. Fahren Sie nur fort, wenn Sie {offered} ebenso vertrauen oder es dasselbe Gateway unter einer neuen Adresse ist.",
    accept: "Auch dort verwenden",
    decline: "Nicht verbinden",
  },
  capabilities: {
    title: "Was darf das Gateway hier nutzen?",
    lead: "Was aus ist, wird weder angeboten noch ausgeführt. Sie können alles später in den Einstellungen ändern.",
    connect: "Verbinden",
  },
  done: {
    title: "Dieser Computer ist bereit",
    titleWaiting: "Fast fertig",
    lead: "Er ist mit {gateway} verbunden. Clawtray bleibt in der Symbolleiste und kümmert sich selbst um die Verbindung.",
    leadNoTray:
      "Er ist mit {gateway} verbunden. Dieser Desktop zeigt keine Symbolleiste: Starten Sie Clawtray noch einmal, um dieses Fenster zu öffnen.",
    leadWaiting:
      "Clawtray macht von selbst weiter und meldet sich, wenn sich etwas ändert. Sie können dieses Fenster schließen.",
    startAtLogin: "Clawtray starten, wenn ich mich anmelde",
    startAtLoginHint: "Es startet unauffällig in der Symbolleiste, damit dieser Computer erreichbar ist.",
    next: "Wie es weitergeht",
    nextItems: {
      use: "Ihr Assistent sieht diesen Computer unter dem Namen {name}.",
      ask: "Bevor ein Programm ausgeführt wird, fragt Clawtray Sie.",
      see: "Die Statusseite zeigt jeden Befehl, der verlangt wurde.",
    },
    finish: "Fertigstellen",
  },
};
