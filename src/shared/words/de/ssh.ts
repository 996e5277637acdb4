import type * as english from "../en/ssh.ts";
import type { Texts } from "../en/states.ts";

/** What is said of a gateway that is reached through SSH, in German. */
export const sshSentences: Texts<typeof english.sshSentences> = {
  connectingThroughSsh: "Die Verbindung über SSH zu {gateway} wird aufgebaut.",
  connectedThroughSsh: "Über SSH mit {gateway} verbunden.",
};

export const sshWaiting: Texts<typeof english.sshWaiting> = {
  "ssh-refused": "Unter {gateway} antwortet kein SSH-Server.",
  "ssh-no-gateway": "SSH zu {gateway} gelingt, aber dort lauscht kein Gateway.",
  "ssh-failed": "SSH zu {gateway} endete, bevor die Verbindung stand.",
};

export const sshBlocked = {
  "ssh-missing": {
    sentence: "Diese Adresse braucht das Programm ssh, und dieser Computer hat keines.",
    remedy:
      "Installieren Sie den Client von OpenSSH (Debian und Ubuntu: openssh-client; Windows: das optionale Feature OpenSSH-Client), und versuchen Sie es dann noch einmal.",
  },
  "ssh-no-home": {
    sentence:
      "Dieses Konto hat keinen Home-Ordner, und dort hat ssh seinen Schlüssel, seine Konfiguration und die Hosts, die es kennt.",
    remedy:
      "Führen Sie Clawtray als Benutzer aus, dessen Home-Ordner es gibt (auch in einem Container), richten Sie ssh dort ein und starten Sie noch einmal.",
  },
  "ssh-configuration": {
    sentence: "ssh nimmt seine eigene Konfiguration nicht an. Es sagt: {said}",
    remedy: "Berichtigen Sie die Konfiguration von ssh, und versuchen Sie es dann noch einmal.",
  },
  "ssh-permission-denied": {
    sentence: "{gateway} hat keinen SSH-Schlüssel angenommen, der sich ohne Rückfrage anbieten ließ.",
    remedy:
      "Sorgen Sie dafür, dass ssh sich dort ohne Passwort anmeldet: Laden Sie den Schlüssel in Ihren Agenten (ssh-add), oder lassen Sie dort Ihren öffentlichen Schlüssel eintragen (ssh-copy-id). Versuchen Sie es dann noch einmal.",
  },
  "ssh-key-locked": {
    sentence:
      "{gateway} hat keinen SSH-Schlüssel angenommen. {keyFile} wurde ausgelassen: Er hat eine Passphrase, und kein SSH-Agent kennt sie.",
    remedy:
      "Geben Sie Ihrem Agenten die Passphrase einmal: ssh-add {keyFile}. Versuchen Sie es dann noch einmal. Wo es keinen Agenten gibt, etwa in einem Dienst, nehmen Sie für diesen Host einen Schlüssel ohne Passphrase.",
  },
  "ssh-host-key-unknown": {
    sentence: "ssh kennt den Hostschlüssel von {gateway} noch nicht. Sein Fingerabdruck ist {hostKey}.",
    remedy:
      "Vergleichen Sie ihn mit dem des Hosts selbst, den die Verwaltung dort so sieht: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (oder mit einer anderen ssh_host_*_key.pub daneben). Ist er derselbe, nehmen Sie ihn an: clawtray run --accept-ssh-host-key {hostKey}",
  },
  "ssh-host-key-changed": {
    sentence:
      "{gateway} zeigt einen anderen SSH-Hostschlüssel als den hier bekannten ({hostKey}). Vielleicht ist jemand dazwischen, oder der Host wurde neu eingerichtet. Es wurde nichts gesendet.",
    remedy:
      "Fragen Sie die Verwaltung. Nur wenn der Hostschlüssel erneuert wurde, entfernen Sie den alten: {command}. Versuchen Sie es dann noch einmal und vergleichen Sie den neuen Fingerabdruck.",
  },
  "ssh-forwarding-refused": {
    sentence: "{gateway} lässt dieses Konto über SSH herein, aber nicht an den Port des Gateways.",
    remedy:
      "Bitten Sie die Verwaltung, es in der Konfiguration von sshd (AllowTcpForwarding, PermitOpen) und in authorized_keys zu erlauben, und versuchen Sie es dann noch einmal.",
  },
} as const;

export const sshAddressProblems: Texts<typeof english.sshAddressProblems> = {
  "ssh-address":
    "Eine SSH-Adresse ist ssh://benutzer@host, ssh://benutzer@host:port oder ssh://benutzer@host?gateway=port, mit einfachen Buchstaben, Ziffern, Punkten, Bindestrichen und Unterstrichen. Für alles andere geben Sie dem Host einen Namen in der Konfiguration von ssh.",
  "ssh-password":
    "Sie enthält ein Passwort. SSH meldet sich mit einem Schlüssel an; lassen Sie das Passwort weg.",
};

/** What a person can do while it is tried again. */
export const sshWhileWaiting: Texts<typeof english.sshWhileWaiting> = {
  "ssh-refused": "Prüfen Sie die Adresse und den Port von SSH, und ob der Computer dort an ist.",
  "ssh-no-gateway":
    "Fragen Sie, ob das Gateway läuft. Lauscht es an einem anderen Port, geben Sie ihn an: ssh://benutzer@host?gateway=port",
  "ssh-failed": "Versuchen Sie es in einem Terminal mit ssh: Es sagt dort, warum.",
};

/** What the check says to do where the window shows more. */
export const sshRemedies: Texts<typeof english.sshRemedies> = {
  "ssh-host-key-unknown": "Vergleichen Sie den Fingerabdruck unten mit Ihrer Verwaltung.",
};

/** An unknown host key, in the window. */
export const sshHostKey: Texts<typeof english.sshHostKey> = {
  title: "Kennen Sie diesen SSH-Hostschlüssel?",
  sentence:
    "Dieser Computer hat sich noch nie über SSH mit diesem Host verbunden. Das ist beim ersten Mal üblich; es kann aber auch heißen, dass jemand dazwischen ist. Dort zeigt dies den Fingerabdruck des Hosts selbst: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub (oder mit einer anderen ssh_host_*_key.pub daneben).",
  fingerprint: "SHA-256-Fingerabdruck des Hostschlüssels",
  compared: "Ich habe diesen Fingerabdruck mit der Verwaltung des Gateways verglichen.",
  accept: "Diesen Hostschlüssel annehmen",
  summary: "SSH antwortet, aber der Hostschlüssel ist hier nicht bekannt.",
};
