import * as v from "valibot";
import { type Notifier, type NotifySource, systemNotify } from "../../commands/system-notify.ts";
import { readArguments } from "./arguments.ts";
import { type BuiltInContext, said, type ToolBody } from "./built-in-tool.ts";
import { askPerson, noAnswer, type PersonDesk } from "./person.ts";

const MAX_CHOICES = 3;
const MAX_CHOICE = 60;

const schema = v.strictObject({
  title: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200)),
  body: v.optional(v.pipe(v.string(), v.maxLength(2_000)), ""),
  choices: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_CHOICE))),
      v.minLength(1),
      v.maxLength(MAX_CHOICES),
    ),
  ),
});

/** `notify {title, body?, choices?}`: a notification like `system.notify`, with its limits; waits for a choice. */
export function notifyTool(notifier: Notifier, source: NotifySource, desk: PersonDesk): ToolBody {
  const command = systemNotify(notifier, source);
  const show = async ({ title, body }: { title: string; body: string }, context: BuiltInContext) => {
    await command.run(
      { title, body },
      { ...context, invokeId: "", largestResult: 0, async progress() {}, stepAside() {} },
    );
  };
  return {
    description:
      "Shows the person at this computer a notification. With choices, they answer in a window or in the terminal, and the one they take comes back.",
    inputSchema: {
      type: "object",
      properties: {
        title: { type: "string", maxLength: 200 },
        body: { type: "string", maxLength: 2_000 },
        choices: {
          type: "array",
          items: { type: "string", maxLength: MAX_CHOICE },
          minItems: 1,
          maxItems: MAX_CHOICES,
          description: "Waits for one of these",
        },
      },
      required: ["title"],
      additionalProperties: false,
    },
    readOnly: false,
    async run(args, context) {
      const given = readArguments(schema, args);
      await show(given, context);
      const { title, body, choices } = given;
      if (choices === undefined) return said("The notification is shown.");
      const text = body.trim() === "" ? title : `${title}: ${body}`;
      const end = await askPerson(desk, text, { takes: "choice", choices }, context);
      if (end.kind !== "replied") return noAnswer(end.kind);
      const answer = choices[Number(end.reply)] ?? "";
      return said(answer, { outcome: "answered", answer });
    },
  };
}
