import { addConnection, removeConnection, renameConnection } from "../core/connections/change.ts";
import type { Connection, ConnectionProblem } from "../core/connections/connection.ts";
import { listConnections } from "../core/connections/list.ts";
import { connections as words } from "../shared/words/en/connections.ts";
import type { ConnectionsArguments } from "./connections-arguments.ts";
import { blockedSentence, type Ended, folderCode, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { onceLetGo } from "./let-go.ts";
import { asWord, connectionNamed, rootDirOf } from "./place.ts";
import { print, printError } from "./print.ts";
import { ask } from "./terminal.ts";
import { connectionTable, factsOf, lookAt } from "./view/connections.ts";

/** `clawtray connections`: lists, adds, renames or removes them. */
export async function connections(options: ConnectionsArguments, appVersion: string): Promise<Ended> {
  const stateDir = rootDirOf(options);
  const { action } = options;
  switch (action.kind) {
    case "list":
      break;
    case "add": {
      const added = await addConnection(stateDir, action.name);
      if (!added.ok) return refuseProblem(added.failure);
      if (!options.json)
        print(
          `Added "${added.value.name}". It gets a key of its own as soon as it is connected: clawtray connect --connection ${asWord(added.value.name)}\n`,
        );
      break;
    }
    case "rename": {
      const found = connectionNamed(stateDir, action.from);
      if (!found.ok) return refuse(found.failure);
      const renamed = await renameConnection(stateDir, found.value, action.to);
      if (!renamed.ok) return refuseProblem(renamed.failure);
      if (!options.json) print(`"${found.value.name}" is now "${renamed.value.name}".\n`);
      break;
    }
    case "remove": {
      const refused = await remove(options, stateDir, action, appVersion);
      if (refused !== null) return refused;
    }
  }
  return action.kind === "list" || options.json
    ? list(options, stateDir)
    : { code: exitCode.ok, busy: false };
}

/** Says why a connection was not added, renamed or removed. */
export function refuseProblem(problem: ConnectionProblem): Ended {
  if (problem.kind === "blocked") return refuse(blockedSentence(problem.cause), folderCode(problem.cause));
  if (problem.kind === "name") return refuse(words.problems[problem.why]);
  return refuse(words.problems[problem.kind]);
}

async function remove(
  { json }: ConnectionsArguments,
  stateDir: string,
  { name, yes }: { readonly name: string; readonly yes: boolean },
  appVersion: string,
): Promise<Ended | null> {
  const found = connectionNamed(stateDir, name);
  if (!found.ok) return refuse(found.failure);
  if (found.value.first) return refuseProblem({ kind: "first" });
  if (!yes && !(await confirmed(found.value))) return refuse("Nothing was changed.", exitCode.failed);
  const { deviceId } = factsOf(found.value);
  const removed = await onceLetGo(
    found.value.stateDir,
    () => removeConnection(stateDir, found.value, appVersion),
    (outcome) => !outcome.ok && isHeld(outcome.failure),
  );
  if (!removed.ok && isHeld(removed.failure))
    return refuse(
      `${blockedSentence(removed.failure.cause)} Then: clawtray connections remove ${asWord(found.value.name)}`,
      exitCode.alreadyRunning,
    );
  if (!removed.ok) return refuseProblem(removed.failure);
  const rest =
    deviceId === null
      ? ""
      : ` An administrator may remove it from the gateway: openclaw devices remove ${deviceId}`;
  if (!json) print(`Removed "${found.value.name}".${rest}\n`);
  return null;
}

const isHeld = (problem: ConnectionProblem): problem is Extract<ConnectionProblem, { kind: "blocked" }> =>
  problem.kind === "blocked" && problem.cause.reason === "held-by-another-process";

async function confirmed({ name }: Connection): Promise<boolean> {
  if (!process.stdin.isTTY) {
    printError(
      "clawtray: Nobody can be asked here. To remove without asking: clawtray connections remove NAME --yes\n",
    );
    return false;
  }
  printError(
    `This destroys the key of "${name}", its gateway tokens, rules and activity. It cannot be undone.\n`,
  );
  const answer = await ask('Type "remove" to continue: ', { hidden: false });
  return answer?.trim().toLowerCase() === "remove";
}

async function list({ json }: ConnectionsArguments, stateDir: string): Promise<Ended> {
  const all = await Promise.all(listConnections(stateDir).map(lookAt));
  if (json) process.stdout.write(`${JSON.stringify({ connections: all })}\n`);
  else print(`${connectionTable(all).join("\n")}\n`);
  return { code: exitCode.ok, busy: false };
}
