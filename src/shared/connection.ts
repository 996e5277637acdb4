import { readDisplayName } from "./text/display-name.ts";

/** Why a connection cannot have this name. */
export type NameProblem = "empty" | "too-long" | "not-printable" | "leading-dash" | "taken";

/** The longest name of a connection, characters. */
const MAX_NAME = 40;

/** A connection's name as it was typed, trimmed; or why it cannot be one. Whether it is taken is not checked. Pure. */
export function readConnectionName(typed: string): string | { readonly problem: NameProblem } {
  if (typed.trim() === "") return { problem: "empty" };
  const name = readDisplayName(typed);
  if (name === null) return { problem: "not-printable" };
  if ([...name].length > MAX_NAME) return { problem: "too-long" };
  // The command line would take it for an option.
  return name.startsWith("-") ? { problem: "leading-dash" } : name;
}

/** Whether two names look the same to a person: case and Unicode composition do not tell them apart. Pure. */
export const isSameName = (one: string, other: string): boolean => folded(one) === folded(other);

const folded = (name: string): string => name.normalize("NFKC").toLowerCase();
