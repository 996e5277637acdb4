import type { Catalogue } from "../catalogue.ts";

export const questions: Catalogue["questions"] = {
  title: "Darf das laufen?",
  asks: "{agent} bei {gateway} möchte ausführen:",
  anyAgent: "Jemand",
  directory: "Ordner",
  program: "Programm",
  noProgram: "nicht gefunden",
  variables: "Variablen",
  unusualLabel: "Beachten",
  denies: "Ohne Antwort gilt Nein, in {seconds} s.",
  more: "{count} weitere Fragen warten.",
  oneMore: "Eine weitere Frage wartet.",
  none: "Es wird nichts mehr gefragt.",
  listTitle: "Wartet auf Ihre Antwort",
  answers: {
    deny: "Ablehnen",
    "allow-once": "Einmal erlauben",
    "allow-always": "Dies immer erlauben",
  },
  unusual: {
    "other-rights": "Es würde mit anderen Rechten als den Ihren laufen.",
    "invisible-characters":
      "Es enthält Zeichen, die man nicht sieht oder verwechselt; sie sind als Codes gezeigt.",
    "inline-code": "Der Befehl enthält selbst ein Programm.",
    "shell-not-understood": "Was eine Shell daraus macht, lässt sich nicht vorhersagen.",
    "runs-other-programs": "Es kann andere Programme starten.",
    "program-not-found": "Das Programm wurde nicht gefunden.",
    "program-outside-system": "Das Programm ist keines, das mit dem System installiert wurde.",
    "environment-changed": "Es ändert Variablen seiner Umgebung.",
    "login-shell": "Es liest Ihre Startdateien.",
    "very-long": "Es ist sehr lang.",
  },
};
