import * as v from "valibot";
import { readArguments } from "./arguments.ts";
import { said, type ToolBody } from "./built-in-tool.ts";
import { askPerson, noAnswer, type PersonDesk } from "./person.ts";

/** More than that is no question, UTF-16 units. */
const MAX_QUESTION = 2_000;
const MAX_CHOICE = 200;
/** As many as one key each. */
const MAX_CHOICES = 9;

const choice = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_CHOICE));
const schema = v.strictObject({
  question: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_QUESTION)),
  choices: v.optional(v.pipe(v.array(choice), v.minLength(1), v.maxLength(MAX_CHOICES))),
});

/** `ask_person {question, choices?}`: the person's own words, or the choice they take. */
export const askPersonTool = (desk: PersonDesk): ToolBody => ({
  description:
    "Asks the person at this computer a question, in a window or in the terminal, and waits for the answer: a text, or one of your choices. They see which agent asks. Never ask for a password, a key or a code. The result says whether they answered, declined, or were not there.",
  inputSchema: {
    type: "object",
    properties: {
      question: { type: "string", maxLength: MAX_QUESTION, description: "One question, in their language" },
      choices: {
        type: "array",
        items: { type: "string", maxLength: MAX_CHOICE },
        minItems: 1,
        maxItems: MAX_CHOICES,
        description: "Offer these instead of a text to type",
      },
    },
    required: ["question"],
    additionalProperties: false,
  },
  readOnly: false,
  async run(args, context) {
    const { question, choices = [] } = readArguments(schema, args);
    const takes = choices.length > 0 ? "choice" : "text";
    const end = await askPerson(desk, question, { takes, choices }, context);
    if (end.kind !== "replied") return noAnswer(end.kind);
    const answer = takes === "choice" ? (choices[Number(end.reply)] ?? "") : end.reply;
    return said(answer, { outcome: "answered", answer });
  },
});
