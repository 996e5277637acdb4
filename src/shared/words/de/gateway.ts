import type { Catalogue } from "../catalogue.ts";

export const gateway: Catalogue["gateway"] = {
  title: "Wo ist Ihr Gateway?",
  lead: "Die Verwaltung Ihres Gateways weiß es oder hat Ihnen einen Link oder Einrichtungscode geschickt.",
  address: "Adresse, Link oder Einrichtungscode",
  addressHint:
    "Zum Beispiel gateway.example.org, 192.168.1.20:18789 oder ein eingefügter oc\u2011pair://-Link.",
  linkTaken:
    "Der Einrichtungscode wurde verstanden. Er brachte die Adresse und eine einmalige Anmeldung mit.",
  linkLost:
    "Die einmalige Anmeldung des Einrichtungscodes ist nicht mehr da: Sie wird nie auf die Platte geschrieben. Fügen Sie den Link oder Code noch einmal ein, oder wählen Sie eine andere Anmeldung.",
  notEntered: {
    sentence: "Eine Art der Anmeldung ist gewählt, aber es ist nichts dafür eingetragen.",
    remedy: "Tragen Sie es ein, oder wählen Sie eine andere Anmeldung.",
  },
  linkProblem: "Dieser Link oder Code ließ sich nicht verwenden.",
  linkProblems: {
    "not-a-setup-code": "Das ist kein Einrichtungscode. Kopieren Sie ihn noch einmal vollständig.",
    expired: "Dieser Einrichtungscode ist abgelaufen. Bitten Sie die Verwaltung des Gateways um einen neuen.",
    "join-link-refused":
      "Das Gateway hat diesen Link abgelehnt. Er gilt nur einmal: Bitten Sie die Verwaltung um einen neuen.",
    "join-link-unreachable":
      "Das Gateway dieses Links ist nicht erreichbar. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal.",
  },
  forgetCode: "Stattdessen Token oder Passwort eingeben",
  credential: "Anmeldung",
  kinds: { none: "Keine", token: "Token", password: "Passwort" },
  secret: { token: "Token des Gateways", password: "Passwort des Gateways" },
  secretHint: "Nur nötig, bis dieser Computer freigegeben ist; danach vergessen.",
  secretKept: "Schon eingegeben",
  reveal: "Zeigen",
  conceal: "Verbergen",
  revealLabel: { token: "Token zeigen", password: "Passwort zeigen" },
  check: "Verbindung prüfen",
  checkAgain: "Noch einmal prüfen",
  checking: "Wird geprüft …",
  skip: "Trotzdem weiter",
  report: {
    title: "Verbindungsprüfung",
    idle: "Jeder Schritt wird abgehakt, sobald er gelungen ist.",
    running: "{gateway} wird geprüft …",
    passed: "Alles in Ordnung. Das Gateway ist bereit.",
    passedVersion: "Alles in Ordnung. Auf dem Gateway läuft Version {version}.",
    failed: "Noch nicht. Siehe den markierten Schritt.",
    certificate: "Das Gateway antwortet, aber sein Zertifikat ist hier nicht bekannt.",
  },
  steps: {
    address: "Adresse",
    name: "Namensauflösung",
    tcp: "Netzwerk",
    tls: "Verschlüsselung",
    websocket: "WebSocket",
    gateway: "OpenClaw-Gateway",
    credential: "Anmeldung",
  },
  statuses: {
    waiting: "noch nicht geprüft",
    running: "wird geprüft",
    passed: "gelungen",
    failed: "fehlgeschlagen",
    skipped: "nicht nötig",
    unsent: "beim Verbinden benutzt",
  },
  remedies: {
    "name-not-found":
      "Prüfen Sie die Schreibweise und ob dieser Computer im richtigen Netzwerk oder VPN ist.",
    refused: "Prüfen Sie den Port, und fragen Sie, ob das Gateway läuft.",
    unreachable: "Prüfen Sie Ihre Netzwerk- oder VPN-Verbindung.",
    timeout: "Prüfen Sie die Adresse. Vielleicht ist eine Firewall im Weg.",
    silent: "Fragen Sie, ob es dem Gateway gut geht. Vielleicht ist eine Firewall oder ein Proxy im Weg.",
    "not-a-gateway": "Prüfen Sie Adresse und Port.",
    "gateway-starting": "Warten Sie einen Moment und prüfen Sie noch einmal.",
    "rate-limited": "Warten Sie eine Minute und prüfen Sie noch einmal.",
    "connection-lost": "Prüfen Sie noch einmal.",
    "protocol-error": "Fragen Sie die Verwaltung, welche Version auf dem Gateway läuft.",
    "gateway-error":
      "Prüfen Sie gleich noch einmal. Bleibt es so, melden Sie es der Verwaltung des Gateways.",
    "certificate-untrusted": "Vergleichen Sie den Fingerabdruck unten mit der Verwaltung des Gateways.",
    "certificate-expired":
      "Bitten Sie die Verwaltung des Gateways, es zu erneuern, oder stellen Sie die Uhr dieses Computers, wenn sie falsch geht.",
    "certificate-not-yet-valid": "Prüfen Sie die Uhr dieses Computers.",
    "certificate-other-name":
      "Verwenden Sie den Namen aus dem Zertifikat als Adresse, oder bitten Sie um ein Zertifikat mit diesem Namen.",
    "certificate-changed": "Fragen Sie die Verwaltung des Gateways, ob das Zertifikat erneuert wurde.",
  },
  certificate: {
    title: "Kennen Sie dieses Zertifikat?",
    sentence:
      "Es stammt von keiner Stelle, der dieser Computer vertraut. Das ist bei einem selbst betriebenen Gateway üblich; es kann aber auch heißen, dass jemand dazwischen ist.",
    fingerprint: "SHA-256-Fingerabdruck des Zertifikats",
    compared: "Ich habe diesen Fingerabdruck mit der Verwaltung des Gateways verglichen.",
    accept: "Dieses Zertifikat annehmen",
    accepted: "Sie haben für dieses Gateway ein Zertifikat angenommen. Nur diesem wird vertraut.",
    withdraw: "Zurücknehmen",
  },
};
