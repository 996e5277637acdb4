import { useState } from "preact/hooks";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { ActivityFilter, everything, matches } from "./activity-filter.tsx";
import { ActivityRow } from "./activity-row.tsx";
import { ClearDialog } from "./clear-dialog.tsx";

/** How many are shown before "Show all". */
const shownAtFirst = 5;

/** What was asked of this computer, by whom, and how it ended; never the content. */
export function ActivityTable() {
  const { snapshot, words } = useApp();
  const [all, setAll] = useState(false);
  const [filter, setFilter] = useState(everything);
  const [clearing, setClearing] = useState(false);
  const entries = snapshot.activity.filter((entry) => matches(entry, filter));
  const texts = words.status.activity;
  return (
    <section class="card" aria-labelledby="activity-title">
      <h2 id="activity-title">{texts.title}</h2>
      {snapshot.activity.length > 0 && <ActivityFilter filter={filter} onChange={setFilter} />}
      {entries.length === 0 ? (
        <p class="empty">{snapshot.activity.length === 0 ? texts.empty : texts.filter.none}</p>
      ) : (
        <table class="activity">
          <thead>
            <tr>
              <th scope="col">{texts.command}</th>
              <th scope="col">{texts.askedBy}</th>
              <th scope="col">{texts.outcome}</th>
              <th scope="col">{texts.time}</th>
              <th scope="col" class="number">
                {texts.duration}
              </th>
            </tr>
          </thead>
          <tbody>
            {(all ? entries : entries.slice(0, shownAtFirst)).map((entry) => (
              <ActivityRow key={entry.id} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      <div class="action-row activity-actions">
        {entries.length > shownAtFirst && (
          <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? texts.fewer : fill(texts.more, { count: String(entries.length) })}
          </button>
        )}
        {snapshot.activity.length > 0 && (
          <button type="button" class="button" onClick={() => setClearing(true)}>
            {texts.clear.open}
          </button>
        )}
      </div>
      {clearing && <ClearDialog onClose={() => setClearing(false)} />}
    </section>
  );
}
