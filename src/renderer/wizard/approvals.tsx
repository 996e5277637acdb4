import type { NodeState } from "../../shared/state.ts";
import { fill } from "../../shared/words/describe.ts";
import { useApp } from "../app/app-context.ts";
import { formatElapsed } from "../app/format.ts";
import { useNow } from "../app/use-now.ts";
import { Icon, type IconName } from "../components/icon.tsx";

type Stage = "later" | "waiting" | "given";

const icons: Record<Stage, IconName> = { later: "ring", waiting: "awaiting-approval", given: "connected" };

function stagesOf(node: NodeState): { readonly device: Stage; readonly surface: Stage } {
  if (node.phase === "awaiting-approval") return { device: "waiting", surface: "later" };
  if (node.phase !== "connected") return { device: "later", surface: "later" };
  return { device: "given", surface: node.surface.status === "pending" ? "waiting" : "given" };
}

/** The two approvals side by side: of this computer, then of what it offers. */
export function Approvals({ node }: { readonly node: NodeState }) {
  const { words } = useApp();
  const stages = stagesOf(node);
  if (stages.device === "later") return null;
  const texts = words.pairing.stages;
  return (
    <ol class="approvals" aria-label={texts.label}>
      {(["device", "surface"] as const).map((name) => (
        <li key={name} class={stages[name]}>
          <Icon name={icons[stages[name]]} />
          <span>
            <strong>{texts[name]}</strong>
            {stages[name] === "waiting" ? <Elapsed since={node.since} /> : <span>{texts[stages[name]]}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Elapsed({ since }: { readonly since: number }) {
  const { words } = useApp();
  const time = formatElapsed(useNow(1000) - since);
  return <span class="elapsed">{fill(words.pairing.elapsed, { time })}</span>;
}
