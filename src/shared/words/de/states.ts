import type { StateCatalogue } from "../en/states.ts";
import { blockedTexts } from "../placeholders.ts";
import { addressProblems } from "./address-problems.ts";
import { otherScheme } from "./other-scheme.ts";
import { sshAddressProblems, sshBlocked, sshSentences, sshWaiting } from "./ssh.ts";
import { standing } from "./standing.ts";

const whereTheTokenIs =
  "Ist es Ihr eigenes Gateway, zeigt openclaw gateway auth-token --show auf dessen Computer das Token (vor 2026.9: openclaw config get gateway.auth.token).";

/** The sentences about states, in German. */
export const states: StateCatalogue = {
  standing,
  phases: {
    unconfigured: "Noch kein Gateway gewählt",
    connecting: "Verbindung wird aufgebaut",
    "awaiting-approval": "Wartet auf Freigabe",
    connected: "Verbunden",
    waiting: "Wartet auf neuen Versuch",
    paused: "Angehalten",
    blocked: "Braucht Ihre Hilfe",
  },
  sentences: {
    ...sshSentences,
    unconfigured:
      "Dieser Computer ist mit keinem Gateway verbunden. Geben Sie an, wo das Gateway zu finden ist.",
    connecting: "Die Verbindung zu {gateway} wird aufgebaut.",
    connectingAgain: "{failure} Es wird gerade noch einmal versucht.",
    awaitingApproval:
      "Wer {gateway} verwaltet, muss dieses Gerät freigeben. Danach verbindet es sich von selbst.",
    awaitingRepair:
      "{gateway} kennt dieses Gerät, verlangt aber eine neue Freigabe. Danach verbindet es sich von selbst.",
    awaitingRemoval:
      "{gateway} hat einen alten Eintrag dieses Geräts, mit dem es nichts mehr anfangen kann, oft seit einer Aktualisierung. Wer es verwaltet, muss den Eintrag entfernen; danach fragt dieser Computer von selbst wieder an und kann freigegeben werden.",
    connected: "Mit {gateway} verbunden.",
    surfacePending:
      "Mit {gateway} verbunden. Nun muss dort noch freigegeben werden, was dieser Computer anbietet; bis dahin sind seine Befehle verborgen.",
    surfaceWidened:
      "Mit {gateway} verbunden. Nun muss dort noch freigegeben werden, was dieser Computer neu anbietet; alles Übrige geht weiter.",
    paused: "Angehalten. Es wird nichts an das Gateway gesendet und kein Befehl ausgeführt.",
  },
  remedies: {
    unconfigured: "Wählen Sie ein Gateway.",
    awaitingApproval:
      "Bitten Sie die Verwaltung des Gateways, {compare} auszuführen, zu prüfen, dass die deviceId dieser Anfrage der ganze Fingerabdruck ist, und erst dann dies auszuführen: {command}",
    awaitingRemoval: "Bitten Sie die Verwaltung des Gateways, dies auszuführen: {command}",
    surfacePending: "Bitten Sie die Verwaltung des Gateways, dies auszuführen: {command}",
    surfaceWidened:
      "Bitten Sie die Verwaltung des Gateways, dies auszuführen: {command}. Wartet dort nichts, muss die Konfiguration des Gateways die neuen Befehle erst erlauben: {setting}",
    waiting: "Nichts zu tun: Es wird von selbst wieder versucht.",
    paused: "Setzen Sie fort, wenn Sie wieder erreichbar sein möchten.",
  },
  waiting: {
    ...sshWaiting,
    "name-not-found": "Der Name {host} wurde nicht gefunden.",
    refused:
      "Unter {gateway} antwortet nichts. Vielleicht läuft das Gateway nicht, oder der Port ist falsch.",
    unreachable: "{gateway} ist über das Netzwerk nicht erreichbar.",
    timeout: "{gateway} hat nicht rechtzeitig geantwortet.",
    "proxy-unreachable": "Der Proxy, der für {gateway} eingestellt ist, ist nicht erreichbar.",
    silent: "{gateway} nimmt die Verbindung an, aber nichts antwortet darauf.",
    "not-a-gateway": "Unter {gateway} antwortet etwas, aber es ist kein OpenClaw-Gateway.",
    "gateway-starting": "Das Gateway startet gerade.",
    "rate-limited": "Das Gateway bittet um weniger Versuche.",
    "connection-lost": "Die Verbindung zu {gateway} ist abgerissen.",
    "protocol-error": "{gateway} hat etwas gesendet, das dieses Programm nicht versteht.",
    "bad-gateway": "Ein Proxy vor {gateway} antwortet, erreicht aber das Gateway dahinter nicht.",
    "gateway-error": "Das Gateway meldet einen eigenen Fehler.",
  },
  blocked: blockedTexts({
    ...sshBlocked,
    "keychain-locked": {
      sentence:
        "Der Schlüsselbund ist gesperrt. Darum lässt sich die Identität dieses Computers nicht lesen.",
      remedy: "Entsperren Sie den Schlüsselbund und versuchen Sie es dann noch einmal.",
    },
    "keychain-unavailable": {
      sentence:
        "Es ist kein Schlüsselbund erreichbar. Für die Identität dieses Computers fehlt darum ein sicherer Ort.",
      remedy:
        "Starten Sie den Schlüsselbunddienst (unter Linux: gnome-keyring oder KWallet in einer Desktop-Sitzung), oder starten Sie mit --key-store file.",
    },
    "keychain-timeout": {
      sentence:
        "Der Schlüsselbund hat nicht rechtzeitig geantwortet. Vielleicht wartet er auf eine Antwort von Ihnen.",
      remedy: "Beantworten Sie die Frage des Schlüsselbunds und versuchen Sie es dann noch einmal.",
    },
    "keychain-corrupt": {
      sentence:
        "Der Eintrag dieses Computers im Schlüsselbund ist beschädigt. Es wurde keine neue Identität angelegt.",
      remedy:
        "Stellen Sie den Eintrag aus einer Sicherung wieder her und versuchen Sie es noch einmal, oder vergessen Sie dieses Gerät und koppeln Sie es mit neuer Identität.",
    },
    "key-file-unsafe": {
      sentence: "Die Schlüsseldatei {path} ist nicht sicher und wird nicht verwendet: {why}.",
      remedy:
        "Machen Sie die Datei nur für sich zugänglich (Modus 0600, Ordner 0700) und versuchen Sie es noch einmal. Haben andere sie vielleicht gelesen, vergessen Sie dieses Gerät und koppeln Sie es neu.",
    },
    "key-file-unreadable": {
      sentence: "Die Schlüsseldatei {path} lässt sich nicht lesen oder schreiben: {why}.",
      remedy: "Bringen Sie die Datei oder ihren Ordner in Ordnung und versuchen Sie es dann noch einmal.",
    },
    "identity-missing": {
      sentence:
        "Dieser Computer hatte eine Identität ({known}), aber ihr Schlüssel fehlt ({store}). Es wurde keine neue angelegt.",
      remedy:
        "Stellen Sie den Schlüssel wieder her (oder starten Sie mit dem Schlüsselspeicher, der ihn enthält) und versuchen Sie es noch einmal. Nur wenn er verloren ist: Vergessen Sie dieses Gerät und koppeln Sie es neu.",
    },
    "identity-mismatch": {
      sentence:
        "Gefunden wurde der Schlüssel eines anderen Geräts ({found}; {store}), als dieser Computer hatte ({known}).",
      remedy:
        "Stellen Sie den richtigen Schlüssel wieder her und versuchen Sie es noch einmal, oder vergessen Sie dieses Gerät und koppeln Sie es neu.",
    },
    "settings-unreadable": {
      sentence: "Die Einstellungsdatei {path} lässt sich nicht lesen: {why}.",
      remedy: "Bringen Sie die Datei oder ihren Ordner in Ordnung und versuchen Sie es dann noch einmal.",
    },
    "settings-newer": {
      sentence: "Die Datei {path} stammt von einer neueren Version von Clawtray.",
      remedy: "Aktualisieren Sie Clawtray. Die Datei wurde nicht verändert.",
    },
    "settings-unwritable": {
      sentence: "Die Einstellungsdatei {path} lässt sich nicht schreiben: {why}.",
      remedy: "Bringen Sie die Datei oder ihren Ordner in Ordnung und versuchen Sie es dann noch einmal.",
    },
    "state-folder-unusable": {
      sentence: "Der Ordner {path} lässt sich nicht verwenden: {why}.",
      remedy:
        "Machen Sie daraus einen eigenen Ordner, den niemand sonst ändern kann (Modus 0700), oder nennen Sie mit --state-dir einen anderen.",
    },
    "state-folder-copied": {
      sentence:
        "{path} ist eine Kopie von {original}, und das Original ist noch da. Ein Gerät hat nur einen Ordner, darum wird die Kopie nicht verwendet.",
      remedy:
        "Verwenden Sie das Original. Soll die Kopie gelten, entfernen Sie das Original und versuchen Sie es dann noch einmal.",
    },
    "control-socket-unusable": {
      sentence: "In {path} lässt sich kein Steuerungs-Socket anlegen: {why}.",
      remedy:
        "Schaffen Sie dort Platz für einen Socket, oder nennen Sie mit --state-dir einen anderen Ordner, und versuchen Sie es dann noch einmal.",
    },
    "control-pipe-taken": {
      sentence:
        "Ein anderes Programm antwortet dort, wo Befehle Clawtray erreichen, und kann nicht beweisen, dass es Clawtray ist. Nichts davon wird geglaubt.",
      remedy:
        "Melden Sie sich bei Windows ab und wieder an. Kommt es wieder, so suchen Sie ein Programm, das nicht Ihres ist: Es gibt sich vielleicht als Clawtray aus.",
    },
    "disk-full": {
      sentence: "{path} lässt sich nicht schreiben: {why}.",
      remedy: "Geben Sie Speicherplatz frei. Es wird von selbst noch einmal versucht.",
    },
    "held-by-another-process": {
      sentence: "Clawtray läuft hier schon (Prozess {pid}).",
      remedy: "Verwenden Sie dieses, oder beenden Sie es zuerst.",
    },
    "credential-missing": {
      sentence: "{gateway} verlangt von einem unbekannten Gerät eine Anmeldung: {expected}.",
      remedy: `Geben Sie ein, was das Gateway verlangt ({expected}); seine Verwaltung kennt es. ${whereTheTokenIs}`,
    },
    "credential-rejected": {
      sentence: "{gateway} hat die Anmeldung abgelehnt: {sent}.",
      remedy: `Geben Sie die richtigen Angaben ein; die Verwaltung des Gateways kennt sie. Es wurde nicht noch einmal versucht. ${whereTheTokenIs}`,
    },
    "setup-code-refused": {
      sentence:
        "{gateway} hat den Einrichtungscode nicht angenommen. Ein Code gilt nur einmal und nur kurze Zeit: Er wurde schon verwendet oder ist abgelaufen.",
      remedy:
        "Holen Sie einen neuen und verwenden Sie ihn stattdessen: openclaw qr gibt auf dem Computer des Gateways einen aus. Das kann dessen Verwaltung tun, also Sie selbst, wenn es Ihr Gateway ist.",
    },
    "setup-code-unsupported": {
      sentence: "{gateway} ist zu alt für Einrichtungscodes.",
      remedy: `Geben Sie stattdessen das Token des Gateways ein, oder bitten Sie die Verwaltung, es zu aktualisieren. ${whereTheTokenIs}`,
    },
    "identity-refused": {
      sentence: "{gateway} hat die Identität dieses Computers abgelehnt. Seine Worte: {said}",
      remedy:
        "Zeigen Sie dies der Verwaltung des Gateways. Vielleicht muss das Gerät dort entfernt und neu gekoppelt werden.",
    },
    "clock-skew": {
      sentence: "Die Uhren dieses Computers und von {gateway} gehen zu weit auseinander.",
      remedy:
        "Stellen Sie die Uhr dieses Computers (oder die des Gateways) und versuchen Sie es noch einmal.",
    },
    "certificate-untrusted": {
      sentence:
        "Dieser Computer vertraut dem Zertifikat von {gateway} nicht: {certificate}. Dessen Fingerabdruck ist {presented}.",
      remedy:
        "Vergleichen Sie ihn mit dem Fingerabdruck des eigenen Zertifikats des Gateways, den dessen Verwaltung dort so sieht: openssl x509 -in ZERTIFIKAT -outform DER | sha256sum. Nehmen Sie es nur an, wenn er ganz übereinstimmt. Kommt das Zertifikat von einer eigenen Zertifizierungsstelle, nehmen Sie stattdessen diese in den Zertifikatspeicher dieses Computers auf oder nennen ihre Datei in NODE_EXTRA_CA_CERTS, und starten Sie noch einmal.",
    },
    "certificate-expired": {
      sentence: "Das Zertifikat von {gateway} ist am {date} abgelaufen.",
      remedy:
        "Bitten Sie die Verwaltung des Gateways, es zu erneuern, oder stellen Sie die Uhr dieses Computers, wenn sie falsch geht. Sobald das Zertifikat gilt, verbindet er sich von selbst.",
    },
    "certificate-not-yet-valid": {
      sentence: "Das Zertifikat von {gateway} gilt erst ab {date}.",
      remedy:
        "Prüfen Sie die Uhr dieses Computers; geht sie richtig, melden Sie es der Verwaltung des Gateways. Sobald das Zertifikat gilt, verbindet er sich von selbst.",
    },
    "certificate-other-name": {
      sentence: "Das Zertifikat von {gateway} gilt für einen anderen Namen: {names}.",
      remedy:
        "Verwenden Sie den Namen aus dem Zertifikat als Adresse, oder bitten Sie die Verwaltung des Gateways um ein Zertifikat mit diesem Namen.",
    },
    "certificate-changed": {
      sentence:
        "{gateway} zeigt ein anderes Zertifikat als das, das Sie angenommen haben. Nun zeigt es {presented}.",
      remedy:
        "Fragen Sie die Verwaltung des Gateways, ob es erneuert wurde. Nehmen Sie das neue nur an, wenn sein Fingerabdruck der ist, den sie auf dem Computer des Gateways sieht: openssl x509 -in ZERTIFIKAT -outform DER | sha256sum",
    },
    "insecure-address": {
      sentence:
        "{host} führt zu einer öffentlichen Adresse oder lässt sich hier nicht nachschlagen, und ws:// würde alles unverschlüsselt senden.",
      remedy:
        "Verwenden Sie {secureUrl}, einen SSH-Tunnel oder Tailscale. Nicht zu empfehlen: clawtray run --gateway {plainUrl} --allow-insecure",
    },
    ...otherScheme,
    "public-address": {
      sentence:
        "{host} führt zu {address}, einer öffentlichen Adresse, und ws:// würde alles unverschlüsselt senden. Gesendet wurde nichts.",
      remedy:
        "Schalten Sie das VPN oder Tailscale ein, über das das Gateway zu erreichen ist, oder verwenden Sie wss:// oder einen SSH-Tunnel. Gegen diesen Rat: clawtray run --gateway ws://{gateway} --allow-insecure",
    },
    "proxy-sign-in": {
      sentence:
        "Der Proxy {proxy}, eingestellt durch {source}, verlangt Namen und Passwort und hat keine angenommen.",
      remedy:
        "Schreiben Sie beides in die Adresse in der Umgebung, HTTPS_PROXY=http://NAME:PASSWORT@HOST:PORT, mit %40 für ein @ darin, und starten Sie neu.",
    },
    "proxy-refused": {
      sentence: "Der Proxy {proxy}, eingestellt durch {source}, führt nicht zu {gateway}. Er sagte: {said}",
      remedy:
        "Bitten Sie, wer den Proxy betreibt, CONNECT zu {gateway} zu erlauben. Ist das Gateway ohne Proxy erreichbar, nehmen Sie es in NO_PROXY auf und starten neu.",
    },
    "proxy-unusable": {
      sentence: "{source} nennt einen Proxy, der sich nicht verwenden lässt: {proxyProblem}",
      remedy:
        "Setzen Sie HTTPS_PROXY auf einen HTTP-Proxy, als http://HOST:PORT, oder nehmen Sie {gateway} in NO_PROXY auf, und starten Sie neu.",
    },
    "client-certificate": {
      sentence:
        "{gateway} oder ein Proxy davor verlangt ein Zertifikat dieses Computers (mutual TLS). Clawtray hat keines.",
      remedy:
        "Bitten Sie die Verwaltung um eine Adresse, die kein Client-Zertifikat verlangt: Auch ein Service-Token für eine Zugangsseite (--edge-header), SSH oder ein VPN helfen.",
    },
    "access-page": {
      sentence: "Vor {gateway} antwortet etwas anstelle des Gateways: {accessAnswer} (HTTP {status}).",
      remedy:
        "Ist es eine Zugangsseite wie Cloudflare Access, bitten Sie deren Verwaltung um ein Service-Token und geben es in der Einrichtung im Fenster, mit --edge-header oder mit CF_ACCESS_CLIENT_ID und CF_ACCESS_CLIENT_SECRET an. Antwortet ein Webserver, prüfen Sie Adresse, Port und Pfad.",
    },
    "address-invalid": {
      sentence: "Die Adresse des Gateways lässt sich nicht verwenden: {problem}",
      remedy: "Geben Sie sie als host, host:port, ws://host:port, wss://host oder ssh://user@host ein.",
    },
    "another-gateway": {
      sentence:
        "Die Identität dieses Computers wurde bisher bei {used} verwendet, und {gateway} ist, soweit sich das sagen lässt, ein anderes Gateway. Ein Gateway, das die Aufgabe eines anderen weiterreicht, könnte sich dort als dieser Computer anmelden.",
      remedy:
        "Vertrauen Sie {gateway} ebenso, oder ist es dasselbe Gateway unter einer neuen Adresse, dann wählen Sie es noch einmal und bestätigen Sie das (clawtray run --gateway {url} --allow-another-gateway). Sonst geben Sie ihm einen eigenen Schlüssel: clawtray connections add NAME {url}",
    },
    "protocol-too-old": {
      sentence: "{gateway} spricht ein älteres Protokoll, als dieses Programm kennt.",
      remedy: "Bitten Sie die Verwaltung des Gateways, es zu aktualisieren.",
    },
    "protocol-too-new": {
      sentence: "{gateway} spricht ein neueres Protokoll, als dieses Programm kennt.",
      remedy: "Aktualisieren Sie Clawtray.",
    },
    "pairing-paused": {
      sentence: "{gateway} nimmt von diesem Computer zurzeit keine Anfragen an. Seine Worte: {said}",
      remedy: "Fragen Sie die Verwaltung des Gateways und versuchen Sie es dann noch einmal.",
    },
    "access-denied": {
      sentence: "{gateway} hat die Verbindung abgelehnt. Seine Worte: {said}",
      remedy: "Zeigen Sie dies der Verwaltung des Gateways und versuchen Sie es dann noch einmal.",
    },
  }),
  addressProblems: {
    ...sshAddressProblems,
    empty: "Sie ist leer.",
    "too-long": "Sie ist länger als {limit} Zeichen.",
    "control-characters": "Sie enthält Zeichen, die man nicht sieht.",
    scheme: "{scheme} führt zu keinem Gateway.",
    "user-info":
      "Sie enthält einen Benutzernamen oder ein Passwort. Geheimnisse gehören nicht in eine Adresse; geben Sie Token oder Passwort gesondert ein.",
    "secret-in-address":
      "Sie enthält anscheinend ein Geheimnis ({parameter}). Geheimnisse gehören nicht in eine Adresse; geben Sie Token oder Passwort gesondert ein.",
    port: "Ihr Port ist keine Zahl von 1 bis 65535.",
    host: "Ihr Hostname ist nicht gültig.",
    "unspecified-host": "{host} sagt, wo ein Gateway lauscht, nicht, wo es ist.",
    ...addressProblems,
    "insecure-address":
      "{host} führt zu einer öffentlichen Adresse oder lässt sich hier nicht nachschlagen, und ws:// würde alles unverschlüsselt senden. Verwenden Sie {secureUrl}.",
  },
  fileProblems: {
    "no-space": "Der Datenträger ist voll",
    quota: "Ihr Speicherkontingent ist aufgebraucht",
    "read-only": "Der Datenträger ist schreibgeschützt",
    "disk-error": "Der Datenträger meldet einen Fehler",
    "not-permitted": "Die Berechtigung fehlt",
    "too-many-open-files": "Zu viele Dateien sind geöffnet",
    "name-too-long": "Der Pfad ist zu lang",
    "not-found": "Dort ist nichts",
    "no-folder": "Ein Teil des Pfads ist kein Ordner",
    "cannot-be-made": "Er lässt sich nicht anlegen ({code})",
    "in-use": "Ein anderes Programm hat die Datei geöffnet",
    "being-changed": "Ein anderer Clawtray-Prozess ({code}) ändert gerade etwas daran und wird nicht fertig",
    link: "Dort liegt ein symbolischer Link",
    "not-a-file": "Dort liegt keine gewöhnliche Datei",
    "other-owner": "Der Eigentümer ist ein anderer Benutzer (Nummer {code})",
    "open-to-others": "Andere Benutzer haben Zugriff (Modus {code})",
    "folder-of-another": "Der Ordner gehört einem anderen Benutzer (Nummer {code})",
    "folder-open-to-others": "Andere Benutzer können den Ordner ändern (Modus {code})",
    "too-large": "Die Datei ist zu groß",
    newer: "Eine neuere Version von Clawtray hat die Datei geschrieben",
    damaged: "Die Datei ist beschädigt. Entfernen Sie sie, während kein Clawtray läuft",
    other: "Das System meldet {code}",
  },
  warnings: {
    "token-not-saved":
      "Das Token des Gateways konnte noch nicht gespeichert werden; es wird noch einmal versucht.",
    "settings-not-saved":
      "Die Einstellungen konnten nicht gespeichert werden: Änderungen gelten nur bis zum Neustart. Geben Sie Speicherplatz frei oder bringen Sie die Einstellungsdatei in Ordnung; es wird von selbst noch einmal versucht.",
    "settings-recovered":
      "Die Einstellungsdatei war beschädigt. Sie wurde beiseitegelegt, und ihre letzte gute Kopie gilt. Prüfen Sie, was dieser Computer darf.",
    "settings-lost":
      "Die Einstellungsdatei war beschädigt, und es gab keine gute Kopie. Sie wurde beiseitegelegt, und alles ist ausgeschaltet. Wählen Sie das Gateway und schalten Sie dann ein, was dieser Computer darf.",
    "rules-unreadable":
      "Die Regeln für Programme (exec-approvals.json) ließen sich nicht lesen, darum läuft nichts. Siehe: clawtray approvals",
    "gateway-without-tools":
      "Dieses Gateway ist zu alt für die Werkzeuge dieses Computers; kein Agent kann sie aufrufen. Alles andere geht. Das Gateway braucht OpenClaw 2026.9 oder neuer.",
    "gateway-without-skills":
      "Dieses Gateway ist zu alt für die Skills dieses Computers; kein Agent kann sie lesen. Alles andere geht. Das Gateway braucht OpenClaw 2026.9 oder neuer.",
    "presence-not-approved":
      "Das Gateway nimmt noch nicht an, ob Sie an diesem Computer sind: Die Verwaltung muss das freigeben. Auf dem Gateway: openclaw nodes pending",
    "activity-newer":
      "Eine neuere Version von Clawtray hat das Protokoll geschrieben. Es bleibt, wie es ist; was jetzt läuft, steht nicht darin. Aktualisieren Sie Clawtray.",
    "activity-not-saved":
      "Was lief, konnte nicht ins Protokoll geschrieben werden. Geben Sie Speicherplatz frei oder bringen Sie activity.jsonl in Ordnung.",
  },
  credentials: {
    token: "Token",
    password: "Passwort",
    bootstrap: "Einrichtungscode",
    "device-token": "Geräte-Token",
    "identity-proxy": "Anmeldung über den Proxy",
    unknown: "Token oder Passwort",
  },
  certificates: {
    "self-signed": "es hat sich selbst ausgestellt",
    "unknown-issuer":
      "wer es ausgestellt hat, ist hier nicht bekannt, oder das Gateway schickt das Zertifikat eines Ausstellers dazwischen nicht mit",
    weak: "sein Schlüssel oder seine Signatur oder die seines Ausstellers ist zu schwach, und die Verwaltung sollte es ersetzen",
    "issuer-expired":
      "das Zertifikat seines Ausstellers ist abgelaufen, und die Verwaltung sollte es ersetzen",
    "wrong-purpose": "es wurde nicht für einen Server ausgestellt, und die Verwaltung sollte es ersetzen",
    other: "es verstößt gegen eine Regel für Zertifikate, und die Verwaltung sollte es ersetzen",
  },
  accessAnswers: {
    redirect: "eine Weiterleitung nach {leadsTo}",
    "sign-in": "eine Anmeldung wird verlangt",
    forbidden: "dieser Computer wird abgewiesen",
    "proxy-sign-in": "ein Proxy verlangt eine Anmeldung",
    page: "eine Webseite",
  },
  proxySources: { system: "die Einstellungen dieses Computers" },
  proxyProblems: {
    address: "das ist keine Adresse eines Proxys.",
    socks: "das ist ein SOCKS-Proxy.",
  },
  unknown: {
    known: "welche, ist nicht mehr bekannt",
    pid: "unbekannt",
    date: "einem unbekannten Tag",
    said: "keine weiteren",
    hostKey: "welchen, sagt ssh nicht",
    limit: "so viele",
    leadsTo: "einer anderen Seite",
    scheme: "das",
    parameter: "ohne Namen",
    port: "er",
  },
  keyStores: { keychain: "Schlüsselbund", file: "Schlüsseldatei" },
};
