/** Options as they were typed, by name. */
export type Values = Readonly<Record<string, unknown>>;

/** The text of an option; null when it was not given. */
export const text = (values: Values, name: string): string | null => {
  const value = values[name];
  return typeof value === "string" ? value : null;
};

/** Whether it holds characters that cannot be seen. */
export const hasControl = (value: string): boolean => /\p{Cc}|\p{Cf}/u.test(value);

/** What the person typed, harmless on a terminal and short. */
export const shown = (word: string): string => word.replace(/\p{Cc}|\p{Cf}/gu, "?").slice(0, 60);
