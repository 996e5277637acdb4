import { expect, test } from "vitest";
import { mapToolReason } from "../../../src/shared/tool-reason.ts";
import { german } from "../../../src/shared/words/de/catalogue.ts";
import { englishCatalogue } from "../../../src/shared/words/en/catalogue.ts";
import { describeToolReason } from "../../../src/shared/words/tool-reason-texts.ts";
import { everyToolReason } from "../../support/tool-reasons.ts";

test.each(everyToolReason)("$code has words in both languages, with everything in its place", (reason) => {
  const { code: _, ...values } = reason;
  const said = [englishCatalogue, german].map((words) => describeToolReason(reason, words.toolReasons));
  expect(new Set(said).size).toBe(2);
  for (const sentence of said) {
    expect(sentence).not.toMatch(/\{\w+\}|undefined|\.$/);
    for (const value of Object.values(values)) expect(sentence).toContain(value);
  }
});

test("what is put into a reason is changed, and the reason stays what it is", () => {
  expect(mapToolReason({ code: "no-list", said: "list" }, (value) => `<${value}>`)).toEqual({
    code: "no-list",
    said: "<list>",
  });
});
