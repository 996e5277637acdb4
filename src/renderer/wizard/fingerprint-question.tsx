import { useEffect, useId, useRef, useState } from "preact/hooks";

interface FingerprintQuestionProps {
  readonly texts: {
    readonly title: string;
    readonly sentence: string;
    readonly fingerprint: string;
    readonly compared: string;
    readonly accept: string;
  };
  /** As it is compared. */
  readonly fingerprint: string;
  readonly onAccept: () => void;
  /** The question appeared on its own: it takes the focus, so that nobody has to look for it. */
  readonly takeFocus?: boolean;
}

/** Something that is known by its fingerprint: accepted only by a tick and a press, never by default. */
export function FingerprintQuestion({
  texts,
  fingerprint,
  onAccept,
  takeFocus = false,
}: FingerprintQuestionProps) {
  const [compared, setCompared] = useState(false);
  const id = useId();
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    if (!takeFocus) return;
    section.current?.querySelector("h2")?.focus({ preventScroll: true });
    section.current?.scrollIntoView({ block: "nearest" });
  }, [takeFocus]);

  return (
    <section ref={section} class="card attention" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} tabIndex={-1}>
        {texts.title}
      </h2>
      <p>{texts.sentence}</p>
      <p class="label">{texts.fingerprint}</p>
      <p class="fingerprint medium">{fingerprint}</p>
      <label class="tick">
        <input
          type="checkbox"
          checked={compared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
        />
        <span>{texts.compared}</span>
      </label>
      <button type="button" class="button" disabled={!compared} onClick={onAccept}>
        {texts.accept}
      </button>
    </section>
  );
}
