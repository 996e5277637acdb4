import { useId, useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { groupHex } from "../app/format.ts";

interface CertificateQuestionProps {
  /** SHA-256, hex. */
  readonly fingerprint: string;
  readonly onAccept: () => void;
}

/** An unknown certificate: accepted only by a tick and a press, never by default. */
export function CertificateQuestion({ fingerprint, onAccept }: CertificateQuestionProps) {
  const { words } = useApp();
  const [compared, setCompared] = useState(false);
  const id = useId();
  const texts = words.gateway.certificate;
  return (
    <section class="card attention" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{texts.title}</h2>
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
