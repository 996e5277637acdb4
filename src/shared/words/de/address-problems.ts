import type { addressProblems as english } from "../en/address-problems.ts";

/** Enden von „Die Adresse des Gateways lässt sich nicht verwenden: “. */
export const addressProblems: Record<keyof typeof english, string> = {
  "port-alone": "{port} ist nur ein Port. Davor gehört der Host: host:{port}.",
  zone: "Sie ist eine Link-local-Adresse mit einer Netzwerkschnittstelle (%eth0), die sich nicht merken lässt. Verwenden Sie den Namen des Gateways oder eine andere seiner Adressen.",
  "several-words":
    "Sie besteht aus mehreren Wörtern, und keines davon ist eindeutig eine Adresse. Fügen Sie nur die Adresse ein.",
  "several-addresses": "Es sind mehrere Adressen. Fügen Sie eine davon ein.",
  placeholder:
    "{parameter} ist eine Variable oder ein Platzhalter, der nicht ausgefüllt wurde. Setzen Sie die Adresse dafür ein.",
  "secret-instead":
    "Sie sieht nach einem Token, einem Schlüssel oder einem beschädigten Einrichtungscode aus, nicht nach einer Adresse. Sie wurde nirgends nachgeschlagen.",
  "join-link":
    "Sie sieht nach einem Einladungslink aus, der aber abgeschnitten ist oder nicht mit https:// beginnt. Kopieren Sie ihn noch einmal ganz.",
};
