import { listConnections } from "../../core/connections/list.ts";
import type { InstanceAnswer } from "../../core/instance/claim.ts";
import { askInstance } from "../../core/instance/instance.ts";
import type { Invocation } from "../invocation.ts";
import { findStateDir } from "../place.ts";
import { isStartedByCommand } from "./started-by-command.ts";

/**
 * Whether what only the owner may change would be changed here by a command from a gateway: of whichever connection,
 * for one gateway's command could as well give rights to another.
 */
export async function isForbidden(invocation: Invocation): Promise<boolean> {
  if (!("options" in invocation)) return false;
  const { options } = invocation;
  const root =
    typeof options === "string" || !("stateDir" in options)
      ? null
      : findStateDir({ stateDir: options.stateDir });
  const nodes = root?.ok === true ? await nodesOf(root.value) : [];
  return [null, ...nodes].some((pid) => isStartedByCommand(process.env, process.platform, pid));
}

/** The processes that serve the connections of a state folder. */
async function nodesOf(root: string): Promise<ReadonlySet<number>> {
  const answers = await Promise.all(listConnections(root).map(({ stateDir }) => askInstance(stateDir)));
  return new Set(answers.flatMap((answer) => pidOf(answer) ?? []));
}

const pidOf = (answer: InstanceAnswer): number | null =>
  answer.kind === "snapshot" ? answer.snapshot.pid : answer.kind === "silent" ? answer.pid : null;
