import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import type { CapabilityStatus } from "../../shared/capability.ts";
import { NO_PERMISSIONS, type SystemPermissions } from "../../shared/capability-state.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import type { NodeState } from "../../shared/state.ts";
import { forgetConversation } from "../chat/kept-conversation.ts";
import { hostStats } from "../commands/device.ts";
import { createExecCommands } from "../commands/exec-commands.ts";
import { createFileDoor, type FileDoor } from "../commands/files/file-door.ts";
import type { InvokeRecord } from "../commands/invoker.ts";
import type { CommandSources } from "../commands/offers.ts";
import type { ComputerOffer } from "../computer/source.ts";
import { bounded } from "../device/bounded.ts";
import { readModel } from "../device/model.ts";
import { homeFolder } from "../environment/home.ts";
import { type ActivityEntry, type ActivityLog, createActivityLog } from "../exec/activity.ts";
import type { OwnPlaces } from "../exec/analysis/own-places.ts";
import { type ApprovalsStore, createApprovalsStore } from "../exec/policy/store.ts";
import { createCageFinder } from "../exec/process/cage/find-cage.ts";
import { createLoginEnvironment } from "../exec/process/login-environment.ts";
import { createProgramEnvironment, rememberProgramEnvironment } from "../exec/process/program-environment.ts";
import { createQuestionQueue, type QuestionQueue } from "../exec/question/question.ts";
import { createRunningPrograms, type RunningPrograms } from "../exec/running-programs.ts";
import { forgetFolders } from "../folders/folder-list.ts";
import { createConnector } from "../gateway/connect.ts";
import { type ChooseProxy, environmentProxy } from "../gateway/proxy.ts";
import { threadShares } from "../gateway/thread-share.ts";
import { createLook } from "../gateway/transport.ts";
import { establishIdentity, forgetDevice } from "../identity/establish.ts";
import { controlSecretPath } from "../instance/control-key.ts";
import type { Logger } from "../log/log.ts";
import { furtherFolders, otherFolders, rootOf } from "../settings/connection-folders.ts";
import { readConsent } from "../settings/consent.ts";
import type { SettingsFile, SettingsStore } from "../settings/settings.ts";
import { forgetSkills } from "../skills/skills-file.ts";
import { systemClock } from "../time/clock.ts";
import type { BuiltInFacts } from "../tools/built-in/catalogue.ts";
import { noToolSources } from "../tools/built-in/sources.ts";
import type { ToolDoor } from "../tools/door.ts";
import { forgetTools } from "../tools/forget-tools.ts";
import type { Vault } from "../vault/vault.ts";
import { computerOf, followComputer } from "./assemble-computer.ts";
import { assembleRegistry } from "./assemble-registry.ts";
import { assembleSkills } from "./assemble-skills.ts";
import { assembleTools, deskOf, type ToolDesk } from "./assemble-tools.ts";
import { createNode, type Node } from "./node.ts";

/** What a front end provides; everything else is the real world. */
export interface AssemblyOptions {
  readonly appVersion: string;
  readonly stateDir: string;
  readonly vault: Vault;
  readonly settings: SettingsFile;
  readonly log: Logger;
  /** What the environment or a prompt offers a gateway that does not know this device yet. */
  sharedCredential(): SharedCredential | null;
  onInvoke?(record: InvokeRecord): void;
  /** A program ran or was refused; this also goes to the owner's log. */
  onActivity?(entry: ActivityEntry): void;
  /** Which proxy leads where; the environment's by default. */
  readonly chooseProxy?: ChooseProxy;
  /** What this front end can do that plain Node cannot. */
  readonly sources?: CommandSources;
  /** What the system lets this program use; nothing that it keeps permissions for, when omitted. */
  readonly permissions?: () => SystemPermissions;
}

/** The script that was started and, where it is the built command line, the folder of what it loads. */
function startedScript(script: string | undefined): readonly string[] {
  if (script === undefined || !isAbsolute(script)) return [];
  try {
    return [script, join(dirname(realpathSync(script)), "chunks")];
  } catch {
    return [script];
  }
}

/**
 * The state folder with every connection in it, the folder of the control pipe's secret, and the files that this very
 * program was started from.
 */
const ownPlaces = (stateDir: string): OwnPlaces => ({
  stateDir: rootOf(stateDir),
  // Looked up for each command: connections come and go.
  get folders() {
    const further = furtherFolders(rootOf(stateDir));
    return process.platform === "win32" ? [...further, dirname(controlSecretPath())] : further;
  },
  programs: [
    ...startedScript(process.argv[1]),
    process.env.APPIMAGE,
    process.versions.electron === undefined ? undefined : process.execPath,
  ]
    .filter((path) => path !== undefined && isAbsolute(path))
    .map(String),
});

