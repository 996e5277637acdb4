import { describe, expect, it } from "vitest";
import { adminMessage } from "../../src/shared/words/admin-message.ts";
import { englishCatalogue } from "../../src/shared/words/catalogue.ts";
import { describeCheckProblem } from "../../src/shared/words/check-problem.ts";
import { describe as inWords } from "../../src/shared/words/describe.ts";
import { german } from "../../src/shared/words/german.ts";
import { catalogueFor, languageFor } from "../../src/shared/words/languages.ts";
import {
  awaiting,
  certificate,
  connected,
  fingerprint,
  surfacePending,
  surfaceWidened,
} from "../renderer/harness/snapshots.ts";

/** Every text with its path. */
function texts(node: object, path = ""): [string, string][] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "string" ? [[`${path}${key}`, value]] : texts(value as object, `${path}${key}.`),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe("the catalogue", () => {
  const translated = new Map(texts(german));

  it.each(texts(englishCatalogue))("fills the same values into %s in German", (path, text) => {
    expect(placeholders(translated.get(path) ?? "missing")).toEqual(placeholders(text));
  });

  it("leaves no text empty in either language", () => {
    expect([...texts(englishCatalogue), ...texts(german)].filter(([, text]) => text.trim() === "")).toEqual(
      [],
    );
  });

  it("speaks the system's language if it knows it, else English, unless the person chose", () => {
    expect(languageFor("system", "de-AT")).toBe("de");
    expect(languageFor("system", "den")).toBe("en");
    expect(languageFor("system", "fr-FR")).toBe("en");
    expect(languageFor("en", "de-DE")).toBe("en");
    expect(catalogueFor("de")).toBe(german);
  });

  it("has a message for the administrator only while approval is awaited", () => {
    expect(adminMessage(connected, englishCatalogue)).toBeNull();
    const message = adminMessage(awaiting, englishCatalogue) ?? "";
    expect(message).toContain(fingerprint);
    expect(message).toContain(awaiting.adminCommand);
    expect(message).not.toMatch(/\{\w+\}/);
  });

  it("says of a widened surface that the rest works, and what it may be if no request waits", () => {
    for (const words of [englishCatalogue, german]) {
      const first = inWords(surfacePending, words);
      const widened = inWords(surfaceWidened, words);
      expect(widened.sentence).not.toBe(first.sentence);
      expect(widened.remedy).toContain("openclaw nodes pending");
      expect(widened.remedy).toContain("gateway.nodes.commands.allow");
      expect(first.remedy).not.toContain("gateway.nodes.commands.allow");
    }
  });

  it("says a failed check step in the node's own words, with what to do", () => {
    expect(
      describeCheckProblem("name-not-found", {}, "wss://gateway.example.org:1", englishCatalogue),
    ).toEqual({
      sentence: "The name gateway.example.org was not found.",
      remedy: "Check the spelling, and whether this computer is in the right network or VPN.",
    });
    const { sentence } = describeCheckProblem(
      "certificate-untrusted",
      { presented: certificate },
      "gateway.example.org",
      german,
    );
    expect(sentence).toContain("b7d0 f1a9 … f8ac 6d52");
  });
});
