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
  emptyKept:
    "Noch wurde nichts gefragt. Was hier gesagt wird, bleibt auf diesem Computer, bis Sie es löschen.",
  kept: {
    "set-aside":
      "Was zuvor gesagt wurde, lässt sich nicht verstehen. Die Datei wurde beiseitegelegt und wird mit dem Verlauf gelöscht: {path}",
    unreadable:
      "Was zuvor gesagt wurde, lässt sich nicht lesen, oder eine neuere Version von Clawtray hat es geschrieben. Die Datei bleibt, wie sie ist, und Neues wird nicht behalten: {path}",
  },
  clear: {
    button: "Löschen …",
    title: "Diesen Verlauf löschen?",
    sentence:
      "Was Sie und der Agent gesagt haben, wird aus diesem Fenster und von diesem Computer gelöscht. Am Gateway bleibt es.",
    confirm: "Löschen",
  },
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
  files: {
    add: "Dateien hinzufügen …",
    label: "Dateien",
    remove: "{name} entfernen",
    drop: "Bilder und Texte hier ablegen",
    added: "Hinzugefügt: {name}",
    removed: "Entfernt: {name}",
    problems: {
      "not-text":
        "{name} ist weder Text noch ein Bild im Format PNG, JPEG, GIF oder WebP. Nichts anderes geht mit einer Nachricht mit; auf der Seite der Werkzeuge können Sie den Agenten einen Ihrer Ordner lesen lassen.",
      empty: "{name} ist leer.",
      "too-long":
        "{name} ist zu lang: Eine Nachricht und ihre Texte dürfen zusammen höchstens 20.000 Zeichen haben.",
      "too-many": "Zu einer Nachricht gehören höchstens 10 Texte.",
    },
  },
  screenshot: {
    take: "Bildschirmfoto machen",
    taking: "Bildschirmfoto wird gemacht …",
    name: "Bildschirmfoto {number}",
    which: "Welcher Bildschirm?",
    display: "Bildschirm {number} ({size})",
    cancel: "Abbrechen",
    problems: {
      "permission-missing":
        "Kein Bildschirmfoto: Das System lässt Clawtray den Bildschirm nicht sehen. In den Einstellungen des Systems können Sie es erlauben.",
      "no-device": "Kein Bildschirmfoto: Diesen Bildschirm gibt es nicht mehr.",
      "in-use":
        "Kein Bildschirmfoto: Der Bildschirm wird gerade für etwas anderes aufgenommen. Versuchen Sie es gleich noch einmal.",
      locked: "Kein Bildschirmfoto: Dieser Computer ist gesperrt.",
      failed: "Kein Bildschirmfoto: Das System hat kein Bild vom Bildschirm geliefert.",
    },
    portal:
      "Kein Bildschirmfoto: In einer Wayland-Sitzung fragt die Arbeitsumgebung, welcher Bildschirm es sein darf; sie hat nicht gefragt, oder Sie haben keinen gewählt. Ohne ein Desktop-Portal für den Bildschirm gibt es keines.",
  },
  pictures: {
    noAnswer: "Vielleicht nimmt sein Modell keine Bilder an.",
    problems: {
      empty: "{name} ist leer.",
      "not-a-picture": "{name} ist kein Bild im Format PNG, JPEG, GIF oder WebP.",
      broken: "Das Bild {name} ist beschädigt oder unvollständig.",
      "too-large": "{name} ist zu groß. Ein Bild darf höchstens {limit} haben.",
      "too-many": "Zu einer Nachricht gehören höchstens {limit} Bilder.",
      "too-much": "Die Bilder einer Nachricht dürfen zusammen höchstens {limit} haben.",
      "not-taken":
        "Nichts wurde gesendet: Die Version dieses Gateways gibt keine Bilder an den Agenten weiter. Entfernen Sie die Bilder, um nur die Nachricht zu senden.",
    },
  },
  problems: {
    "not-connected": "Nicht gesendet: Dieser Computer ist nicht mit seinem Gateway verbunden.",
    "surface-pending":
      "Nicht gesendet: Ein Administrator hat noch nicht freigegeben, was dieser Computer anbietet. Bis dahin nimmt das Gateway keine Nachricht von ihm an.",
    busy: "Nicht gesendet: Der Agent beantwortet in dieser Sitzung noch eine andere Frage.",
    refused: "Das Gateway hat die Nachricht nicht angenommen.",
    "pictures-not-taken":
      "Nicht gesendet: Die Version dieses Gateways gibt keine Bilder an den Agenten weiter.",
    "pictures-refused": "Nicht gesendet: Das Gateway nimmt diese Bilder nicht an.",
    "too-long":
      "Nicht gesendet: Die Nachricht und ihre Texte sind länger als die 20.000 Zeichen, die ein Gateway annimmt.",
    unanswered: "Das Gateway hat nicht gesagt, ob es die Nachricht angenommen hat.",
    "no-answer":
      "Das Gateway hat die Nachricht angenommen, und 90 Sekunden lang geschah nichts. Vielleicht hat es für diese Sitzung keinen Agenten oder kein Modell.",
    "fell-silent":
      "Der Agent begann zu antworten, dann geschah 90 Sekunden lang nichts. Fährt er noch fort, steht seine Antwort später in seiner Sitzung.",
    "too-slow":
      "Der Agent wurde nicht innerhalb von 10 Minuten fertig. Seine Antwort steht später in seiner Sitzung.",
    "connection-lost":
      "Die Verbindung ging verloren, bevor der Agent fertig war. Seine Antwort steht später in seiner Sitzung.",
    "agent-failed": "Der Agent endete mit einem Fehler.",
    stopped: "Jemand am Gateway hat den Agenten angehalten.",
  },
};
