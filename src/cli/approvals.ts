import { randomUUID } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { OwnerChoices } from "../core/exec/exec-setup.ts";
import {
  entriesNamed,
  everyAgent,
  withEntries,
  withFields,
  withoutEntry,
} from "../core/exec/policy/edit-policy.ts";
import {
  type ApprovalsFile,
  type EntryGrant,
  type PolicyFields,
  policyFor,
} from "../core/exec/policy/policy.ts";
import { touchOf } from "../core/exec/policy/reach.ts";
import { type ApprovalsStore, createApprovalsStore, type StoreFailure } from "../core/exec/policy/store.ts";
import { createCageFinder, realPlaces } from "../core/exec/process/cage/find-cage.ts";
import type { CagePlaces } from "../core/exec/process/cage/grant.ts";
import { isGrantable } from "../core/exec/process/cage/grantable.ts";
import { reveal } from "../core/exec/question/reveal.ts";
import { homeFolder } from "../core/home.ts";
import { failure, type Result, success } from "../core/result.ts";
import { changeConsent, readConsent } from "../core/settings/consent.ts";
import { prepareStateDirectory } from "../core/settings/prepare-directory.ts";
import { describeTouch } from "../shared/words/describe-touch.ts";
import { englishQuestions } from "../shared/words/english-questions.ts";
import type { ApprovalsArguments } from "./approvals-arguments.ts";
import { type Ended, fileSentence, refuse, refuseFile, refuseSettings } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { isStartedByCommand } from "./started-by-command.ts";
import { agentViews, policyLines, shortId } from "./view/policy.ts";

const done: Ended = { code: exitCode.ok, busy: false };

/** `clawtray approvals`: the owner's rules, shown or changed. A running node reads them at its next command. */
export async function approvals(options: ApprovalsArguments): Promise<Ended> {
  const stateDir = stateDirOf(options);
  const store = createApprovalsStore(stateDir);
  const { action } = options;
  if (action.kind !== "show") {
    if (isStartedByCommand(process.env, process.platform))
      return refuse(
        "A command that came through the gateway cannot change the rules. Change them in a terminal of yours.",
        exitCode.failed,
      );
    const prepared = prepareStateDirectory(stateDir);
    if (!prepared.ok) return refuseFile(prepared.failure, "state-folder-unusable");
    // A file that cannot be understood is put aside by this look, and the change then made on a closed one.
    await store.ensure();
  }
  switch (action.kind) {
    case "show":
      return show(options, store, stateDir);
    case "allow":
      return allow(options, store, stateDir, action);
    case "remove":
      return remove(options, store, stateDir, action.id);
    case "set":
      return set(options, store, stateDir, action);
  }
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const warn = (line: string): void => void process.stderr.write(`clawtray: ${line}\n`);

function show(options: ApprovalsArguments, store: ApprovalsStore, stateDir: string): Ended {
  const { path, exists, hash, file, closed, problem } = store.read();
  const consent = readConsent(stateDir);
  if (options.json) {
    say(JSON.stringify({ path, exists, hash, closed, consent, agents: agentViews(file) }));
    return done;
  }
  if (problem !== null)
    warn(`The rules could not be read, and nothing runs: ${path}: ${fileSentence(problem)}.`);
  else if (closed)
    warn(
      "The rules could not be read, and nothing runs. The old file was kept beside the new one if it was broken.",
    );
  for (const line of policyLines(file, consent, path)) say(line);
  return done;
}

function changed(options: ApprovalsArguments, store: ApprovalsStore, stateDir: string, line: string): Ended {
  if (options.json) return show(options, store, stateDir);
  say(line);
  return done;
}

function unchanged(problem: StoreFailure): Ended {
  if (problem.kind === "changed")
    return refuse("The rules were not changed: they were changed meanwhile. Try again.", exitCode.failed);
  if (problem.kind === "not-a-policy")
    return refuse("The rules were not changed: they would not be rules any more.", exitCode.failed);
  const { path } = problem.file;
  return refuse(
    `The rules were not changed: ${path} cannot be written: ${fileSentence(problem.file)}.`,
    exitCode.failed,
  );
}

async function allow(
  options: ApprovalsArguments,
  store: ApprovalsStore,
  stateDir: string,
  { pattern, agent: named, grant: wanted = {} }: Extract<ApprovalsArguments["action"], { kind: "allow" }>,
): Promise<Ended> {
  const agent = named ?? everyAgent;
  const grant = readFolders(wanted, stateDir);
  if (!grant.ok) return refuse(grant.failure, exitCode.failed);
  const id = randomUUID();
  const entry = { pattern, id, ...grant.value };
  const written = await store.change((file) => withEntries(file, agent, [entry]));
  if (!written.ok) return unchanged(written.failure);
  const isNew = entriesNamed(written.value.file, id).length === 1;
  if (/^\**(\/\**)*$/.test(pattern))
    warn(
      `This trusts every program: nearly all that the gateway names runs without a question.${isNew ? ` To undo it: clawtray approvals remove ${shortId(id)}` : ""}`,
    );
  const touches = describeTouch(touchOf(entry), englishQuestions);
  if (grant.value.uncontained === true)
    warn(`${reveal(pattern)} runs with all your rights, whatever an agent does with it.`);
  else if ((await createCageFinder(placesOf(stateDir), process.platform, Date.now)()) === null)
    warn("This computer cannot contain programs (on Linux: install bubblewrap). You are asked instead.");
  if (!isNew) {
    const now = Object.keys(grant.value).length > 0 ? `, from now on ${touches}` : "";
    return changed(options, store, stateDir, `${reveal(pattern)} is on the list already${now}.`);
  }
  const who = agent === everyAgent ? "Every agent" : `The agent ${reveal(agent)}`;
  const { security, ask } = policyFor(written.value.file, agent);
  const asked = ask === "always" ? " You are still asked every time (ask always)." : "";
  const sentence =
    security === "deny"
      ? `${reveal(pattern)} is on the list, but nothing runs while security is deny.`
      : `${who} may run ${reveal(pattern)}: to read freely, for everything else ${touches}.${asked}`;
  return changed(options, store, stateDir, `${sentence} (${shortId(id)})`);
}

const placesOf = (stateDir: string): CagePlaces => ({ home: homeFolder() ?? "/", state: stateDir });

/** The folders that were typed, as what they really are; none that no program may be let change. */
function readFolders(grant: EntryGrant, stateDir: string): Result<EntryGrant, string> {
  if (grant.write === undefined) return success(grant);
  const places = realPlaces(placesOf(stateDir));
  const write: string[] = [];
  for (const folder of grant.write) {
    const typed = folder.startsWith("~/") ? join(places.home, folder.slice(2)) : resolve(folder);
    const real = realFolder(typed);
    if (real === null) return failure(`There is no folder ${reveal(typed)}.`);
    if (!isGrantable(real, places))
      return failure(
        `${reveal(real)} cannot be granted: it is, or holds, your home folder, keys, start-up files, this program's own folder or the system's. Name a project's folder.`,
      );
    write.push(real);
  }
  return success({ ...grant, write: [...new Set(write)] });
}

function realFolder(path: string): string | null {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isDirectory() ? real : null;
  } catch {
    return null;
  }
}

