import { useId, useState } from "preact/hooks";
import type { ConnectionItem } from "../../shared/bridge.ts";
import { fill, titleOfStanding } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { StandingMark } from "../app/connection-bar.tsx";
import { FromAfar } from "../components/from-afar.tsx";
import { RemovalDialog } from "./removal-dialog.tsx";

/** The gateways of this computer: their names, one more, one less. */
export function ConnectionsSection() {
  const { snapshot, words, request } = useApp();
  const texts = words.connectionPages;
  const kept = (snapshot.connections?.list ?? []).filter(({ draft }) => !draft);
  const allPaused = kept.every(({ standing, gateway }) => standing === "paused" || gateway === "");
  return (
    <section class="card flush" aria-labelledby="settings-connections">
      <h2 id="settings-connections">{texts.title}</h2>
      <p class="rules-mode">{texts.lead}</p>
      {kept.length > 1 && (
        <ul class="rows rules" aria-label={texts.title}>
          {kept.map((item) => (
            <Connection key={item.id} item={item} />
          ))}
        </ul>
      )}
      <div class="action-row connections-actions">
        <button type="button" class="button" onClick={() => void request({ kind: "add-connection" })}>
          {texts.add}
        </button>
        {kept.length > 1 && (
          <button
            type="button"
            class="button"
            onClick={() => void request({ kind: allPaused ? "resume-all" : "pause-all" })}
          >
            {allPaused ? texts.resumeAll : texts.pauseAll}
          </button>
        )}
      </div>
    </section>
  );
}

function Connection({ item }: { readonly item: ConnectionItem }) {
  const { words } = useApp();
  const texts = words.connectionPages;
  const { id, name, gateway, standing } = item;
  const [open, setOpen] = useState<"rename" | "remove" | null>(null);
  const where = gateway === "" ? texts.noGateway : gateway;
  return (
    <li class="switch-row">
      <StandingMark standing={standing} />
      {open === "rename" ? (
        <NameForm item={item} onClose={() => setOpen(null)} />
      ) : (
        <>
          <div class="switch-text">
            <FromAfar text={name} />
            <p class="hint">
              {where !== name && (
                <>
                  <FromAfar text={where} /> ·{" "}
                </>
              )}
              {titleOfStanding(standing, words)}
            </p>
          </div>
          <button
            type="button"
            class="button"
            aria-label={fill(texts.renameThis, { name })}
            onClick={() => setOpen("rename")}
          >
            {texts.rename}
          </button>
          {/* The first one is this computer's state folder itself: it can be forgotten, and not removed. */}
          {id !== "" && (
            <button
              type="button"
              class="button"
              aria-label={fill(texts.removeThis, { name })}
              onClick={() => setOpen("remove")}
            >
              {texts.remove}
            </button>
          )}
        </>
      )}
      {open === "remove" && <RemovalDialog item={item} onClose={() => setOpen(null)} />}
    </li>
  );
}

function NameForm({ item, onClose }: { readonly item: ConnectionItem; readonly onClose: () => void }) {
  const { words, request } = useApp();
  const texts = words.connectionPages;
  const [name, setName] = useState(item.name);
  const id = useId();
  const save = async () => {
    const outcome =
      name.trim() === item.name ? null : await request({ kind: "rename-connection", id: item.id, name });
    if (outcome === null || outcome.ok) onClose();
  };
  return (
    <form
      class="connection-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <label class="visually-hidden" for={id}>
        {fill(texts.nameLabel, { name: item.name })}
      </label>
      <input
        id={id}
        type="text"
        value={name}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        ref={(field) => {
          if (field !== null && document.activeElement?.tagName !== "INPUT") field.select();
        }}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button primary">
        {texts.save}
      </button>
      <button type="button" class="button" onClick={onClose}>
        {words.common.actions.cancel}
      </button>
    </form>
  );
}
