import type { Catalogue } from "../en/catalogue.ts";

export const ask: Catalogue["ask"] = {
  title: "Den Agenten fragen",
  message: "Nachricht",
  hint: "Enter sendet, Umschalt+Enter beginnt eine neue Zeile, Esc schließt.",
  session: "Sitzung",
  send: "Senden",
  you: "Sie",
  agent: "Agent",
  empty:
    "Seit dem Start von Clawtray wurde nichts gefragt. Was hier gesagt wird, bleibt nur im Arbeitsspeicher.",
  answering: "Der Agent antwortet …",
  answered: "Der Agent hat geantwortet.",
  silent: "Der Agent ist fertig und hat nichts gesagt.",
  copyCode: "Code kopieren",
  code: "Code",
  table: "Tabelle",
  leadsTo: "Dieser Link führt zu {place}:",
  mailsTo: "Dieser Link beginnt eine E-Mail:",
  openLink: "Im Browser öffnen",
  openMail: "Im E-Mail-Programm öffnen",
  said: "Die Auskunft lautet: {detail}",
  problems: {
    "not-connected": "Nicht gesendet: Dieser Computer ist nicht mit seinem Gateway verbunden.",
    "surface-pending":
      "Nicht gesendet: Ein Administrator hat noch nicht freigegeben, was dieser Computer anbietet. Bis dahin nimmt das Gateway keine Nachricht von ihm an.",
    busy: "Nicht gesendet: Der Agent beantwortet in dieser Sitzung noch eine andere Frage.",
    refused: "Das Gateway hat die Nachricht nicht angenommen.",
    unanswered: "Das Gateway hat nicht gesagt, ob es die Nachricht angenommen hat.",
    "no-answer":
      "Das Gateway hat die Nachricht angenommen, und 90 Sekunden lang geschah nichts. Vielleicht hat es für diese Sitzung keinen Agenten oder kein Modell.",
    "too-slow":
      "Der Agent wurde nicht innerhalb von 10 Minuten fertig. Seine Antwort steht später in seiner Sitzung.",
    "connection-lost":
      "Die Verbindung ging verloren, bevor der Agent fertig war. Seine Antwort steht später in seiner Sitzung.",
    "agent-failed": "Der Agent endete mit einem Fehler.",
    stopped: "Jemand am Gateway hat den Agenten angehalten.",
  },
};
