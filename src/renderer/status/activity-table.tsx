import { useState } from "preact/hooks";
import type { ActivityEntry } from "../../shared/bridge.ts";
import type { Catalogue } from "../../shared/words/catalogue.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { formatDuration, formatMoment } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { Icon, type IconName } from "../components/icon.tsx";
import { ActivityFilter, everything, matches } from "./activity-filter.tsx";
import { ClearDialog } from "./clear-dialog.tsx";

/** How many are shown before "Show all". */
const shownAtFirst = 5;

const icons: Record<ActivityEntry["outcome"], IconName> = {
  ok: "check",
  error: "cross",
  cancelled: "dash",
  denied: "forbidden",
  running: "connecting",
};

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
              <Row key={entry.id} entry={entry} />
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

/** Why a program was let run or not, and how it ended when it ended badly; codes without words stay visible. */
function whyOf(
  { reason, exitCode, contained = false }: NonNullable<ActivityEntry["run"]>,
  { reasons, contained: inCage, exitCode: ended }: Catalogue["status"]["activity"],
): string {
  const known = reasons[reason as keyof typeof reasons] ?? reason;
  const why = contained ? `${known}, ${inCage}` : known;
  return exitCode === null || exitCode === 0 ? why : `${why}, ${fill(ended, { code: String(exitCode) })}`;
}

function Row({ entry }: { readonly entry: ActivityEntry }) {
  const { words, locale } = useApp();
  const now = useNow(60_000);
  const texts = words.status.activity;
  return (
    <tr>
      <th scope="row">
        <bdi class="mono">{entry.command}</bdi>
      </th>
      <td>
        <bdi>{entry.askedBy === "" ? texts.unknown : entry.askedBy}</bdi>
      </td>
      <td>
        <span class={`outcome ${entry.outcome}`}>
          <Icon name={icons[entry.outcome]} />
          {texts.outcomes[entry.outcome]}
        </span>
        {entry.run !== null && <span class="why">{whyOf(entry.run, texts)}</span>}
      </td>
      <td class="quiet">{formatMoment(entry.at, now, locale)}</td>
      <td class="number quiet">
        {entry.durationMs === null ? texts.noDuration : formatDuration(entry.durationMs, locale)}
      </td>
    </tr>
  );
}
