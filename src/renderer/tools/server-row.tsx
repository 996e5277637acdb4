import { useState } from "preact/hooks";
import type { ToolServerItem, ToolServerStanding } from "../../shared/tools-page.ts";
import { fill } from "../../shared/words/describe.ts";
import { describeToolReason } from "../../shared/words/tool-reason-texts.ts";
import { useApp } from "../app/app-context.ts";
import { formatRelative } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { ConfirmDialog } from "../components/confirm-dialog.tsx";
import { FromAfar } from "../components/from-afar.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { ServerTool } from "./server-tool.tsx";

type Look = ToolServerStanding["kind"] | "testing";

const icons: Readonly<Record<Look, IconName>> = {
  off: "dash",
  starting: "connecting",
  running: "connected",
  idle: "paused",
  failed: "blocked",
  unknown: "ring",
  testing: "connecting",
};

/** A server: how it does, what can be done with it, and its tools. */
export function ServerRow({ server }: { readonly server: ToolServerItem }) {
  const { words } = useApp();
  const texts = words.tools.servers;
  const { name, contained, variables, headers, listed, tools, more, unusable, tooMany } = server;
  return (
    <li class="tool-server">
      <Head server={server} />
      <p class="tool-command">
        <FromAfar text={server.command} code />
      </p>
      {variables.length > 0 && (
        <p class="hint">
          <FromAfar text={fill(texts.variables, { names: variables.join(", ") })} />
        </p>
      )}
      {headers.length > 0 && (
        <p class="hint">
          <FromAfar text={fill(texts.headers, { names: headers.join(", ") })} />
        </p>
      )}
      {contained !== null && (
        <p class="hint">{contained.network ? texts.contained : texts.containedOffline}</p>
      )}
      {!listed && <p class="hint">{texts.notListed}</p>}
      {tools.length > 0 && <ToolsOf server={server} />}
      {more > 0 && <p class="hint">{fill(texts.more, { count: String(more), name })}</p>}
      {unusable > 0 && <p class="hint">{fill(texts.unusable, { count: String(unusable) })}</p>}
      {tooMany && <p class="hint">{texts.tooMany}</p>}
    </li>
  );
}

function Head({ server: { name, standing } }: { readonly server: ToolServerItem }) {
  const { words, request, announce } = useApp();
  const texts = words.tools.servers;
  const [testing, setTesting] = useState(false);
  const [removing, setRemoving] = useState(false);
  const test = async () => {
    setTesting(true);
    const outcome = await request({ kind: "test-tool-server", server: name });
    setTesting(false);
    if (outcome.ok) announce(fill(texts.tested, { name }));
  };
  const remove = async () => {
    const outcome = await request({ kind: "remove-tool-server", server: name });
    if (outcome.ok) announce(fill(texts.removed, { name }));
  };
  return (
    <div class="switch-row">
      <Standing standing={standing} testing={testing} />
      <div class="switch-text">
        <h3>
          <FromAfar text={name} />
        </h3>
        <p class="hint">
          <StandingText standing={standing} testing={testing} />
        </p>
      </div>
      <button
        type="button"
        class="button"
        disabled={testing}
        aria-label={fill(texts.testThis, { name })}
        onClick={() => void test()}
      >
        {texts.test}
      </button>
      <button
        type="button"
        class="button"
        aria-label={fill(texts.removeThis, { name })}
        onClick={() => setRemoving(true)}
      >
        {texts.remove}
      </button>
      {removing && (
        <ConfirmDialog
          title={fill(texts.removal.title, { name })}
          sentence={texts.removal.sentence}
          confirm={texts.removal.confirm}
          onConfirm={remove}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  );
}

/** Open where there is something to see at once: few tools, or some that are on. */
function ToolsOf({ server: { name, tools, more } }: { readonly server: ToolServerItem }) {
  const { words } = useApp();
  const texts = words.tools.servers;
  const on = tools.filter(({ consent }) => consent !== "off").length;
  const [open] = useState(on > 0 || tools.length <= FEW);
  const count = String(tools.length + more);
  return (
    <details class="more" open={open}>
      <summary>{fill(texts.toolCount, { count, on: String(on) })}</summary>
      <ul class="tool-list" aria-label={fill(texts.list, { name })}>
        {tools.map((tool) => (
          <ServerTool key={tool.id} server={name} tool={tool} />
        ))}
      </ul>
    </details>
  );
}

/** As many as fit a page. */
const FEW = 12;

interface StandingProps {
  readonly standing: ToolServerStanding;
  readonly testing: boolean;
}

function Standing({ standing, testing }: StandingProps) {
  const look: Look = testing ? "testing" : standing.kind;
  return (
    <span class={`tool-mark ${look}`}>
      <Icon name={icons[look]} />
    </span>
  );
}

function StandingText({ standing, testing }: StandingProps) {
  const { words, locale } = useApp();
  const texts = words.tools.servers.standing;
  const now = useNow(1000);
  if (testing) return <>{texts.testing}</>;
  if (standing.kind !== "failed") return <>{texts[standing.kind]}</>;
  const when = formatRelative(Math.max(standing.retryAt, now), now, locale);
  return <>{fill(texts.failed, { why: describeToolReason(standing.why, words.toolReasons), when })}</>;
}
