import type { Catalogue } from "../en/catalogue.ts";
import { edge } from "./edge.ts";
import { sshHostKey, sshRemedies } from "./ssh.ts";

export const gateway: Catalogue["gateway"] = {
  title: "Wo ist Ihr Gateway?",
  lead: "Die Verwaltung Ihres Gateways weiß es oder hat Ihnen einen Link oder Einrichtungscode geschickt.",
  address: "Adresse, Link oder Einrichtungscode",
  addressHint:
    "Zum Beispiel gateway.example.org, 192.168.1.20:18789, ssh://benutzer@server oder ein eingefügter oc\u2011pair://-Link.",
  linkTaken:
    "Der Einrichtungscode wurde verstanden. Er brachte die Adresse und eine einmalige Anmeldung mit.",
  tokenTaken: "Das Token des Links wurde übernommen und dient der Anmeldung. Es wird nicht gezeigt.",
  forgetToken: "Stattdessen ein anderes Token oder Passwort eingeben",
  joinLinkTaken:
    "Der Einladungslink wurde übernommen. Er gilt nur einmal: Er wird beim Prüfen der Verbindung verwendet.",
  linkLost:
    "Die einmalige Anmeldung des Einrichtungscodes ist nicht mehr da: Sie wird nie auf die Platte geschrieben. Fügen Sie den Link oder Code noch einmal ein, oder wählen Sie eine andere Anmeldung.",
  notEntered: {
    sentence: "Eine Art der Anmeldung ist gewählt, aber es ist nichts dafür eingetragen.",
    remedy: "Tragen Sie es ein, oder wählen Sie eine andere Anmeldung.",
  },
  linkProblem: "Dieser Link oder Code ließ sich nicht verwenden.",
  linkProblems: {
    "not-a-setup-code": "Das ist kein Einrichtungscode. Kopieren Sie ihn noch einmal vollständig.",
    expired:
      "Dieser Einrichtungscode ist abgelaufen. Holen Sie einen neuen: openclaw qr gibt auf dem Computer des Gateways einen aus; dessen Verwaltung kann das tun.",
    "join-link-refused":
      "Das Gateway hat diesen Link abgelehnt. Er gilt nur einmal und nur kurze Zeit: Bitten Sie die Verwaltung um einen neuen oder um einen Einrichtungscode, den openclaw qr auf dem Computer des Gateways ausgibt.",
    "join-link-unreachable":
      "Das Gateway dieses Links ist nicht erreichbar. Prüfen Sie Ihr Netzwerk und versuchen Sie es noch einmal.",
    "join-link-access-page":
      "Vor dem Gateway antwortet etwas an seiner Stelle, etwa eine Zugangsseite. Bitten Sie deren Verwaltung um ein Service-Token für diesen Computer; der Link gilt noch.",
  },
  forgetCode: "Stattdessen Token oder Passwort eingeben",
  credential: "Anmeldung",
  kinds: { none: "Keine", token: "Token", password: "Passwort" },
  secret: { token: "Token des Gateways", password: "Passwort des Gateways" },
  secretWhat: {
    token:
      "Das Token ist ein Geheimnis, das das Gateway für seine Geräte angelegt hat. Die Verwaltung findet es in der Konfiguration des Gateways: gateway.auth.token.",
    password: "Das Passwort, das die Verwaltung für das Gateway gesetzt hat.",
  },
  secretHint: "Nur nötig, bis dieser Computer freigegeben ist; danach vergessen.",
  secretKept: "Schon eingegeben",
  reveal: "Zeigen",
  conceal: "Verbergen",
  revealLabel: { token: "Token zeigen", password: "Passwort zeigen" },
  check: "Verbindung prüfen",
  checkAgain: "Noch einmal prüfen",
  checking: "Wird geprüft …",
  cancelCheck: "Abbrechen",
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
    ssh: "SSH",
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
    ...sshRemedies,
    "gateway-starting": "Warten Sie einen Moment und prüfen Sie noch einmal.",
    "rate-limited": "Warten Sie eine Minute und prüfen Sie noch einmal.",
    "connection-lost": "Prüfen Sie noch einmal.",
    "gateway-error":
      "Prüfen Sie gleich noch einmal. Bleibt es so, melden Sie es der Verwaltung des Gateways.",
    "certificate-untrusted":
      "Vergleichen Sie den Fingerabdruck unten mit der Verwaltung des Gateways. Kommt das Zertifikat von einer eigenen Zertifizierungsstelle, nehmen Sie diese in den Zertifikatspeicher dieses Computers auf oder nennen ihre Datei in NODE_EXTRA_CA_CERTS, und starten Sie Clawtray neu.",
    "certificate-expired":
      "Bitten Sie die Verwaltung des Gateways, es zu erneuern, oder stellen Sie die Uhr dieses Computers, wenn sie falsch geht.",
    "certificate-not-yet-valid": "Prüfen Sie die Uhr dieses Computers.",
    "certificate-other-name":
      "Verwenden Sie den Namen aus dem Zertifikat als Adresse, oder bitten Sie um ein Zertifikat mit diesem Namen.",
    "certificate-changed": "Fragen Sie die Verwaltung des Gateways, ob das Zertifikat erneuert wurde.",
  },
  edge,
  hostKey: sshHostKey,
  certificate: {
    title: "Kennen Sie dieses Zertifikat?",
    sentence:
      "Dieser Computer vertraut ihm nicht von selbst. Das ist bei einem selbst betriebenen Gateway üblich; es kann aber auch heißen, dass jemand dazwischen ist. Auf dem Computer des Gateways zeigt dies dessen eigenen Fingerabdruck: openssl x509 -in ZERTIFIKAT -outform DER | sha256sum",
    fingerprint: "SHA-256-Fingerabdruck des Zertifikats",
    compared: "Ich habe diesen Fingerabdruck mit der Verwaltung des Gateways verglichen.",
    accept: "Dieses Zertifikat annehmen",
    accepted: "Sie haben für dieses Gateway ein Zertifikat angenommen. Nur diesem wird vertraut.",
    withdraw: "Zurücknehmen",
  },
};
