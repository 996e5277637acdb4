import { useEffect, useId, useRef } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { SecretField } from "../components/secret-field.tsx";
import { SelectRow } from "../settings/select-row.tsx";
import { type ServerForm, useServerForm } from "./use-server-form.ts";

const rights = ["full", "network", "offline"] as const;

/** A new server: what it is called, what starts it, and what it is given. */
export function AddServerForm({ onClose }: { readonly onClose: () => void }) {
  const { words, announce } = useApp();
  const texts = words.tools.servers;
  const form = useServerForm();
  const save = async () => {
    if (!(await form.submit())) return;
    announce(fill(texts.added, { name: form.name }));
    onClose();
  };
  return (
    <form
      class="fields tool-form"
      noValidate
      aria-busy={form.busy}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Name form={form} />
      <Command form={form} />
      <Variables form={form} />
      {!form.isRemote && (
        <>
          <SelectRow
            label={texts.addForm.rights}
            options={rights.map((value) => ({ value, label: texts.addForm.rightsOptions[value] }))}
            value={form.rights}
            onChange={(chosen) => form.change({ rights: chosen })}
          />
          <p class="hint">{texts.addForm.rightsHint}</p>
        </>
      )}
      {form.problem !== null && (
        <p class="field-problem" role="alert">
          {texts.addForm.problems[form.problem]}
        </p>
      )}
      <div class="action-row">
        <button type="submit" class="button primary">
          {texts.addForm.save}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {words.common.actions.cancel}
        </button>
      </div>
    </form>
  );
}

function Name({ form }: { readonly form: ServerForm }) {
  const { words } = useApp();
  const texts = words.tools.servers.addForm;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div class="field">
      <label for={id}>{texts.name}</label>
      <input
        id={id}
        type="text"
        value={form.name}
        maxLength={200}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        ref={field}
        onInput={(event) => form.change({ name: event.currentTarget.value })}
      />
      <p class="hint" id={`${id}-hint`}>
        {texts.nameHint}
      </p>
    </div>
  );
}

function Command({ form }: { readonly form: ServerForm }) {
  const { words } = useApp();
  const texts = words.tools.servers.addForm;
  const id = useId();
  const read = form.words ?? [];
  return (
    <div class="field">
      <label for={id}>{texts.command}</label>
      <input
        id={id}
        type="text"
        class="mono"
        value={form.command}
        placeholder="npx -y @modelcontextprotocol/server-everything"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={`${id}-hint`}
        onInput={(event) => form.change({ command: event.currentTarget.value })}
      />
      <p class="hint" id={`${id}-hint`}>
        {texts.commandHint}
      </p>
      {read.length > 1 && (
        <p class="hint tool-words">
          {fill(texts.words, { count: String(read.length) })}{" "}
          {read.map((word, at) => (
            <span class="tool-word" key={at}>
              <FromAfar text={word} code />
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Variables({ form }: { readonly form: ServerForm }) {
  const { words } = useApp();
  const texts = words.tools.servers.addForm;
  const { variables } = form;
  return (
    <>
      {variables.map((_, at) => (
        <Variable key={at} form={form} at={at} />
      ))}
      {variables.length > 0 && <p class="hint">{texts.variableHint}</p>}
      {variables.length < MAX_VARIABLES && (
        <div class="action-row">
          <button
            type="button"
            class="button"
            onClick={() => form.change({ variables: [...variables, { name: "", value: "" }] })}
          >
            {form.isRemote ? texts.header.add : texts.addVariable}
          </button>
        </div>
      )}
    </>
  );
}

const MAX_VARIABLES = 64;

function Variable({ form, at }: { readonly form: ServerForm; readonly at: number }) {
  const { words } = useApp();
  const texts = words.tools.servers.addForm;
  const id = useId();
  const number = { number: String(at + 1) };
  const { name = "", value = "" } = form.variables[at] ?? {};
  const labels = form.isRemote
    ? texts.header
    : {
        name: texts.variable,
        value: texts.value,
        revealLabel: texts.revealLabel,
        remove: texts.removeVariable,
      };
  return (
    <div class="tool-variable">
      <div class="field">
        <label for={id}>{fill(labels.name, number)}</label>
        <input
          id={id}
          type="text"
          class="mono"
          value={name}
          maxLength={200}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          onInput={(event) => form.changeVariable(at, { name: event.currentTarget.value })}
        />
      </div>
      <SecretField
        label={fill(labels.value, number)}
        revealLabel={fill(labels.revealLabel, number)}
        value={value}
        onInput={(entered) => form.changeVariable(at, { value: entered })}
      />
      <button
        type="button"
        class="button"
        aria-label={fill(labels.remove, number)}
        onClick={() => form.change({ variables: form.variables.filter((_, index) => index !== at) })}
      >
        {words.tools.servers.remove}
      </button>
    </div>
  );
}
