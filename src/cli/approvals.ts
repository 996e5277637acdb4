import { randomUUID } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { homeFolder } from "../core/environment/home.ts";
import { readers } from "../core/exec/analysis/readers.ts";
import { isWindowsReader } from "../core/exec/analysis/windows-readers.ts";
import type { OwnerChoices } from "../core/exec/exec-setup.ts";
import {
  EVERY_AGENT,
  entriesNamed,
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
import { rootOf } from "../core/settings/connection-folders.ts";
import { changeConsent, readConsent } from "../core/settings/consent.ts";
import { prepareStateDirectory } from "../core/settings/prepare-directory.ts";
import { failure, type Result, success } from "../shared/result.ts";
import { reveal } from "../shared/text/reveal.ts";
import { describeTouch } from "../shared/words/describe-touch.ts";
import { englishQuestions } from "../shared/words/en/questions.ts";
import { systemWords } from "../shared/words/system-words.ts";
import type { ApprovalsArguments } from "./approvals-arguments.ts";
import { shown } from "./argument-values.ts";
import { type Look, lookAtEach, severalMeant, tellMeant } from "./each-connection.ts";
import { type Ended, fileSentence, refuse, refuseFile, refuseSettings } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { answer, print, printError } from "./print.ts";
import { isMissing, typedFolder, typedProgram } from "./typed.ts";
import { allowedSentence } from "./view/allowed.ts";
import { agentViews, policyLines, shortId } from "./view/policy.ts";

const done: Ended = { code: exitCode.ok, busy: false };

/** `clawtray approvals`: the owner's rules, shown or changed. A running node reads them at its next command. */
export async function approvals(asked: ApprovalsArguments): Promise<Ended> {
  const { action } = asked;
  if (action.kind === "show") return lookAtEach(asked, rulesOf);
  const options = action.kind === "remove" ? withEntry(asked, action.id) : asked;
  if (options === asked) tellMeant(options);
  const stateDir = stateDirOf(options);
  const store = createApprovalsStore(stateDir);
  const prepared = prepareStateDirectory(stateDir);
  if (!prepared.ok) return refuseFile(prepared.failure, "state-folder-unusable");
  // Reading sets a damaged file aside, and the change is then made to rules that deny everything.
  await store.ensure();
  switch (action.kind) {
    case "allow":
      return allow(options, store, stateDir, action);
    case "remove":
      return remove(options, store, stateDir, action.id);
    case "set":
      return set(options, store, stateDir, action);
  }
}

const say = (line: string): void => print(`${line}\n`);
const warn = (line: string): void => printError(`clawtray: ${line}\n`);

/** The entry of a list may be any connection's: that one is meant, where no other has one that begins like it. */
function withEntry(options: ApprovalsArguments, prefix: string): ApprovalsArguments {
  const found = severalMeant(options).filter(
    ({ connection }) =>
      entriesNamed(createApprovalsStore(connection.stateDir).read().file, prefix).length > 0,
  );
  return found.length === 1 ? (found[0]?.options ?? options) : options;
}

function show(options: ApprovalsArguments, stateDir: string): Ended {
  const { value, text, ...ended } = look(options, stateDir);
  answer(options, value, text);
  return ended;
}

const rulesOf = async (options: ApprovalsArguments): Promise<Look> => look(options, stateDirOf(options));

function look(options: ApprovalsArguments, stateDir: string): Look {
  const { path, exists, hash, file, closed, newer, problem } = createApprovalsStore(stateDir).read();
  const consent = readConsent(stateDir);
  const value = { path, exists, hash, closed, newer, consent, agents: agentViews(file) };
  if (options.json) return { ...done, value, text: "" };
  if (problem !== null)
    warn(`The rules could not be read, and nothing runs: ${path}: ${fileSentence(problem)}.`);
  else if (newer) warn(`${newerRules(path)} Nothing runs.`);
  else if (closed)
    warn(
      "The rules could not be read, and nothing runs. If the old file was damaged, it was kept next to the new one.",
    );
  return { ...done, value, text: `${policyLines(file, consent, path).join("\n")}\n` };
}

function changed(options: ApprovalsArguments, stateDir: string, line: string): Ended {
  if (options.json) return show(options, stateDir);
  say(line);
  return done;
}

const newerRules = (path: string): string =>
  `${path} was written by a newer version of Clawtray and is left as it is. Update Clawtray.`;

function unchanged(problem: StoreFailure): Ended {
  if (problem.kind === "changed")
    return refuse(
      "The rules were not changed: something else changed them in the meantime. Try again.",
      exitCode.failed,
    );
  if (problem.kind === "not-a-policy")
    return refuse("The rules were not changed: the result would not be valid.", exitCode.failed);
  if (problem.kind === "newer") return refuse(newerRules(problem.path), exitCode.blocked);
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
  {
    pattern: typed,
    agent: named,
    grant: wanted = {},
  }: Extract<ApprovalsArguments["action"], { kind: "allow" }>,
): Promise<Ended> {
  const program = typedProgram(typed);
  if (!program.ok) return refuse(`"${shown(typed)}" was not added to the list. ${program.failure}`);
  const { pattern } = program.value;
  const missing = program.value.missing || (await isMissing(pattern));
  const agent = named ?? EVERY_AGENT;
  const grant = readFolders(wanted, stateDir);
  if (!grant.ok) return refuse(grant.failure, exitCode.failed);
  const id = randomUUID();
  const entry = { pattern, id, ...grant.value };
  const written = await store.change((file) => withEntries(file, agent, [entry]));
  if (!written.ok) return unchanged(written.failure);
  const isNew = entriesNamed(written.value.file, id).length === 1;
  if (/^([A-Za-z]:)?\**([\\/]\**)*$/.test(pattern))
    warn(
      `This trusts every program: nearly everything the gateway requests runs without asking.${isNew ? ` To undo it: clawtray approvals remove ${shortId(id)}` : ""}`,
    );
  if (missing) warn(missingSentence(pattern));
  const touches = describeTouch(touchOf(entry), englishQuestions);
  const cage = (await createCageFinder(placesOf(stateDir), process.platform, Date.now)()) !== null;
  if (grant.value.uncontained === true)
    warn(`${reveal(pattern)} runs with all your rights, no matter what an agent does with it.`);
  else if (!cage) warn(systemWords(process.platform).cannotContain);
  if (!isNew) {
    const now = Object.keys(grant.value).length > 0 ? `, from now on ${touches}` : "";
    return changed(options, stateDir, `${reveal(pattern)} is already on the list${now}.`);
  }
  const who = agent === EVERY_AGENT ? "Every agent" : `The agent ${reveal(agent)}`;
  const { security, ask } = policyFor(written.value.file, agent);
  const asked = ask === "always" ? " You are still asked every time (ask always)." : "";
  const sentence =
    security === "deny"
      ? `${reveal(pattern)} is on the list, but nothing runs while security is deny.`
      : `${who} may run ${allowedSentence(entry, { cage, reads: mayRead(pattern) })}${asked}`;
  return changed(options, stateDir, `${sentence} (${shortId(id)})`);
}

const missingSentence = (pattern: string): string =>
  /[\\/]/.test(pattern)
    ? `${reveal(pattern)} does not exist now. It is trusted once it does.`
    : `No program called ${reveal(pattern)} is found here now. Check how it is spelled; it is trusted once it is there.`;

/** Whether anything this pattern means can be run merely to read. */
function mayRead(pattern: string): boolean {
  if (/[*?]/.test(pattern)) return true;
  const name = pattern.slice(Math.max(pattern.lastIndexOf("/"), pattern.lastIndexOf("\\")) + 1);
  if (process.platform !== "win32") return readers.has(name);
  const bare = name.toLowerCase().replace(/\.exe$/, "");
  return bare === "git" || bare === "cmd" || isWindowsReader(bare);
}

const placesOf = (stateDir: string): CagePlaces => ({ home: homeFolder() ?? "/", state: rootOf(stateDir) });

/** The folders that were typed, by their real paths; fails for one that no program may change. */
function readFolders(grant: EntryGrant, stateDir: string): Result<EntryGrant, string> {
  if (grant.write === undefined) return success(grant);
  const places = realPlaces(placesOf(stateDir));
  const write: string[] = [];
  for (const folder of grant.write) {
    const typed = typedFolder(folder);
    if (!typed.ok) return failure(`"${shown(folder)}" is not a folder that can be granted. ${typed.failure}`);
    const real = realFolder(typed.value);
    if (real === null) return failure(`There is no folder ${reveal(typed.value)}.`);
    if (!isGrantable(real, places))
      return failure(
        `${reveal(real)} cannot be granted: it is, or holds, your home folder, keys, startup files, this program's own folder or the system's. Name a project folder.`,
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
    return refuse(
      `No entry on the list has an ID that starts with "${shown(prefix)}". See: clawtray approvals`,
      exitCode.failed,
    );
  if (found.some(({ entry }) => entry.id !== id))
    return refuse(
      "Several entries on the list have an ID that starts like this. Type more of it.",
      exitCode.failed,
    );
  const written = await store.change((file) => withoutEntry(file, id));
  if (!written.ok) return unchanged(written.failure);
  return changed(options, stateDir, `${reveal(first.entry.pattern)} is no longer trusted.`);
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
      "From now on anyone who administers the gateway can change these rules, up to letting everything run. To undo it: clawtray approvals set --remote-may-loosen off",
    );
  if (wanted.choices.acceptGatewayApprovals === true)
    warn(
      "From now on a person at the gateway can let a program run here without you. To undo it: clawtray approvals set --accept-gateway-approvals off",
    );
  return show(options, stateDir);
}

/** Says in plain words what was opened up, and which agents the change does not reach. */
function warnOfPolicy(file: ApprovalsFile, agent: string | null, fields: PolicyFields): void {
  const forAgent = agent === null ? "" : ` --agent ${reveal(agent)}`;
  const { security, ask } = policyFor(file, agent);
  if (security === "full" && ask !== "always")
    warn(
      `Everything the gateway requests now runs here with your rights, without asking. To undo it: clawtray approvals set --security allowlist --ask on-miss${forAgent}`,
    );
  else if (fields.ask === "off" && security === "allowlist")
    warn("Nobody is asked from now on: trusted programs run, everything else is refused.");
  if (fields.autoAllowSkills === true)
    warn(
      `From now on the gateway also decides which programs are trusted: those its skills use, whatever they are. To undo it: clawtray approvals set --auto-allow-skills off${forAgent}`,
    );
  if (agent !== null && agent !== EVERY_AGENT) return;
  const own = Object.entries(file.agents)
    .filter(
      ([id, policy]) => id !== EVERY_AGENT && Object.keys(fields).some((name) => Object.hasOwn(policy, name)),
    )
    .map(([id]) => reveal(id));
  if (own.length > 0) warn(`These agents have their own rules and keep them: ${own.join(", ")}`);
}
