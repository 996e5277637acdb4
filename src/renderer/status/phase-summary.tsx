import { lookOf } from "../../shared/standing.ts";
import { describe, fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { formatMoment, formatRelative } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { Icon } from "../components/icon.tsx";
import { PageTitle } from "../components/page-title.tsx";

/** The state in shape, title, sentence and remedy: the same words as in the tray and the terminal. */
export function PhaseSummary({ heading }: { readonly heading: 1 | 2 }) {
  const { snapshot, words } = useApp();
  const { node } = snapshot;
  const look = lookOf(node);
  const { title, sentence, remedy } = describe(node, words, { brief: true });
  // The command for the administrator has its own place, with a button to copy it.
  const saidBelow =
    node.phase === "awaiting-approval" || (node.phase === "connected" && node.surface.status === "pending");
  return (
    <div class={`phase-summary ${look}`}>
      <span class="phase-badge">
        <Icon name={look} />
      </span>
      <div class="phase-text">
        {heading === 1 ? <PageTitle>{title}</PageTitle> : <h2>{title}</h2>}
        <p>{sentence}</p>
        {remedy !== null && !saidBelow && <p class="remedy">{remedyFor(remedy)}</p>}
        <Times />
      </div>
    </div>
  );

  /** The certificate is accepted in this window, not by an option of the command line. */
  function remedyFor(text: string): string {
    if (node.phase !== "blocked") return text;
    if (node.reason !== "certificate-untrusted" && node.reason !== "certificate-changed") return text;
    return words.gateway.remedies[node.reason];
  }
}

function Times() {
  const { snapshot, words, locale } = useApp();
  const { node } = snapshot;
  const now = useNow(node.phase === "waiting" ? 1000 : 15_000);
  const at = formatMoment(node.since, now, locale);
  return (
    <p class="times">
      <span>
        {fill(words.status.since, { time: at })}
        {now - node.since >= 60_000 && ` · ${formatRelative(node.since, now, locale)}`}
      </span>
      {node.phase === "waiting" && (
        <span> · {fill(words.status.nextAttempt, { time: formatRelative(node.retryAt, now, locale) })}</span>
      )}
    </p>
  );
}
