import { useState } from "preact/hooks";
import { useApp } from "../app/app-context.ts";
import { AddServerForm } from "./add-server-form.tsx";
import { ImportForm, ImportQuestion } from "./import-form.tsx";
import { ServerRow } from "./server-row.tsx";

/** The MCP servers of this connection: what each does, one more, one less. */
export function ServersSection() {
  const { snapshot, words } = useApp();
  const texts = words.tools.servers;
  const { servers, unusable } = snapshot.tools;
  return (
    <section class="card flush" aria-labelledby="tools-servers">
      <h2 id="tools-servers">{texts.title}</h2>
      <p class="rules-mode">
        {texts.lead} {servers.length === 0 && unusable === null && texts.none}
      </p>
      {servers.length > 0 && (
        <ul class="rows rules" aria-label={texts.title}>
          {servers.map((server) => (
            <ServerRow key={server.name} server={server} />
          ))}
        </ul>
      )}
      {unusable === null && <More />}
    </section>
  );
}

/** The ways to more servers, one at a time. */
function More() {
  const { snapshot, words } = useApp();
  const texts = words.tools.servers;
  const { toImport } = snapshot.tools;
  const [open, setOpen] = useState<"add" | "import" | null>(null);
  if (toImport !== null) return <ImportQuestion preview={toImport} />;
  if (open === "add") return <AddServerForm onClose={() => setOpen(null)} />;
  if (open === "import") return <ImportForm onClose={() => setOpen(null)} />;
  return (
    <div class="action-row connections-actions">
      <button type="button" class="button" onClick={() => setOpen("add")}>
        {texts.add}
      </button>
      <button type="button" class="button" onClick={() => setOpen("import")}>
        {texts.import}
      </button>
    </div>
  );
}
