import type { Catalogue } from "../catalogue.ts";

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
    does: "Was Clawtray tut",
    doesItems: {
      identity: "Es gibt diesem Computer eine einzige Identität und verwahrt deren Schlüssel ({keyStore}).",
      approval:
        "Es bittet die Verwaltung Ihres Gateways um Freigabe und verbindet sich von selbst, sobald sie erteilt ist.",
      tray: "Es bleibt in der Symbolleiste und zeigt, was von diesem Computer verlangt wurde.",
    },
    never: "Was es nie tut, ohne Sie zu fragen",
    neverItems: {
      run: "Ein Programm auf diesem Computer ausführen.",
      watch: "Ihren Bildschirm ansehen, Ihre Kamera benutzen oder verraten, wo Sie sind.",
      identity: "Eine neue Identität anlegen oder sich mit einem anderen Gateway verbinden.",
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
