import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { describePictureRefusal } from "../../shared/words/picture-refusal.ts";
import { useApp } from "../app/app-context.ts";
import { formatBytes } from "../app/format.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import type { ChosenPicture } from "./take-picture.ts";
import type { Pictures } from "./use-pictures.ts";

/** The pictures that are to go with the message, each with its name and a way to leave it out. */
export function ChosenPictures({ chosen }: { readonly chosen: Pictures }) {
  const { words, announce } = useApp();
  const { pictures, refused } = chosen;
  const list = useRef<HTMLUListElement>(null);
  const over = useDroppedFiles((files) => void chosen.add(files));
  const remove = (picture: ChosenPicture, index: number) => {
    chosen.drop([picture]);
    announce(fill(words.ask.pictures.removed, { name: picture.name }));
    // The keyboard stays beside where it was.
    const buttons = list.current?.querySelectorAll("button");
    const next = buttons?.[index + 1] ?? buttons?.[index - 1];
    (next ?? list.current?.closest("form")?.querySelector("textarea"))?.focus();
  };
  return (
    <>
      {over && <p class="drop-here">{words.ask.pictures.drop}</p>}
      {refused !== null && (
        <Notice kind="problem" alert onDismiss={chosen.dismiss}>
          <p>{describePictureRefusal(refused, words.ask.pictures)}</p>
        </Notice>
      )}
      {pictures.length > 0 && (
        <ul class="chosen-pictures" ref={list} aria-label={words.ask.pictures.label}>
          {pictures.map((picture, index) => (
            <OnePicture key={picture.id} picture={picture} onRemove={() => remove(picture, index)} />
          ))}
        </ul>
      )}
    </>
  );
}

function OnePicture({
  picture,
  onRemove,
}: {
  readonly picture: ChosenPicture;
  readonly onRemove: () => void;
}) {
  const { words, locale } = useApp();
  const { name, size, thumbnail } = picture;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => canvas.current?.getContext("2d")?.drawImage(thumbnail, 0, 0), [thumbnail]);
  const label = fill(words.ask.pictures.remove, { name });
  return (
    <li>
      {/* Drawn, not loaded: the page may load no picture but its own. Its name stands beside it. */}
      <canvas ref={canvas} width={thumbnail.width} height={thumbnail.height} />
      <span class="picture-name">
        <FromAfar text={name} />
        <span class="hint">{formatBytes(size, locale)}</span>
      </span>
      <button type="button" class="button icon-only" aria-label={label} title={label} onClick={onRemove}>
        <Icon name="cross" />
      </button>
    </li>
  );
}

/** Lets files be chosen in the system's dialog. */
export function AddPictures({ chosen }: { readonly chosen: Pictures }) {
  const { words } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/png,image/jpeg,image/gif,image/webp"
        onChange={(event) => {
          const { files } = event.currentTarget;
          if (files !== null) void chosen.add([...files]);
          // The same file may be chosen again.
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {words.ask.pictures.add}
      </button>
    </>
  );
}

/** Takes files dropped anywhere on the window; true while some are held over it. */
function useDroppedFiles(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const hold = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    addEventListener("dragenter", hold, { signal });
    addEventListener("dragover", hold, { signal });
    addEventListener(
      "dragleave",
      (event) => {
        // It leaves the window, and not one element for another.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    addEventListener(
      "drop",
      (event) => {
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        latest.current([...(event.dataTransfer?.files ?? [])]);
      },
      { signal },
    );
    return () => listening.abort();
  }, []);
  return over;
}