/** What a node of this state folder may do, without starting it: for showing, never for running. */
export function listCapabilities(
  stateDir: string,
  settings: SettingsStore,
  sources: CommandSources,
  appVersion: string,
): readonly CapabilityStatus[] {
  const programs = async () => createProgramEnvironment(process.env, process.platform);
  const run = createExecCommands({
    approvals: createApprovalsStore(stateDir),
    activity: createActivityLog(stateDir),
    questions: createQuestionQueue(systemClock),
    owner: () => readConsent(stateDir),
    gateway: () => "",
    emit() {},
    skillPrograms: async () => [],
    programs,
    ownPlaces: ownPlaces(stateDir),
  });
  const permissions = () => NO_PERMISSIONS;
  const door = { activity: createActivityLog(stateDir), questions: createQuestionQueue(systemClock) };
  const computer = computerOf(sources, { ...door, gateway: () => "" }, settings);
  const parts = { settings, sources: { ...sources, run, computer }, appVersion, programs, permissions };
  return assembleRegistry(parts).capabilities();
}

/** A node, and what its owner is asked and shown. */
export interface Assembly {
  readonly node: Node;
  /** Front ends attach here to put questions to a person; with none, the policy answers. */
  readonly questions: QuestionQueue;
  readonly activity: ActivityLog;
  readonly approvals: ApprovalsStore;
  readonly running: RunningPrograms;
  /** Null where this front end offers no computer use. */
  readonly computer: ComputerOffer | null;
  /** To be closed with the node. */
  readonly tools: ToolDesk & Pick<ToolDoor, "retry"> & { close(): Promise<unknown> };
}

/** In the owner's log: it was done, but its caller may not have heard of it. */
const lostResult = {
  agent: null,
  session: null,
  directory: null,
  decision: "allowed",
  exitCode: null,
  signal: null,
  timedOut: false,
  durationMs: null,
} as const;

/** The log, and a warning while it cannot be written. */
const warningOfLog = (kept: ActivityLog, warn: Node["warn"]): ActivityLog => ({
  ...kept,
  append(entry) {
    const written = kept.append(entry);
    const newer = !written && kept.problem()?.problem === "newer";
    warn("activity-newer", newer);
    warn("activity-not-saved", !written && !newer);
    return written;
  },
});

/** The rules, and a warning while they cannot be read. */
const warningOfRules = (store: ApprovalsStore, warn: Node["warn"]): ApprovalsStore => ({
  ...store,
  read() {
    const now = store.read();
    warn("rules-unreadable", now.closed);
    return now;
  },
});

/** How programs are found and contained here; asked early, so that the first command does not wait for a profile. */
function programsHere(stateDir: string) {
  const home = homeFolder() ?? "/";
  const login = createLoginEnvironment(process.env, home, process.platform);
  const programs = rememberProgramEnvironment(() => login.current(), process.platform);
  const places = { home, state: rootOf(stateDir) };
  const cage = createCageFinder(places, process.platform, () => systemClock.now());
  void programs();
  void cage();
  return { programs, cage };
}

/** What Clawtray's own tools can use, as of whenever it is asked. */
function factsFor({ sources, settings }: AssemblyOptions, files: FileDoor): () => BuiltInFacts {
  const { tools = noToolSources, notifier = null } = sources ?? {};
  const folderFor: BuiltInFacts["folderFor"] = (access) => files.isOpen(access);
  return () => ({ sources: tools, notifier, runIsOn: settings.read().capabilities.run, folderFor });
}

/** Publishes them from now on; with the switch for programs, the tools that start some come and go. */
function openTools(node: Node, tools: ToolDoor): void {
  tools.subscribe(() => node.toolsChanged());
  tools.open();
  const isOn = (state: NodeState) => state.capabilities.some(({ name, on }) => name === "run" && on);
  let before = isOn(node.state());
  node.subscribe((state) => {
    if (isOn(state) === before) return;
    before = isOn(state);
    tools.look();
  });
}

/** What begins once there is a node. */
function openParts(
  node: Node,
  tools: ToolDoor,
  skills: ReturnType<typeof assembleSkills>,
  { computer = null }: CommandSources,
): void {
  openTools(node, tools);
  skills.open();
  followComputer(node, computer);
}

/** Read once, early, and told while the owner lets this computer be described; not where reading loads a library. */
function modelHere(settings: SettingsStore): () => string | null {
  let model: string | null = null;
  if (process.platform === "linux")
    void bounded(() => readModel("linux")).then((read) => {
      model = read;
    });
  return () => (settings.read().capabilities.device ? model : null);
}

