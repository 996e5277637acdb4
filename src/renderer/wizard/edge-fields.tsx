import { useEffect, useId, useState } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { Notice } from "../components/notice.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { type EdgeHeaderRows, isPlain } from "./use-edge-headers.ts";

interface EdgeFieldsProps {
  readonly edge: EdgeHeaderRows;
  readonly address: string;
  /** The check found an access page. */
  readonly asked: boolean;
}

/** Headers for an access page in front of the gateway; folded until there is one. */
export function EdgeFields({ edge, address, asked }: EdgeFieldsProps) {
  const { snapshot, words } = useApp();
  const texts = words.gateway.edge;
  const { edgeHeaderNames } = snapshot.draft;
  const plain = isPlain(address);
  const concerned = asked || edgeHeaderNames.length > 0 || edge.problem !== null;
  const [open, setOpen] = useState(false);
  // It stays open while what opened it is being corrected.
  useEffect(() => {
    if (concerned) setOpen(true);
  }, [concerned]);
  return (
    <details class="more" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.title}</summary>
      <div class="fields">
        <p class="hint">{plain ? texts.noTls : texts.hint}</p>
        {edgeHeaderNames.length > 0 && (
          <Notice kind="good">
            <p>{fill(texts.held, { names: edgeHeaderNames.join(", ") })}</p>
            <button type="button" class="link" onClick={() => void edge.remove()}>
              {texts.remove}
            </button>
          </Notice>
        )}
        {!plain && <Rows edge={edge} />}
        {edge.problem !== null && (
          <p class="field-problem" role="alert">
            {edge.problem}
          </p>
        )}
      </div>
    </details>
  );
}

function Rows({ edge }: { readonly edge: EdgeHeaderRows }) {
  const { words } = useApp();
  const texts = words.gateway.edge;
  const id = useId();
  return (
    <>
      {edge.rows.map(({ name, value }, at) => {
        const number = { number: String(at + 1) };
        return (
          <div class="fields" key={at}>
            <div class="field">
              <label for={`${id}-${at}`}>{fill(texts.name, number)}</label>
              <input
                id={`${id}-${at}`}
                type="text"
                class="mono"
                value={name}
                autocomplete="off"
                autocapitalize="off"
                spellcheck={false}
                onInput={(event) => edge.enter(at, { name: event.currentTarget.value })}
              />
            </div>
            <SecretField
              label={fill(texts.value, number)}
              revealLabel={fill(texts.revealLabel, number)}
              value={value}
              onInput={(entered) => edge.enter(at, { value: entered })}
            />
          </div>
        );
      })}
      <div class="action-row">
        <button type="button" class="button" onClick={edge.useCloudflare}>
          {texts.preset}
        </button>
        {!edge.full && (
          <button type="button" class="button" onClick={edge.add}>
            {texts.add}
          </button>
        )}
      </div>
    </>
  );
}
