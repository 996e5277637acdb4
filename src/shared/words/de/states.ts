import type { StateCatalogue } from "../english.ts";

/** The sentences about states, in German. */
export const states: StateCatalogue = {
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
      "Bitten Sie die Verwaltung des Gateways, den Fingerabdruck zu vergleichen und dies auszuführen: {command}",
    awaitingRemoval: "Bitten Sie die Verwaltung des Gateways, dies auszuführen: {command}",
    surfacePending: "Bitten Sie die Verwaltung des Gateways, dies auszuführen: {command}",
    surfaceWidened:
      "Bitten Sie die Verwaltung des Gateways, dies auszuführen: {command}. Wartet dort nichts, muss die Konfiguration des Gateways die neuen Befehle erst erlauben: {setting}",
    waiting: "Nichts zu tun: Es wird von selbst wieder versucht.",
    paused: "Setzen Sie fort, wenn Sie wieder erreichbar sein möchten.",
  },
  waiting: {
    "name-not-found": "Der Name {host} wurde nicht gefunden.",
    refused:
      "Unter {gateway} antwortet nichts. Vielleicht läuft das Gateway nicht, oder der Port ist falsch.",
    unreachable: "{gateway} ist über das Netzwerk nicht erreichbar.",
    timeout: "{gateway} hat nicht rechtzeitig geantwortet.",
    silent: "{gateway} nimmt die Verbindung an, aber nichts antwortet darauf.",
    "not-a-gateway": "Unter {gateway} antwortet etwas, aber es ist kein OpenClaw-Gateway.",
    "gateway-starting": "Das Gateway startet gerade.",
    "rate-limited": "Das Gateway bittet um weniger Versuche.",
    "connection-lost": "Die Verbindung zu {gateway} ist abgerissen.",
    "protocol-error": "{gateway} hat etwas gesendet, das dieses Programm nicht versteht.",
    "gateway-error": "Das Gateway meldet einen eigenen Fehler.",
  },
  blocked: {
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
      sentence: "Die Einstellungsdatei {path} stammt von einer neueren Version von Clawtray.",
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
      remedy: "Bitten Sie die Verwaltung des Gateways darum ({expected}), und geben Sie die Antwort ein.",
    },
    "credential-rejected": {
      sentence: "{gateway} hat die Anmeldung abgelehnt: {sent}.",
      remedy:
        "Fragen Sie die Verwaltung des Gateways nach den richtigen Angaben und geben Sie sie ein. Es wurde nicht noch einmal versucht.",
    },
    "identity-refused": {
      sentence: "{gateway} hat die Identität dieses Computers abgelehnt: {detail}.",
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
        "Vergleichen Sie den Fingerabdruck mit der Verwaltung des Gateways. Stimmt er überein, nehmen Sie das Zertifikat an (--tls-fingerprint) und versuchen Sie es noch einmal.",
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
      sentence: "Das Zertifikat von {gateway} gilt für einen anderen Namen: {detail}.",
      remedy:
        "Verwenden Sie den Namen aus dem Zertifikat als Adresse, oder bitten Sie die Verwaltung des Gateways um ein Zertifikat mit diesem Namen.",
    },
    "certificate-changed": {
      sentence:
        "{gateway} zeigt ein anderes Zertifikat als das, das Sie angenommen haben. Nun zeigt es {presented}.",
      remedy:
        "Fragen Sie die Verwaltung des Gateways, ob es erneuert wurde. Nehmen Sie das neue nur an, wenn der Fingerabdruck übereinstimmt.",
    },
    "insecure-address": {
      sentence: "{host} ist eine öffentliche Adresse, und ws:// würde alles unverschlüsselt senden.",
      remedy: "Verwenden Sie {secureUrl}, einen SSH-Tunnel oder Tailscale.",
    },
    "address-invalid": {
      sentence: "Die Adresse des Gateways lässt sich nicht verwenden: {problem}",
      remedy: "Geben Sie sie als host, host:port, ws://host:port oder wss://host ein.",
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
      sentence: "{gateway} nimmt von diesem Computer zurzeit keine Anfragen an: {detail}.",
      remedy: "Fragen Sie die Verwaltung des Gateways und versuchen Sie es dann noch einmal.",
    },
    "access-denied": {
      sentence: "{gateway} hat die Verbindung abgelehnt: {detail}.",
      remedy: "Zeigen Sie dies der Verwaltung des Gateways und versuchen Sie es dann noch einmal.",
    },
  },
  addressProblems: {
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
    "insecure-address":
      "{host} ist eine öffentliche Adresse, und ws:// würde alles unverschlüsselt senden. Verwenden Sie {secureUrl}.",
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
    "unknown-issuer": "wer es ausgestellt hat, ist hier nicht bekannt",
  },
  unknownDevice: "welche, ist nicht mehr bekannt",
  keyStores: { keychain: "Schlüsselbund", file: "Schlüsseldatei" },
};
