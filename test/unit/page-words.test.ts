import { describe, expect, test } from "vitest";
import { lookOf } from "../../src/shared/standing.ts";
import type { WaitingReason } from "../../src/shared/state.ts";
import { adminMessage } from "../../src/shared/words/admin-message.ts";
import { describeCheckProblem } from "../../src/shared/words/check-problem.ts";
import { german } from "../../src/shared/words/de/catalogue.ts";
import { describe as inWords } from "../../src/shared/words/describe.ts";
import { englishCatalogue } from "../../src/shared/words/en/catalogue.ts";
import { catalogueFor, languageFor } from "../../src/shared/words/languages.ts";
import {
  awaiting,
  certificate,
  connected,
  deviceId,
  surfacePending,
  surfaceWidened,
  waiting,
  waitingReasons,
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

  test.each(texts(englishCatalogue))("fills the same values into %s in German", (path, text) => {
    expect(placeholders(translated.get(path) ?? "missing")).toEqual(placeholders(text));
  });

  test("leaves no text empty in either language", () => {
    expect([...texts(englishCatalogue), ...texts(german)].filter(([, text]) => text.trim() === "")).toEqual(
      [],
    );
  });

  test("speaks the system's language if it knows it, else English, unless the person chose", () => {
    expect(languageFor("system", "de-AT")).toBe("de");
    expect(languageFor("system", "den")).toBe("en");
    expect(languageFor("system", "fr-FR")).toBe("en");
    expect(languageFor("en", "de-DE")).toBe("en");
    expect(catalogueFor("de")).toBe(german);
  });

  test("has a message for the administrator only while an approval is awaited", () => {
    expect(adminMessage(connected, englishCatalogue)).toBeNull();
    expect(adminMessage(surfacePending, englishCatalogue)).toContain("openclaw nodes approve ");
    const message = adminMessage(awaiting, englishCatalogue) ?? "";
    expect(message).toContain(deviceId);
    expect(message).toContain(awaiting.adminCommand);
    expect(message).not.toMatch(/\{\w+\}/);
  });

  test("says of a widened surface that the rest works, and what it may be if no request waits", () => {
    for (const words of [englishCatalogue, german]) {
      const first = inWords(surfacePending, words);
      const widened = inWords(surfaceWidened, words);
      expect(widened.sentence).not.toBe(first.sentence);
      expect(widened.remedy).toContain("openclaw nodes pending");
      expect(widened.remedy).toContain("gateway.nodes.commands.allow");
      expect(first.remedy).not.toContain("gateway.nodes.commands.allow");
    }
  });

  test("calls nothing connected that cannot be called yet", () => {
    for (const words of [englishCatalogue, german]) {
      expect(inWords(surfacePending, words).title).toBe(words.standing.awaitingSurface);
      expect(inWords(surfaceWidened, words).title).toBe(words.phases.connected);
      expect(inWords(connected, words).title).toBe(words.phases.connected);
    }
    expect([surfacePending, surfaceWidened, connected].map(lookOf)).toEqual([
      "awaiting-approval",
      "connected",
      "connected",
    ]);
  });

  test("says while it waits what the check of the wizard says, and that nothing is to be done only where it is so", () => {
    const passing = ["gateway-starting", "rate-limited", "connection-lost"];
    for (const words of [englishCatalogue, german]) {
      for (const reason of Object.keys(waitingReasons) as WaitingReason[]) {
        const { remedy } = inWords(waiting(reason), words);
        expect(remedy === words.remedies.waiting, reason).toBe(passing.includes(reason));
        if (passing.includes(reason) || reason === "gateway-error") continue;
        const checked = describeCheckProblem(reason, {}, "wss://gateway.example.org:1", words);
        expect(remedy).toBe(`${checked.remedy} ${words.standing.triesAgain}`);
      }
    }
  });

  test("says a failed check step in the node's own words, with what to do", () => {
    expect(
      describeCheckProblem("name-not-found", {}, "wss://gateway.example.org:1", englishCatalogue),
    ).toEqual({
      sentence: "The name gateway.example.org was not found.",
      remedy: englishCatalogue.standing.whileWaiting["name-not-found"],
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
