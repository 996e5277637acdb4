import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { isAbsolute } from "node:path";
import type { CapabilityStatus } from "../../shared/capability.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import { hostOf } from "../../shared/words/describe.ts";
import { systemClock } from "../clock.ts";
import { hostStats } from "../commands/device.ts";
import { createExecCommands } from "../commands/exec-commands.ts";
import type { InvokeRecord } from "../commands/invoker.ts";
import { type CommandSources, createOffers } from "../commands/offers.ts";
import { type CommandRegistry, createRegistry } from "../commands/registry.ts";
import { type ActivityEntry, type ActivityLog, createActivityLog } from "../exec/activity.ts";
import type { OwnPlaces } from "../exec/analysis/own-places.ts";
import { type ApprovalsStore, createApprovalsStore } from "../exec/policy/store.ts";
import { createCageFinder } from "../exec/process/cage/find-cage.ts";
import { createLoginEnvironment } from "../exec/process/login-environment.ts";
import {
  createProgramEnvironment,
  type ProgramEnvironment,
  rememberProgramEnvironment,
} from "../exec/process/program-environment.ts";
import { createQuestionQueue, type QuestionQueue } from "../exec/question/question.ts";
import { createConnector } from "../gateway/connect.ts";
import { lookAtPort } from "../gateway/transport.ts";
import { homeFolder } from "../home.ts";
import { establishIdentity, forgetDevice } from "../identity/establish.ts";
import type { Logger } from "../log.ts";
import { readConsent } from "../settings/consent.ts";
import type { SettingsFile, SettingsStore } from "../settings/settings.ts";
import type { Vault } from "../vault/vault.ts";
import { createNode, type Node } from "./node.ts";

/** What a front end brings; everything else is the real world. */
export interface AssemblyOptions {
  readonly appVersion: string;
  readonly stateDir: string;
  readonly vault: Vault;
  readonly settings: SettingsFile;
  readonly log: Logger;
  /** What the environment or a prompt offers a gateway that does not know this device yet. */
  sharedCredential(): SharedCredential | null;
  onInvoke?(record: InvokeRecord): void;
  /** A program ran or was refused; also goes to the owner's log. */
  onActivity?(entry: ActivityEntry): void;
  /** What this front end can do that plain Node cannot. */
  readonly sources?: CommandSources;
}

function assembleRegistry(
  settings: SettingsStore,
  sources: CommandSources,
  appVersion: string,
  programs: () => Promise<ProgramEnvironment>,
): CommandRegistry {
  const gatewayName = () => hostOf(settings.read().gateway?.url ?? "");
  const offers = createOffers(sources, appVersion, systemClock, gatewayName, programs);
  return createRegistry(offers, () => settings.read().capabilities);
}

/** The state folder, and the files this very program was started by. */
const ownPlaces = (stateDir: string): OwnPlaces => ({
  stateDir,
  programs: [
    process.argv[1],
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
  return assembleRegistry(settings, { ...sources, run }, appVersion, programs).capabilities();
}

/** A node, and what its owner is asked and shown. */
export interface Assembly {
  readonly node: Node;
  /** Front ends attach here to put questions to a person; with none, the answer is the policy's. */
  readonly questions: QuestionQueue;
  readonly activity: ActivityLog;
  readonly approvals: ApprovalsStore;
}

/** In the owner's log: it was done, and whoever asked was gone. */
const lostResult = {
  agent: null,
  session: null,
  directory: null,
  decision: "allowed",
  reason: "result-not-taken",
  exitCode: null,
  signal: null,
  timedOut: false,
  durationMs: null,
} as const;

/** A node on the real clock, network and operating system: the same for the CLI and for the shell. */
export function assembleNode(options: AssemblyOptions): Assembly {
  const { appVersion, stateDir, vault, settings, log } = options;
  const questions = createQuestionQueue(systemClock);
  const kept = createActivityLog(stateDir, undefined, (entry) => options.onActivity?.(entry));
  const activity: ActivityLog = {
    ...kept,
    append(entry) {
      const written = kept.append(entry);
      node.warn("activity-not-saved", !written);
      return written;
    },
  };
  const store = createApprovalsStore(stateDir);
  const approvals: ApprovalsStore = {
    ...store,
    read() {
      const now = store.read();
      node.warn("rules-unreadable", now.closed);
      return now;
    },
  };
  const login = createLoginEnvironment(process.env, homeFolder() ?? "/", process.platform);
  const programs = rememberProgramEnvironment(() => login.current(), process.platform);
  const places = { home: homeFolder() ?? "/", state: stateDir };
  const cage = createCageFinder(places, process.platform, () => systemClock.now());
  // Asked early: the first command does not wait for the owner's profile.
  void programs();
  void cage();
  const exec = createExecCommands({
    approvals,
    activity,
    questions,
    owner: () => readConsent(stateDir),
    gateway: () => node.state().gateway?.url ?? "",
    emit: (event, payload) => node.emit(event, payload),
    skillPrograms: () => node.skillPrograms(),
    programs,
    ownPlaces: ownPlaces(stateDir),
    cage,
  });
  const now = (): number => systemClock.now();
  const node: Node = createNode({
    clock: systemClock,
    random: Math.random,
    log,
    vault,
    settings,
    registry: assembleRegistry(settings, { ...options.sources, run: exec }, appVersion, programs),
    connect: createConnector({ version: appVersion, logger: log }),
    look: lookAtPort,
    establish: () =>
      establishIdentity({ vault, settings, random: randomBytes, platform: process.platform, now }),
    forget: () => forgetDevice(vault, settings),
    sharedCredential: () => options.sharedCredential(),
    defaultDisplayName: hostname().slice(0, 64) || "computer",
    hostStats,
    onInvoke: (record) => options.onInvoke?.(record),
    onLostResult: ({ at, command }) =>
      void activity.append({ ...lostResult, at, command, gateway: node.state().gateway?.url ?? "" }),
  });
  // Put aside now rather than at the first command: the owner sees it, and a restart stays closed.
  if (approvals.read().closed) void approvals.ensure();
  return { node, questions, activity, approvals };
}
