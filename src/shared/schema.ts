import * as v from "valibot";
import { isRecord } from "./record.ts";

/**
 * The building blocks of the schemas for everything that comes from outside. A schema is the contract itself: the type
 * is inferred from it, so that what compiles is what is accepted. A page gets only the types.
 */

/** Nothing written by hand is longer; a longer text is refused before it is looked at. */
const MAX_TEXT_LENGTH = 2_048;

export const text = (maxLength = MAX_TEXT_LENGTH) => v.pipe(v.string(), v.maxLength(maxLength));

/** SHA-256, hex in lower case. */
export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** Valibot accepts an array as an object as well; none of our values is an array. */
export const record = v.pipe(v.unknown(), v.check(isRecord));

/** A message of this kind that carries nothing else. */
export const bare = <const Kind extends string>(kind: Kind) => v.object({ kind: v.literal(kind) });

/** Some of these members and no others: a change that is only half understood is refused. */
export function changeOf<const Entries extends v.ObjectEntries>(entries: Entries) {
  const known = (value: unknown) =>
    isRecord(value) && Object.keys(value).every((name) => Object.hasOwn(entries, name));
  return v.pipe(v.unknown(), v.check(known), v.object(entries));
}

/**
 * Input from outside, in the form of this schema: only the members it names. Null for anything else. A member that is
 * undefined counts as absent.
 */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): v.InferOutput<Schema> | null {
  if (!isRecord(value)) return null;
  const said = Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
  const result = v.safeParse(schema, said, { abortEarly: true });
  return result.success ? result.output : null;
}
