import type { Catalogue } from "../en/catalogue.ts";

export const skills: Catalogue["skills"] = {
  title: "Skills",
  lead: "Texte, die die Agenten des Gateways lesen können. Sie ändern nichts an diesem Computer.",
  tooOld: "Dieses Gateway ist zu alt für die Skills eines Computers, darum sehen seine Agenten sie nicht.",
  unusable:
    "Was über Skills gewählt wurde (skills.json), lässt sich nicht verstehen oder lesen; darum wird keiner angeboten.",
  thisComputer: {
    title: "Agenten beschreiben, was sie hier dürfen",
    hint: "Ein Skill, den Clawtray schreibt: was eingeschaltet ist, wonach Sie gefragt werden, was abgelehnt wird, und Ihre Ordner.",
  },
  folder: "Bietet die Skills in {folder} an.",
  none: "Es wird kein Ordner mit Skills angeboten.",
  unreadable: "Der Ordner {folder} lässt sich nicht lesen, darum wird keiner seiner Skills angeboten.",
  choose: "Ordner wählen …",
  drop: "Nicht mehr anbieten",
  offered: "Angeboten: {names}",
  leftOut: "Ausgelassen: {folder}, denn {why}.",
  why: {
    "no-skill-file": "es liegt keine SKILL.md darin",
    "leads-outside": "seine SKILL.md ist ein Verweis aus dem Ordner hinaus",
    "not-a-file": "seine SKILL.md ist keine Datei",
    "too-large": "seine SKILL.md ist größer als 64 KiB",
    unreadable: "seine SKILL.md lässt sich nicht lesen",
    "not-utf-8": "seine SKILL.md ist nicht UTF-8",
    "no-front-matter": "seine SKILL.md beginnt nicht mit Angaben zwischen zwei Zeilen aus ---",
    "bad-name": "in seinen Angaben steht kein Name aus Kleinbuchstaben, Ziffern und -, höchstens 64",
    "no-description": "in seinen Angaben steht keine Beschreibung",
    "long-description": "seine Beschreibung ist länger als 1024 Zeichen",
    "name-taken": "ein anderer Skill heißt schon so",
    "too-many": "es sind mehr als 64",
    "no-room": "zusammen sind sie größer als 512 KiB",
  },
};
