import type { FolderItem } from "../../shared/folders-page.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Notice } from "../components/notice.tsx";
import { SwitchRow } from "../components/switch-row.tsx";

/** The folders that agents may read, and those they may change. */
export function FoldersSection() {
  const { snapshot, words, request } = useApp();
  const texts = words.folders;
  const { unusable, folders } = snapshot.tools.folders;
  return (
    <section class="card flush" aria-labelledby="tools-folders">
      <h2 id="tools-folders">{texts.title}</h2>
      <p class="rules-mode">{texts.lead}</p>
      {unusable ? (
        <Notice kind="problem">
          <p>{texts.unusable}</p>
        </Notice>
      ) : (
        <>
          {folders.length === 0 ? (
            <p class="rules-mode">{texts.none}</p>
          ) : (
            <ul class="plain rows" aria-label={texts.list}>
              {folders.map((folder) => (
                <Folder key={folder.id} folder={folder} />
              ))}
            </ul>
          )}
          {folders.length > 0 && <p class="rules-mode">{texts.approval}</p>}
          <div class="action-row connections-actions">
            <button type="button" class="button" onClick={() => void request({ kind: "add-folder" })}>
              {texts.add}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function Folder({ folder: { id, path, write, holdsHome } }: { readonly folder: FolderItem }) {
  const { words, request, announce } = useApp();
  const texts = words.folders;
  const remove = async () => {
    const outcome = await request({ kind: "remove-folder", folder: id });
    if (outcome.ok) announce(fill(texts.removed, { folder: path }));
  };
  return (
    <li>
      <SwitchRow
        title={<FromAfar text={fill(texts.write, { folder: path })} />}
        hint={holdsHome ? `${texts.writeHint} ${texts.holdsHome}` : texts.writeHint}
        on={write}
        onChange={(on) => void request({ kind: "let-write-folder", folder: id, write: on })}
      />
      <div class="action-row folder-actions">
        <button
          type="button"
          class="button"
          aria-label={fill(texts.removeThis, { folder: path })}
          onClick={() => void remove()}
        >
          {texts.remove}
        </button>
      </div>
    </li>
  );
}
