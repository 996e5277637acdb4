import type { RunningItem } from "../../shared/bridge.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { formatElapsed } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { FromAfar } from "../components/from-afar.tsx";
import { Icon } from "../components/icon.tsx";

/** The programs running for the gateway right now, each with a way to end it; nothing when there are none. */
export function RunningSection() {
  const { snapshot, words } = useApp();
  if (snapshot.running.length === 0) return null;
  const { title } = words.commands.running;
  return (
    <section class="card flush" aria-labelledby="running-title">
      <h2 id="running-title">{title}</h2>
      <ul class="rows rules" aria-label={title}>
        {snapshot.running.map((program) => (
          <Running key={program.id} program={program} />
        ))}
      </ul>
    </section>
  );
}

function Running({ program }: { readonly program: RunningItem }) {
  const { words, request, announce } = useApp();
  const { running } = words.commands;
  const { command, directory, askedBy, startedAt, stopping } = program;
  const time = formatElapsed(useNow(1000) - startedAt);
  const stop = async () => {
    if (stopping) return;
    const outcome = await request({ kind: "stop-program", id: program.id });
    if (outcome.ok) announce(running.stopped);
  };
  return (
    <li class="switch-row">
      <Icon name="terminal" />
      <div class="switch-text">
        <FromAfar text={command} code />
        <p class="hint">
          <FromAfar text={askedBy === "" ? words.status.activity.unknown : askedBy} /> ·{" "}
          {fill(running.since, { time })} · <FromAfar text={directory} code />
        </p>
      </div>
      <button
        type="button"
        class="button"
        aria-label={fill(running.stopThis, { command })}
        aria-disabled={stopping ? "true" : undefined}
        onClick={() => void stop()}
      >
        {stopping ? running.stopping : running.stop}
      </button>
    </li>
  );
}
