import type { Catalogue } from "../en/catalogue.ts";

export const discovery: Catalogue["discovery"] = {
  title: "Gefundene Gateways",
  searching: "Gateways auf diesem Computer und in der Nähe werden gesucht …",
  find: "Gateways suchen",
  found: "{count} gefunden.",
  where: { "this-computer": "auf diesem Computer", nearby: "in der Nähe" },
  use: "Verwenden",
  useAddress: "Verwenden: {address}",
  used: "{address} steht jetzt im Adressfeld.",
  hint: "Jeder in Ihrem Netzwerk kann ein Gateway unter jedem Namen ankündigen. Wählen Sie nur eines, das Sie kennen.",
  none: "Auf diesem Computer und in der Nähe wurde kein Gateway gefunden. Viele werden nicht angekündigt; Sie können die Adresse eingeben.",
  failed: "Die Suche hat nicht funktioniert. Geben Sie stattdessen die Adresse ein.",
  problems: {
    "no-network": "Dieser Computer ist mit keinem Netzwerk verbunden.",
    "no-multicast":
      "Das Netzwerk konnte nicht gefragt werden: Ein anderes Programm verwendet den UDP-Port 5353, oder er ist gesperrt.",
  },
  noGateway: {
    title: "Noch kein Gateway?",
    what: "Ein Gateway ist der Teil von OpenClaw, einem quelloffenen KI-Assistenten, der ständig auf einem Ihrer Computer läuft und mit dem sich andere Geräte verbinden.",
    how: "So installieren Sie eines: npm install -g openclaw@latest --allow-scripts=openclaw (mit Node 24.16 oder neuer), dann openclaw onboard --install-daemon. Andere Wege: https://docs.openclaw.ai/install",
  },
};
