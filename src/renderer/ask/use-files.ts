import { useEffect, useRef, useState } from "preact/hooks";
import { type Picture, refusedSizes } from "../../shared/picture/picture.ts";
import { refusedTexts, type TextFile } from "../../shared/text-file.ts";
import { fill } from "../../shared/words/describe.ts";
import type { FileRefusal } from "../../shared/words/file-refusal.ts";
import { useApp } from "../app/app-context.ts";
import { type ChosenFile, isPicture, takeFile } from "./take-file.ts";

/** The pictures and texts that are to go with the next message. */
export interface Files {
  readonly files: readonly ChosenFile[];
  /** Why the last ones were not added, or why these do not go with the message as it is. */
  readonly refused: FileRefusal | null;
  /** They go with the message as it is. */
  readonly fit: boolean;
  /** As they are sent. */
  readonly given: { readonly pictures?: readonly Picture[]; readonly texts?: readonly TextFile[] };
  /** Some are being read. */
  readonly reading: boolean;
  add(files: readonly File[]): Promise<void>;
  drop(files: readonly ChosenFile[]): void;
  dismiss(): void;
}

/** Adds what may go with the others; of the rest, the first reason is kept for the person. */
export function useFiles(message: string): Files {
  const { words, announce } = useApp();
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const [refused, setRefused] = useState<FileRefusal | null>(null);
  const [reading, setReading] = useState(0);
  // Two that are dropped at once must count each other.
  const now = useRef(files);
  const set = (next: readonly ChosenFile[]) => {
    now.current = next;
    setFiles(next);
  };
  useEffect(
    () => () => {
      letGo(now.current);
    },
    [],
  );
  const texts = textsOf(files);
  const pictures = files.filter(isPicture).map(({ name, data }) => ({ name, data }));
  const tooLong = refusedTexts(message, texts);
  return {
    files,
    refused: refused ?? tooLong,
    fit: tooLong === null,
    given: {
      ...(pictures.length === 0 ? {} : { pictures }),
      ...(texts.length === 0 ? {} : { texts }),
    },
    reading: reading > 0,
    async add(given) {
      setReading((count) => count + 1);
      setRefused(null);
      const added: string[] = [];
      let problem: FileRefusal | null = null;
      for (const file of given) {
        const taken = await takeFile(file);
        const all = taken.ok ? [...now.current, taken.value] : [];
        const refusal = taken.ok ? refusedAmong(all) : taken.failure;
        problem ??= refusal;
        if (!taken.ok) continue;
        if (refusal !== null) {
          letGo([taken.value]);
          // One more would not fit either, and is not read for that.
          if (refusal.problem === "too-many") break;
          continue;
        }
        set(all);
        added.push(taken.value.name);
      }
      setRefused(problem);
      setReading((count) => count - 1);
      if (added.length > 0) announce(fill(words.ask.files.added, { name: added.join(", ") }));
    },
    drop(dropped) {
      set(now.current.filter((one) => !dropped.includes(one)));
      setRefused(null);
      letGo(dropped);
    },
    dismiss: () => setRefused(null),
  };
}

/** Why these do not go together, whatever the message is. */
const refusedAmong = (files: readonly ChosenFile[]): FileRefusal | null =>
  refusedSizes(files.filter(isPicture)) ?? refusedTexts("", textsOf(files));

const textsOf = (files: readonly ChosenFile[]): readonly TextFile[] =>
  files.flatMap((file) => (isPicture(file) ? [] : [{ name: file.name, text: file.text }]));

function letGo(files: readonly ChosenFile[]): void {
  for (const { thumbnail } of files.filter(isPicture)) thumbnail.close();
}
