import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { describeFileRefusal } from "../../shared/words/file-refusal.ts";
import { useApp } from "../app/app-context.ts";
import { formatBytes } from "../app/format.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { type ChosenFile, type ChosenPicture, isPicture } from "./take-file.ts";
import type { Files } from "./use-files.ts";

/** The files that are to go with the message, each with its name and a way to leave it out. */
export function ChosenFiles({ chosen }: { readonly chosen: Files }) {
  const { words, announce } = useApp();
  const { files, refused, fit } = chosen;
  const list = useRef<HTMLUListElement>(null);
  const over = useDroppedFiles((dropped) => void chosen.add(dropped));
  const remove = (file: ChosenFile, index: number) => {
    chosen.drop([file]);
    announce(fill(words.ask.files.removed, { name: file.name }));
    // The keyboard stays beside where it was.
    const buttons = list.current?.querySelectorAll("button");
    const next = buttons?.[index + 1] ?? buttons?.[index - 1];
    (next ?? list.current?.closest("form")?.querySelector("textarea"))?.focus();
  };
  return (
    <>
      {over && <p class="drop-here">{words.ask.files.drop}</p>}
      {refused !== null && (
        <Notice kind="problem" alert {...(fit && { onDismiss: chosen.dismiss })}>
          <p>{describeFileRefusal(refused, words.ask)}</p>
        </Notice>
      )}
      {files.length > 0 && (
        <ul class="chosen-files" ref={list} aria-label={words.ask.files.label}>
          {files.map((file, index) => (
            <OneFile key={file.id} file={file} onRemove={() => remove(file, index)} />
          ))}
        </ul>
      )}
    </>
  );
}

function OneFile({ file, onRemove }: { readonly file: ChosenFile; readonly onRemove: () => void }) {
  const { words, locale } = useApp();
  const { name, size } = file;
  const label = fill(words.ask.files.remove, { name });
  return (
    <li>
      {isPicture(file) && <Thumbnail picture={file} />}
      <span class="file-name">
        <FromAfar text={name} />
        <span class="hint">{formatBytes(size, locale)}</span>
      </span>
      <button type="button" class="button icon-only" aria-label={label} title={label} onClick={onRemove}>
        <Icon name="cross" />
      </button>
    </li>
  );
}

/** Drawn, not loaded: the page may load no picture but its own. Its name stands beside it. */
function Thumbnail({ picture: { thumbnail } }: { readonly picture: ChosenPicture }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => canvas.current?.getContext("2d")?.drawImage(thumbnail, 0, 0), [thumbnail]);
  return <canvas ref={canvas} width={thumbnail.width} height={thumbnail.height} />;
}

/** Lets files be chosen in the system's dialog. */
export function AddFiles({ chosen }: { readonly chosen: Files }) {
  const { words } = useApp();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        onChange={(event) => {
          const { files } = event.currentTarget;
          if (files !== null) void chosen.add([...files]);
          // The same file may be chosen again.
          event.currentTarget.value = "";
        }}
      />
      <button type="button" class="button" onClick={() => input.current?.click()}>
        {words.ask.files.add}
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
