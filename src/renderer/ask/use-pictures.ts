import { useEffect, useRef, useState } from "preact/hooks";
import { type PictureRefusal, refusedSizes } from "../../shared/picture/picture.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { type ChosenPicture, takePicture } from "./take-picture.ts";

/** The pictures that are to go with the next message. */
export interface Pictures {
  readonly pictures: readonly ChosenPicture[];
  /** Why the last ones were not added. */
  readonly refused: PictureRefusal | null;
  /** Some are being read. */
  readonly reading: boolean;
  add(files: readonly File[]): Promise<void>;
  drop(pictures: readonly ChosenPicture[]): void;
  dismiss(): void;
}

/** Adds what is a picture and may go with the others; of the rest, the first reason is kept for the person. */
export function usePictures(): Pictures {
  const { words, announce } = useApp();
  const [pictures, setPictures] = useState<readonly ChosenPicture[]>([]);
  const [refused, setRefused] = useState<PictureRefusal | null>(null);
  const [reading, setReading] = useState(0);
  // Two that are dropped at once must count each other.
  const now = useRef(pictures);
  const set = (next: readonly ChosenPicture[]) => {
    now.current = next;
    setPictures(next);
  };
  useEffect(
    () => () => {
      for (const { thumbnail } of now.current) thumbnail.close();
    },
    [],
  );
  return {
    pictures,
    refused,
    reading: reading > 0,
    async add(files) {
      setReading((count) => count + 1);
      setRefused(null);
      const added: string[] = [];
      let problem: PictureRefusal | null = null;
      for (const file of files) {
        const taken = await takePicture(file);
        const all = taken.ok ? [...now.current, taken.value] : [];
        const refusal = taken.ok ? refusedSizes(all) : taken.failure;
        problem ??= refusal;
        if (!taken.ok) continue;
        if (refusal !== null) {
          taken.value.thumbnail.close();
          // One more would not fit either, and is not read for that.
          if (refusal.problem === "too-many") break;
          continue;
        }
        set(all);
        added.push(taken.value.name);
      }
      setRefused(problem);
      setReading((count) => count - 1);
      if (added.length > 0) announce(fill(words.ask.pictures.added, { name: added.join(", ") }));
    },
    drop(dropped) {
      set(now.current.filter((one) => !dropped.includes(one)));
      setRefused(null);
      for (const { thumbnail } of dropped) thumbnail.close();
    },
    dismiss: () => setRefused(null),
  };
}
