import type { Catalogue } from "../en/catalogue.ts";

export const settings: Catalogue["settings"] = {
  title: "Einstellungen",
  rules: {
    title: "Welche Programme laufen dürfen",
    modes: {
      asked:
        "Vertraute Programme laufen: frei, wo sie nur lesen, eingeschlossen, wo sie mehr tun. Vor allem anderen werden Sie gefragt, auch vor dem, was sich hier nicht einschließen lässt.",
      refused:
        "Vertraute Programme laufen: frei, wo sie nur lesen, eingeschlossen, wo sie mehr tun. Alles andere wird ohne Frage abgelehnt.",
      "each-time": "Sie werden jedes Mal gefragt, gleich was vertraut ist.",
      everything: "Alles läuft, und niemand wird gefragt.",
      nothing: "Nichts läuft.",
    },
    agentsDiffer: "Für einige Agenten gelten eigene Regeln.",
    trusted: "Vertraute Programme",
    agent: "Agent {agent}:",
    reaches: {
      "one-command": "genau dieser Befehl, in einem Ordner",
      arguments: "mit Argumenten wie in seiner Regel",
      any: "mit beliebigen Argumenten",
      nothing: "seinem Namen allein wird nicht vertraut",
      void: "gilt nicht mehr",
    },
    remove: "Entfernen",
    removeThis: "Entfernen: {program}",
    more: "{count} weiteren wird vertraut.",
    terminal: "Alle Regeln, und wie man sie ändert: clawtray approvals",
  },
  general: "Allgemein",
  displayName: "Name dieses Computers am Gateway",
  displayNameHint: "Ihn sehen die Verwaltung des Gateways und Ihr Assistent.",
  save: "Speichern",
  saved: "Gespeichert",
  startAtLogin: "Bei der Anmeldung starten",
  startAtLoginHint: "Unauffällig, in der Symbolleiste.",
  language: "Sprache",
  languages: { system: "Systemeinstellung", en: "English", de: "Deutsch" },
  theme: "Erscheinungsbild",
  themes: { system: "Systemeinstellung", light: "Hell", dark: "Dunkel" },
  keepAwake: "Diesen Computer wach halten, solange er verbunden ist",
  keepAwakeWhen: { off: "Nie", mains: "Am Stromnetz", always: "Immer, auch mit Akku" },
  keepConversations: "Behalten, was ich den Agenten frage, und seine Antworten",
  keepConversationsHint:
    "In einer Datei auf diesem Computer, für jedes Gateway eine eigene. Aus: im Arbeitsspeicher, bis Clawtray endet. Ausschalten löscht die Datei. Bilder werden nie behalten.",
  askShortcut: {
    title: "Tastenkürzel, das „Den Agenten fragen“ öffnet",
    none: "Keines",
    listening: "Drücken Sie die Tasten …",
    hint: "Drücken Sie diese Schaltfläche, dann die Tasten. Esc bricht ab.",
    remove: "Kürzel entfernen",
    refused:
      "{keys} geht nicht: Das System oder ein anderes Programm hat es. Alle paar Minuten wird es wieder versucht; oder wählen Sie ein anderes.",
    wayland:
      "In einer Wayland-Sitzung entscheidet der Desktop, ob Programme Tastenkürzel bekommen, und viele bekommen keine. Wenn dieses nichts bewirkt, lassen Sie ein Kürzel in den Einstellungen des Desktops diese App mit --ask starten.",
    keys: {
      Control: "Strg",
      Alt: "Alt",
      Super: "Super",
      Shift: "Umschalt",
      Space: "Leertaste",
      Up: "↑",
      Down: "↓",
      Left: "←",
      Right: "→",
    },
    problems: {
      "no-modifier":
        "Halten Sie dazu Strg, Alt oder die Systemtaste: Sonst ließe sich diese Taste nicht mehr tippen.",
      "no-key":
        "Wählen Sie einen Buchstaben, eine Ziffer, eine Funktionstaste, einen Pfeil oder die Leertaste.",
      "too-common": "Programme verwenden {keys} selbst. Halten Sie dazu Alt oder Umschalt.",
    },
  },
  updates: "Aktualisierungen automatisch installieren",
  updatesHint: "Sucht einmal am Tag nach einer neuen Version.",
  updatesNoFeed:
    "Für diese Version gibt es noch keine Veröffentlichungsquelle, darum kann sie sich nicht selbst aktualisieren.",
  about: "Über Clawtray",
  version: "Clawtray {version}",
  keyStore: "Hier wird die Identität verwahrt: {keyStore}.",
};
