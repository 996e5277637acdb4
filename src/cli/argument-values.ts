import { replaceInvisible } from "../shared/text/invisible.ts";

/** Options as they were typed, by name. */
export type Values = Readonly<Record<string, unknown>>;

/** The text of an option; null when it was not given. */
export const text = (values: Values, name: string): string | null => {
  const value = values[name];
  return typeof value === "string" ? value : null;
};

/** What the person typed, harmless on a terminal and short. */
export const shown = (word: string): string => replaceInvisible(word, () => "?").slice(0, 60);

/** Reads an option that may be repeated: each value is added to those before it. */
export const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];
