import { listConnections } from "../../core/connections/list.ts";
import type { InstanceAnswer } from "../../core/instance/claim.ts";
import { askInstance } from "../../core/instance/instance.ts";
import type { Invocation } from "../invocation.ts";
import { findStateDir } from "../place.ts";
import { isStartedByCommand } from "./started-by-command.ts";

/** Who may be behind a command line that only the owner may use. */
export type Forbidden =
  /** A command from a gateway started it. */
  | "command"
  /** An agent has mouse and keyboard, and so may have typed it. */
  | "desktop";

/** Nothing is wider afterwards, and a person needs these just then. */
const always: readonly Invocation["command"][] = ["computer", "pause", "stop", "ask"];

/**
 * Who may be behind this in the owner's place, of whichever connection: one gateway's agent could as well give rights to
 * another. Null when nobody is known to be.
 */
export async function whyForbidden(invocation: Invocation): Promise<Forbidden | null> {
  if (!("options" in invocation)) return null;
  const { options } = invocation;
  const root =
    typeof options === "string" || !("stateDir" in options)
      ? null
      : findStateDir({ stateDir: options.stateDir });
  const answers = root?.ok === true ? await answersOf(root.value) : [];
  const nodes = new Set(answers.flatMap((answer) => pidOf(answer) ?? []));
  if ([null, ...nodes].some((pid) => isStartedByCommand(process.env, process.platform, pid)))
    return "command";
  return answers.some(isControlled) && !always.includes(invocation.command) ? "desktop" : null;
}

/** What the nodes of a state folder say. */
const answersOf = (root: string): Promise<readonly InstanceAnswer[]> =>
  Promise.all(listConnections(root).map(({ stateDir }) => askInstance(stateDir)));

/** Also while it is paused: what an agent typed before may run only now. */
function isControlled(answer: InstanceAnswer): boolean {
  const told = answer.kind === "snapshot" ? answer.snapshot.computer : null;
  return (told?.phase === "active" || told?.phase === "paused") && told.scope === "control";
}

const pidOf = (answer: InstanceAnswer): number | null =>
  answer.kind === "snapshot" ? answer.snapshot.pid : answer.kind === "silent" ? answer.pid : null;
