import { useId, useState } from "preact/hooks";
import type { ActivityItem } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import type { Catalogue } from "../../shared/words/en/catalogue.ts";
import { useApp } from "../app/app-context.ts";
import { formatBytes, formatDuration, formatMoment } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Icon, type IconName } from "../components/icon.tsx";

/** How many columns the table has. */
export const COLUMNS = 5;

const icons: Record<ActivityItem["outcome"], IconName> = {
  ok: "check",
  error: "cross",
  cancelled: "dash",
  denied: "forbidden",
  running: "connecting",
};

type Run = NonNullable<ActivityItem["run"]>;

/** A code that has no words is shown as it is. */
function ruleOf({ reason, contained = false }: Run, words: Catalogue): string {
  const { reasons, contained: inCage } = words.status.activity;
  const known = reasons[reason as keyof typeof reasons] ?? reason;
  return contained ? `${known}, ${inCage}` : known;
}

/** Why a program was allowed to run or not, and how it ended when it ended badly. */
function whyOf(run: Run, words: Catalogue): string {
  const why = ruleOf(run, words);
  const { exitCode } = run;
  return exitCode === null || exitCode === 0
    ? why
    : `${why}, ${fill(words.status.activity.exitCode, { code: String(exitCode) })}`;
}

/** One request. A program can be expanded to show the rest of what is known about it. */
export function ActivityRow({ entry }: { readonly entry: ActivityItem }) {
  const { words, locale } = useApp();
  const now = useNow(60_000);
  const [open, setOpen] = useState(false);
  const id = useId();
  const texts = words.status.activity;
  const { details } = words.commands;
  return (
    <>
      <tr>
        <th scope="row">
          <CommandName entry={entry} />
        </th>
        <td>
          <FromAfar text={entry.askedBy === "" ? texts.unknown : entry.askedBy} />
          <Whose />
        </td>
        <td>
          <span class={`outcome ${entry.outcome}`}>
            <Icon name={icons[entry.outcome]} />
            {texts.outcomes[entry.outcome]}
          </span>
          {entry.run !== null && (
            <span class="why">
              <FromAfar text={whyOf(entry.run, words)} />
            </span>
          )}
          {entry.run !== null && (
            <button
              type="button"
              class="link row-details"
              aria-expanded={open}
              aria-controls={id}
              aria-label={fill(details.openThis, { command: entry.command })}
              onClick={() => setOpen(!open)}
            >
              {details.open}
            </button>
          )}
        </td>
        <td class="quiet">{formatMoment(entry.at, now, locale)}</td>
        <td class="number quiet">
          {entry.durationMs === null ? texts.noDuration : formatDuration(entry.durationMs, locale)}
        </td>
      </tr>
      {open && entry.run !== null && (
        <tr id={id} class="opened">
          <td colSpan={COLUMNS}>
            <RunDetails command={entry.command} run={entry.run} />
          </td>
        </tr>
      )}
    </>
  );
}

/** The connection, where there are several. */
function Whose() {
  const { connections } = useApp().snapshot;
  const item = connections?.list.find(({ id }) => id === connections.shown);
  if (item === undefined) return null;
  return (
    <span class="why">
      <FromAfar text={item.name} />
    </span>
  );
}

/** A command of the gateway in words and by name; a program by its command line. */
function CommandName({ entry }: { readonly entry: ActivityItem }) {
  const { words } = useApp();
  const known: Readonly<Record<string, string>> = words.commands.names;
  const name = entry.run === null && Object.hasOwn(known, entry.command) ? known[entry.command] : undefined;
  if (name === undefined) return <FromAfar text={entry.command} code />;
  return (
    <>
      {name} <code class="quiet command-code">{entry.command}</code>
    </>
  );
}

function RunDetails({ command, run }: { readonly command: string; readonly run: Run }) {
  const { words, locale } = useApp();
  const { details } = words.commands;
  const { directory, exitCode, signal, timedOut, outputBytes, rules, times } = run;
  const facts: readonly (readonly [label: string, value: string | undefined])[] = [
    [details.command, command],
    [details.directory, directory],
    [details.exitCode, exitCode === null ? details.noExitCode : String(exitCode)],
    [details.signal, signal],
    [details.timedOut, timedOut === true ? details.yes : undefined],
    [details.output, outputBytes === undefined ? undefined : formatBytes(outputBytes, locale)],
    [details.why, ruleOf(run, words)],
    [details.rule, rules?.join(", ")],
    [details.times, times === undefined ? undefined : fill(details.timesValue, { count: String(times) })],
  ];
  const codes: readonly string[] = [details.command, details.directory, details.rule];
  return (
    <dl class="facts">
      {facts.map(([label, value]) =>
        value === undefined ? null : (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <FromAfar text={value} code={codes.includes(label)} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
}
