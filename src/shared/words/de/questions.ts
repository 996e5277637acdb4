import type { QuestionCatalogue } from "../describe-question.ts";

/** The words of the question whether a command may run, in German. */
export const questions: QuestionCatalogue = {
  title: "Darf das laufen?",
  asks: "Der Agent „{agent}“ bei {gateway} möchte ausführen:",
  asksUnnamed: "Jemand bei {gateway} möchte ausführen:",
  directory: "Ordner",
  program: "Programm",
  noProgram: "nicht gefunden",
  variables: "Variablen",
  unusualLabel: "Hinweis",
  denies: "Keine Antwort heißt Nein, in {seconds} s.",
  oneMore: "Es wartet noch eine weitere Frage.",
  more: "Es warten noch {count} weitere Fragen.",
  below: "Es geht unten weiter. Lesen Sie alles, bevor Sie es erlauben.",
  none: "Es wird nichts mehr gefragt.",
  listTitle: "Wartet auf Ihre Antwort",
  above: "Die Frage beginnt oberhalb dieses Ausschnitts. Lesen Sie sie ganz, bevor Sie antworten.",
  answers: {
    deny: "Ablehnen",
    "allow-once": "Einmal erlauben",
    "allow-always": "Genau das immer erlauben",
  },
  unusual: {
    "own-files": "Es führt in den Ordner von Clawtray, in dem der Schlüssel und Ihre Regeln liegen.",
    "own-program": "Es ruft Clawtray selbst auf, das Ihre Regeln ändern kann.",
    "content-changed": "Was Sie für immer erlaubt haben, hat sich seither geändert.",
    "other-rights": "Es würde mit anderen Rechten als Ihren laufen.",
    "invisible-characters":
      "Es enthält Zeichen, die unsichtbar sind oder wie andere aussehen; sie sind als Codes gezeigt.",
    "inline-code": "Es enthält ein Programm, das im Befehl selbst steht.",
    "shell-not-understood": "Eine Shell würde es auf eine Weise lesen, die sich nicht vorhersagen lässt.",
    "runs-other-programs": "Es kann andere Programme starten.",
    "program-not-found": "Das Programm wurde nicht gefunden.",
    "program-outside-system": "Das Programm gehört nicht zu denen, die mit dem System installiert wurden.",
    "environment-changed": "Es ändert Variablen seiner Umgebung.",
    "login-shell": "Es liest Ihre Startdateien.",
    "very-long": "Es ist sehr lang.",
  },
};
