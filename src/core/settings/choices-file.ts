import { join } from "node:path";
import * as v from "valibot";
import { failure, type Result, success } from "../../shared/result.ts";
import { withLock } from "../files/lock.ts";
import type { FileFailure } from "../files/problem.ts";
import { readOwnFile } from "../files/read.ts";
import { writeKeptFile } from "../files/write.ts";

/** Why a file of choices cannot be used. */
export type ChoicesProblem =
  | { readonly kind: "newer" | "damaged"; readonly path: string }
  | { readonly kind: "file"; readonly file: FileFailure };

/** A file in the state folder with what its owner allows. */
export interface ChoicesFile<Choices> {
  /** Where the file of a state folder is. */
  path(stateDir: string): string;
  /** The choices; those of nobody, when there is no file. */
  read(stateDir: string): Result<Choices, ChoicesProblem>;
  /** Changes the choices in one step that no other process can come between, and resolves with what they are now. */
  change(stateDir: string, change: (before: Choices) => Choices): Promise<Result<Choices, ChoicesProblem>>;
}

/**
 * A file of choices by its name, the layout that this version writes, and what it may hold beside the number of the
 * layout. One with a higher number was written by a newer version and is left alone. One that cannot be understood
 * allows nothing: there is no older copy to go by, which might allow what its owner has since taken back.
 */
export function createChoicesFile<Choices extends object>(
  name: string,
  layout: number,
  schema: v.GenericSchema<unknown, Choices>,
  none: Choices,
): ChoicesFile<Choices> {
  const pathIn = (stateDir: string): string => join(stateDir, name);
  function read(stateDir: string): Result<Choices, ChoicesProblem> {
    const path = pathIn(stateDir);
    const text = readOwnFile(path);
    if (!text.ok) return failure({ kind: "file", file: text.failure });
    if (text.value === null) return success(none);
    const content = contentOf(text.value);
    if (content === null) return failure({ kind: "damaged", path });
    const { schemaVersion, ...rest } = content;
    if (schemaVersion > layout) return failure({ kind: "newer", path });
    const choices = v.safeParse(schema, rest);
    return schemaVersion === layout && choices.success
      ? success(choices.output)
      : failure({ kind: "damaged", path });
  }
  return {
    path: pathIn,
    read,
    async change(stateDir, change) {
      const path = pathIn(stateDir);
      const done = await withLock(path, async (): Promise<Result<Choices, ChoicesProblem>> => {
        const before = read(stateDir);
        if (!before.ok) return before;
        const choices = change(before.value);
        const text = `${JSON.stringify({ schemaVersion: layout, ...choices }, null, 2)}\n`;
        const written = await writeKeptFile(path, text);
        return written.ok ? success(choices) : failure({ kind: "file", file: written.failure });
      });
      return done.ok ? done.value : failure({ kind: "file", file: done.failure });
    },
  };
}

const numbered = v.looseObject({ schemaVersion: v.number() });

/** What a file holds, if it is an object with the number of a layout. */
function contentOf(text: string): v.InferOutput<typeof numbered> | null {
  try {
    const content = v.safeParse(numbered, JSON.parse(text));
    return content.success ? content.output : null;
  } catch {
    return null;
  }
}
