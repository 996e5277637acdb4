import type { ToolReason, ToolReasonCode, ToolReasonValues } from "../tool-reason.ts";
import { fill } from "./describe.ts";
import type { Placeholder } from "./placeholders.ts";

/** The words of every reason, in one language. */
export type ToolReasonTexts = Readonly<Record<ToolReasonCode, string>>;

/** The reasons whose values do not give what their words ask for; `never` when all do. */
type Unfilled<Texts> = {
  [Code in keyof Texts & ToolReasonCode]: Texts[Code] extends string
    ? Exclude<Placeholder<Texts[Code]>, keyof ToolReasonValues<Code>> extends never
      ? never
      : Code
    : Code;
}[keyof Texts & ToolReasonCode];

/** A reason left out, or a name in braces that the reason has no value for, does not compile. */
export const toolReasonTexts = <const Texts extends ToolReasonTexts>(
  texts: Unfilled<Texts> extends never ? Texts : { readonly unfilled: Unfilled<Texts> },
): ToolReasonTexts => texts as unknown as Texts;

/** A reason in words that finish a sentence about its server. Pure. */
export function describeToolReason(reason: ToolReason, texts: ToolReasonTexts): string {
  const { code, ...values } = reason;
  return fill(texts[code], values as Readonly<Record<string, string>>);
}

/** The same as a sentence of its own. Pure. */
export function toolReasonSentence(reason: ToolReason, texts: ToolReasonTexts): string {
  const words = describeToolReason(reason, texts);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