async function remove(
  options: ApprovalsArguments,
  store: ApprovalsStore,
  stateDir: string,
  prefix: string,
): Promise<Ended> {
  const found = entriesNamed(store.read().file, prefix);
  const [first] = found;
  const id = first?.entry.id;
  if (first === undefined || id === undefined)
    return refuse(`Nothing on the list has this ID. See: clawtray approvals`, exitCode.failed);
  if (found.some(({ entry }) => entry.id !== id))
    return refuse("Several on the list have an ID that begins so. Type more of it.", exitCode.failed);
  const written = await store.change((file) => withoutEntry(file, id));
  if (!written.ok) return unchanged(written.failure);
  return changed(options, store, stateDir, `${reveal(first.entry.pattern)} is no longer trusted.`);
}

async function set(
  options: ApprovalsArguments,
  store: ApprovalsStore,
  stateDir: string,
  wanted: {
    readonly agent: string | null;
    readonly fields: PolicyFields;
    readonly choices: Partial<OwnerChoices>;
  },
): Promise<Ended> {
  if (Object.keys(wanted.choices).length > 0) {
    const made = await changeConsent(stateDir, wanted.choices);
    if (!made.ok) return refuseSettings(made.failure);
  }
  if (Object.keys(wanted.fields).length > 0) {
    const written = await store.change((file) => withFields(file, wanted.agent, wanted.fields));
    if (!written.ok) return unchanged(written.failure);
    warnOfPolicy(written.value.file, wanted.agent, wanted.fields);
  }
  if (wanted.choices.remoteMayLoosen === true)
    warn(
      "From now on whoever administers the gateway can change these rules, up to letting everything run. To undo it: clawtray approvals set --remote-may-loosen off",
    );
  if (wanted.choices.acceptGatewayApprovals === true)
    warn(
      "From now on a person at the gateway can let a program run here without you. To undo it: clawtray approvals set --accept-gateway-approvals off",
    );
  return show(options, store, stateDir);
}

/** Says in plain words what was opened, and who does not follow the change. */
function warnOfPolicy(file: ApprovalsFile, agent: string | null, fields: PolicyFields): void {
  const forAgent = agent === null ? "" : ` --agent ${reveal(agent)}`;
  const { security, ask } = policyFor(file, agent);
  if (security === "full" && ask !== "always")
    warn(
      `Everything the gateway names now runs here with your rights, without a question. To undo it: clawtray approvals set --security allowlist --ask on-miss${forAgent}`,
    );
  else if (fields.ask === "off" && security === "allowlist")
    warn("Nobody is asked any more: trusted programs run, everything else is refused.");
  if (fields.autoAllowSkills === true)
    warn(
      `From now on the gateway says which programs are trusted as well: those its skills use, whichever these are. To undo it: clawtray approvals set --auto-allow-skills off${forAgent}`,
    );
  if (agent !== null && agent !== everyAgent) return;
  const own = Object.entries(file.agents)
    .filter(
      ([id, policy]) => id !== everyAgent && Object.keys(fields).some((name) => Object.hasOwn(policy, name)),
    )
    .map(([id]) => reveal(id));
  if (own.length > 0) warn(`These agents have rules of their own and keep them: ${own.join(", ")}`);
}
