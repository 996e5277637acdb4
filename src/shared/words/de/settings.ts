import type { Catalogue } from "../catalogue.ts";

export const settings: Catalogue["settings"] = {
  title: "Einstellungen",
  general: "Allgemein",
  displayName: "Name dieses Computers am Gateway",
  displayNameHint: "Ihn sehen die Verwaltung des Gateways und Ihr Assistent.",
  save: "Speichern",
  saved: "Gespeichert",
  startAtLogin: "Bei der Anmeldung starten",
  startAtLoginHint: "Unauffällig, in der Symbolleiste.",
  language: "Sprache",
  languages: { system: "Wie das System", en: "English", de: "Deutsch" },
  theme: "Erscheinungsbild",
  themes: { system: "Wie das System", light: "Hell", dark: "Dunkel" },
  updates: "Aktualisierungen selbst installieren",
  updatesHint: "Sucht einmal am Tag nach einer neuen Version.",
  updatesNoFeed:
    "Für diese Version gibt es noch keine Veröffentlichungsquelle, darum kann sie sich nicht selbst aktualisieren.",
  about: "Über Clawtray",
  version: "Clawtray {version}",
  keyStore: "Hier wird die Identität verwahrt: {keyStore}.",
};
