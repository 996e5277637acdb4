import { useState } from "preact/hooks";
import type { ActivityEntry } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { formatDuration, formatMoment } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { Icon, type IconName } from "../components/icon.tsx";

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
  const entries = snapshot.activity;
  const texts = words.status.activity;
  return (
    <section class="card" aria-labelledby="activity-title">
      <h2 id="activity-title">{texts.title}</h2>
      {entries.length === 0 ? (
        <p class="empty">{texts.empty}</p>
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
      {entries.length > shownAtFirst && (
        <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? texts.fewer : fill(texts.more, { count: String(entries.length) })}
        </button>
      )}
    </section>
  );
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
      </td>
      <td class="quiet">{formatMoment(entry.at, now, locale)}</td>
      <td class="number quiet">
        {entry.durationMs === null ? texts.noDuration : formatDuration(entry.durationMs, locale)}
      </td>
    </tr>
  );
}
