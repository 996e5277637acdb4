import type { Texts } from "../en/states.ts";
import type { englishOnWindows } from "../on-windows.ts";
import { otherBlockedTexts } from "../placeholders.ts";

/** Was Windows anders nennt oder anders macht. */
export const germanOnWindows: Texts<typeof englishOnWindows> = {
  blocked: otherBlockedTexts({
    "keychain-locked": {
      sentence:
        "Die Windows-Anmeldeinformationsverwaltung ist gesperrt. Darum lässt sich die Identität dieses Computers nicht lesen.",
      remedy: "Melden Sie sich mit Ihrem Kennwort bei Windows an und versuchen Sie es dann noch einmal.",
    },
    "keychain-unavailable": {
      sentence:
        "Die Windows-Anmeldeinformationsverwaltung ist nicht erreichbar. Für die Identität dieses Computers fehlt darum ein sicherer Ort.",
      remedy:
        "Starten Sie in der App „Dienste“ den Dienst „Anmeldeinformationsverwaltung“ (VaultSvc), oder starten Sie mit --key-store file.",
    },
    "keychain-timeout": {
      sentence: "Die Windows-Anmeldeinformationsverwaltung hat nicht rechtzeitig geantwortet.",
      remedy:
        "Sehen Sie nach, ob der Dienst „Anmeldeinformationsverwaltung“ (VaultSvc) läuft, und versuchen Sie es dann noch einmal.",
    },
    "keychain-corrupt": {
      sentence:
        "Der Eintrag dieses Computers in der Windows-Anmeldeinformationsverwaltung ist beschädigt. Es wurde keine neue Identität angelegt.",
      remedy:
        "Stellen Sie den Eintrag aus einer Sicherung wieder her und versuchen Sie es noch einmal, oder vergessen Sie dieses Gerät und koppeln Sie es mit neuer Identität.",
    },
    "key-file-unsafe": {
      remedy:
        "Machen Sie die Datei nur für sich zugänglich (in ihren Eigenschaften, unter „Sicherheit“) und versuchen Sie es noch einmal. Haben andere sie vielleicht gelesen, vergessen Sie dieses Gerät und koppeln Sie es neu.",
    },
    "state-folder-unusable": {
      remedy:
        "Nehmen Sie einen eigenen Ordner, den sonst niemand ändern kann (in seinen Eigenschaften, unter „Sicherheit“), oder nennen Sie mit --state-dir einen anderen.",
    },
    "control-socket-unusable": {
      sentence: "Für {path} lässt sich keine benannte Pipe anlegen: {why}.",
      remedy: "Nennen Sie mit --state-dir einen anderen Ordner, und versuchen Sie es dann noch einmal.",
    },
  }),
  fileProblems: {
    link: "Dort liegt ein Link oder eine Junction",
    "other-owner": "Der Eigentümer ist ein anderer Benutzer ({code})",
    "open-to-others": "Andere Benutzer haben Zugriff ({code})",
    "folder-of-another": "Der Ordner gehört einem anderen Benutzer ({code})",
    "folder-open-to-others": "Andere Benutzer können den Ordner ändern ({code})",
  },
  keyStores: { keychain: "Windows-Anmeldeinformationsverwaltung" },
};
