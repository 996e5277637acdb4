import { useId, useState } from "preact/hooks";
import type { ImportPreview } from "../../shared/tools-page.ts";
import { fill } from "../../shared/words/describe.ts";
import { describeToolReason } from "../../shared/words/tool-reason-texts.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";

/** Larger than any list of servers, bytes. */
const MAX_FILE = 1_048_576;

/** The list of another program, pasted or chosen; main shows what is in it before anything is added. */
export function ImportForm({ onClose }: { readonly onClose: () => void }) {
  const { words, request } = useApp();
  const texts = words.tools.servers.importForm;
  const [text, setText] = useState("");
  const [tooLarge, setTooLarge] = useState(false);
  const id = useId();
  const look = async (given: string) => {
    const outcome = await request({ kind: "preview-tool-import", text: given });
    // It may hold secrets: the page has no more use for it.
    if (outcome.ok) onClose();
  };
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    setTooLarge(file.size > MAX_FILE);
    if (file.size <= MAX_FILE) await look(await file.text());
  };
  return (
    <form
      class="fields tool-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") void look(text);
      }}
    >
      <div class="field">
        <label for={id}>{texts.label}</label>
        <textarea
          id={id}
          class="mono"
          rows={6}
          maxLength={MAX_FILE}
          spellcheck={false}
          autocomplete="off"
          placeholder={'{ "mcpServers": { … } }'}
          aria-describedby={`${id}-hint`}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p class="hint" id={`${id}-hint`}>
          {texts.hint}
        </p>
      </div>
      {tooLarge && (
        <p class="field-problem" role="alert">
          {texts.tooLarge}
        </p>
      )}
      <div class="action-row">
        <button type="submit" class="button primary" disabled={text.trim() === ""}>
          {texts.look}
        </button>
        <label class="button tool-file">
          {texts.file}
          <input
            type="file"
            class="visually-hidden"
            accept=".json,application/json"
            onChange={(event) => {
              const field = event.currentTarget;
              void choose(field.files?.[0]).finally(() => {
                field.value = "";
              });
            }}
          />
        </label>
        <button type="button" class="button" onClick={onClose}>
          {words.common.actions.cancel}
        </button>
      </div>
    </form>
  );
}

/** What would be added, and what is left out and why. */
export function ImportQuestion({ preview: { servers, refused } }: { readonly preview: ImportPreview }) {
  const { words, request } = useApp();
  const texts = words.tools.servers.importForm;
  const { variables: variableWords, headers: headerWords } = words.tools.servers;
  return (
    <div class="fields tool-form">
      <h3>{servers.length === 0 ? texts.nothing : texts.title}</h3>
      <ul class="plain">
        {servers.map(({ name, command, variables, headers }, at) => (
          <li key={at}>
            <strong>
              <FromAfar text={name} />
            </strong>{" "}
            <span class="tool-command">
              <FromAfar text={command} code />
            </span>
            {variables.length > 0 && (
              <p class="hint">
                <FromAfar text={fill(variableWords, { names: variables.join(", ") })} />
              </p>
            )}
            {headers.length > 0 && (
              <p class="hint">
                <FromAfar text={fill(headerWords, { names: headers.join(", ") })} />
              </p>
            )}
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <>
          <p>{texts.leftOut}</p>
          <ul class="plain">
            {refused.map(({ name, why }, at) => (
              <li key={at}>
                <strong>
                  <FromAfar text={name} />
                </strong>
                {": "}
                <FromAfar text={describeToolReason(why, words.toolReasons)} />
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="action-row">
        {servers.length > 0 && (
          <button
            type="button"
            class="button primary"
            onClick={() => void request({ kind: "import-tool-servers" })}
          >
            {fill(texts.confirm, { count: String(servers.length) })}
          </button>
        )}
        <button type="button" class="button" onClick={() => void request({ kind: "drop-tool-import" })}>
          {words.common.actions.cancel}
        </button>
      </div>
    </div>
  );
}
