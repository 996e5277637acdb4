import { fill, hostOf } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { PageTitle } from "../components/page-title.tsx";

/** A link leads to another gateway than the one in use: beside it or in its place, and nothing before the answer. */
export function ReplaceQuestion({ replaces }: { readonly replaces: string }) {
  const { snapshot, words, request } = useApp();
  const { replace } = words.wizard;
  const { offer } = words.connectionPages;
  const answer = (yes: boolean) => void request({ kind: "answer-replace", replace: yes });
  const values = { current: hostOf(replaces), offered: hostOf(snapshot.draft.address) };
  return (
    <div class="step">
      <div class="step-content">
        <PageTitle>{replace.title}</PageTitle>
        <p class="lead">{fill(replace.sentence, values)}</p>
        <p>{fill(offer.meaning, values)}</p>
        <p>{replace.consequence}</p>
      </div>
      <div class="step-actions">
        <span class="spring" />
        <button type="button" class="button" onClick={() => answer(false)}>
          {replace.decline}
        </button>
        <button type="button" class="button" onClick={() => answer(true)}>
          {replace.accept}
        </button>
        <button type="button" class="button primary" onClick={() => void request({ kind: "add-offered" })}>
          {offer.add}
        </button>
      </div>
    </div>
  );
}