/** The secrets of the tools first: their list alone knows their names. */
async function forgetEverything(vault: Vault, stateDir: string, settings: SettingsFile) {
  const tools = await forgetTools(vault.kind, stateDir);
  if (!tools.ok) return tools;
  await forgetSkills(stateDir);
  await forgetFolders(stateDir);
  await forgetConversation(stateDir);
  return forgetDevice(vault, settings);
}

/** What the owner of a state folder, and nobody else, says of programs. */
const ownersOf = (stateDir: string) => ({
  owner: () => readConsent(stateDir),
  ownPlaces: ownPlaces(stateDir),
  otherApprovals: () => otherFolders(stateDir).map((folder) => createApprovalsStore(folder)),
});

/** How it reaches its gateway, and what that connection may use of the thread that it shares with the others. */
function wayToGateway(version: string, logger: Logger, chooseProxy: ChooseProxy) {
  const share = threadShares.join();
  const connect = createConnector({ version, logger, chooseProxy, share });
  return { share, connect, look: createLook(chooseProxy) };
}

/** What is wrong with the owner's rules and log, before the first command. */
function lookAtFiles(node: Node, approvals: ApprovalsStore, kept: ActivityLog): void {
  // Set aside now: the owner sees it, and a restart stays closed.
  if (approvals.read().closed) void approvals.ensure();
  node.warn("activity-newer", kept.problem()?.problem === "newer");
}

/** A node on the real clock, network and operating system: the same for the CLI and for the shell. */
export function assembleNode(options: AssemblyOptions): Assembly {
  const { appVersion, stateDir, vault, settings, log, chooseProxy = environmentProxy } = options;
  const questions = createQuestionQueue(systemClock);
  const kept = createActivityLog(stateDir, undefined, (entry) => options.onActivity?.(entry));
  const warn: Node["warn"] = (warning, present) => node.warn(warning, present);
  const activity = warningOfLog(kept, warn);
  const running = createRunningPrograms();
  const approvals = warningOfRules(createApprovalsStore(stateDir), warn);
  const { programs, cage } = programsHere(stateDir);
  const gateway = (): string => node.state().gateway?.url ?? "";
  const exec = createExecCommands({
    ...ownersOf(stateDir),
    approvals,
    activity,
    questions,
    gateway,
    emit: (event, payload) => node.emit(event, payload),
    skillPrograms: () => node.skillPrograms(),
    programs,
    cage,
    running,
  });
  const world = { log, appVersion, programs, cage };
  const now = (): number => systemClock.now();
  const parts = { stateDir, activity, gateway };
  const files = createFileDoor({ ...parts, log, now, onChange: () => tools.look() });
  const facts = factsFor(options, files);
  const systemRun = exec.find(({ name }) => name === "system.run") ?? null;
  const tools = assembleTools({ ...parts, kind: vault.kind, questions, world, facts, files, systemRun });
  const permissions = options.permissions ?? (() => NO_PERMISSIONS);
  const skills = assembleSkills({ stateDir, log, approvals, tools, permissions, node: () => node });
  const computer = computerOf(options.sources, { activity, questions, gateway }, settings);
  const sources: CommandSources = { ...options.sources, run: exec, computer };
  const others = [tools.command, ...files.commands];
  const registry = assembleRegistry({ settings, sources, appVersion, programs, permissions, others });

  const node: Node = createNode({
    clock: systemClock,
    random: Math.random,
    log,
    vault,
    settings,
    registry,
    presence: sources.presence ?? null,
    model: modelHere(settings),
    tools,
    skills,
    ...wayToGateway(appVersion, log, chooseProxy),
    establish: () =>
      establishIdentity({ vault, settings, random: randomBytes, platform: process.platform, now }),
    forget: () => forgetEverything(vault, stateDir, settings),
    sharedCredential: () => options.sharedCredential(),
    defaultDisplayName: hostname().slice(0, 64) || "computer",
    hostStats,
    onInvoke: (record) => options.onInvoke?.(record),
    onLostResult({ at, command, why }) {
      const reason = why === "refused" ? "result-not-taken" : "result-not-confirmed";
      void activity.append({ ...lostResult, reason, at, command, gateway: gateway() });
    },
  });
  lookAtFiles(node, approvals, kept);
  openParts(node, tools, skills, sources);
  const close = () => Promise.all([skills.close(), tools.close(), files.close()]);
  const shown = { questions, activity, approvals, running, computer };
  return { node, ...shown, tools: { ...deskOf(tools, facts), close } };
}
