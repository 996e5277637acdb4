import type { Catalogue } from "../en/catalogue.ts";

/** Mehrere Gateways zugleich. */
export const connections: Catalogue["connections"] = {
  problems: {
    empty: "Eine Verbindung braucht einen Namen.",
    "too-long": "Der Name einer Verbindung hat höchstens 40 Zeichen.",
    "not-printable": "Dieser Name enthält Zeichen, die man nicht sieht. Tippen Sie ihn neu.",
    "leading-dash": "Der Name einer Verbindung kann nicht mit einem Strich beginnen.",
    taken: "Eine andere Verbindung heißt schon so. Wählen Sie einen anderen Namen.",
    gone: "Diese Verbindung gibt es nicht mehr.",
    first:
      "Die erste Verbindung kann nicht entfernt werden. Man kann sie vergessen: Beim nächsten Start entsteht dann eine neue Identität.",
  },
};
