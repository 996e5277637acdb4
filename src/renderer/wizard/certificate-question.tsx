import { useEffect, useId, useRef, useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { groupHex } from "../app/format.ts";

interface CertificateQuestionProps {
  /** SHA-256, hex. */
  readonly fingerprint: string;
  readonly onAccept: () => void;
  /** The question came up by itself: it takes the focus, so that nobody has to look for it. */
  readonly takeFocus?: boolean;
}

/** An unknown certificate: accepted only by a tick and a press, never by default. */
export function CertificateQuestion({ fingerprint, onAccept, takeFocus = false }: CertificateQuestionProps) {
  const { words } = useApp();
  const [compared, setCompared] = useState(false);
  const id = useId();
  const texts = words.gateway.certificate;
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
      <p class="fingerprint medium">{groupHex(fingerprint)}</p>
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
