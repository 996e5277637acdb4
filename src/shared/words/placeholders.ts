import type { BlockedDetail, BlockedReason } from "../blocked.ts";

/** The names in braces of a text. */
export type Placeholder<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

/** What is known of every state that has a gateway. */
type Common = "gateway" | "host";

interface BlockedText {
  readonly sentence: string;
  readonly remedy: string;
}

/** The texts of the reasons whose values do not give what the texts ask for; `never` when all do. */
type Unfilled<Texts> = {
  [Reason in keyof Texts & BlockedReason]: Texts[Reason] extends Partial<BlockedText>
    ? Exclude<
        Placeholder<Texts[Reason][keyof Texts[Reason] & keyof BlockedText] & string>,
        Common | keyof BlockedDetail<Reason>
      > extends never
      ? never
      : Reason
    : never;
}[keyof Texts & BlockedReason];

/**
 * The texts of blocked reasons. A reason left out, or a name in braces that the reason has no value for, does not
 * compile.
 */
export const blockedTexts = <const Texts extends Readonly<Record<BlockedReason, BlockedText>>>(
  texts: Unfilled<Texts> extends never ? Texts : { readonly unfilled: Unfilled<Texts> },
): Texts => texts as Texts;

/** The same for texts that take the place of some others. */
export const otherBlockedTexts = <
  const Texts extends { readonly [Reason in BlockedReason]?: Partial<BlockedText> },
>(
  texts: Unfilled<Texts> extends never ? Texts : { readonly unfilled: Unfilled<Texts> },
): Texts => texts as Texts;
