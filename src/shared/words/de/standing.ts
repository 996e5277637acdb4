import type { StateCatalogue } from "../en/states.ts";
import { sshWhileWaiting } from "./ssh.ts";

export const standing: StateCatalogue["standing"] = {
  awaitingSurface: "Wartet auf die zweite Freigabe",
  whileWaiting: {
    ...sshWhileWaiting,
    "name-not-found":
      "Prüfen Sie die Schreibweise der Adresse und ob dieser Computer im richtigen Netzwerk oder VPN ist.",
    refused: "Prüfen Sie den Port, und fragen Sie, ob das Gateway läuft.",
    unreachable: "Prüfen Sie Ihre Netzwerk- oder VPN-Verbindung.",
    timeout: "Prüfen Sie die Adresse. Vielleicht ist eine Firewall im Weg.",
    silent: "Fragen Sie, ob es dem Gateway gut geht. Vielleicht ist eine Firewall oder ein Proxy im Weg.",
    "proxy-unreachable":
      "Prüfen Sie HTTPS_PROXY oder den Proxy in den Einstellungen dieses Computers, und in welchem Netz dieser Computer ist.",
    "not-a-gateway": "Prüfen Sie Adresse und Port.",
    "protocol-error": "Fragen Sie die Verwaltung, welche Version auf dem Gateway läuft.",
    "bad-gateway": "Fragen Sie, ob das Gateway läuft.",
    "gateway-error": "Bleibt es so, melden Sie es der Verwaltung des Gateways.",
  },
  triesAgain: "Es wird von selbst wieder versucht.",
};
