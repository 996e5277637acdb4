import { isRecord } from "../../shared/record.ts";
import { CommandError } from "./command.ts";

/** Reads the parameters of one invoke; anything wrong ends it with `INVALID_REQUEST`. */
export interface Parameters {
  /** A finite number, clamped to the bounds. */
  number(name: string, limits: NumberLimits): number;
  whole(name: string, limits: NumberLimits): number;
  flag(name: string, otherwise: boolean): boolean;
  /** Trimmed; null when left out or empty. */
  text(name: string): string | null;
  choice<Choice extends string>(name: string, choices: readonly Choice[], otherwise: Choice): Choice;
}

interface NumberLimits {
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

/** Absent and null are the same: some callers send every field. */
export function readParameters(params: unknown): Parameters {
  if (params !== null && params !== undefined && !isRecord(params))
    throw invalid("the parameters are not an object");
  const values = params ?? {};
  const given = (name: string): unknown => values[name] ?? null;

  function number(name: string, limits: NumberLimits): number {
    const value = given(name) ?? limits.otherwise;
    if (typeof value !== "number" || !Number.isFinite(value)) throw invalid(`${name} is not a number`);
    return Math.min(limits.most, Math.max(limits.least, value));
  }

  return {
    number,
    whole: (name, limits) => Math.floor(number(name, limits)),
    flag(name, otherwise) {
      const value = given(name) ?? otherwise;
      if (typeof value !== "boolean") throw invalid(`${name} is neither true nor false`);
      return value;
    },
    text(name) {
      const value = given(name);
      if (value !== null && typeof value !== "string") throw invalid(`${name} is not a string`);
      return value === null || value.trim() === "" ? null : value.trim();
    },
    choice(name, choices, otherwise) {
      const value = given(name) ?? otherwise;
      const chosen = choices.find((choice) => choice === value);
      if (chosen === undefined) throw invalid(`${name} must be one of ${choices.join(", ")}`);
      return chosen;
    },
  };
}

/** The error every malformed request gets. */
export const invalid = (sentence: string): CommandError => new CommandError("INVALID_REQUEST", sentence);
