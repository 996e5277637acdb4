import { type Checker, type CheckSecrets, createChecker } from "../../core/check/checker.ts";
import type { Connection } from "../../core/connections/connection.ts";
import { withEdgeHeaders } from "../../core/gateway/edge-headers.ts";
import { askLink } from "../../core/links/join-link.ts";
import { systemClock } from "../../core/time/clock.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import type { Permissions } from "../capture/permissions.ts";
import type { CaptureSigns } from "../capture/signs.ts";
import type { ComputerDesk } from "../computer/computer.ts";
import { diagnosticReport } from "../lifecycle/diagnostics.ts";
import type { AppProcess } from "../lifecycle/process.ts";
import type { LoginItemControl } from "../login-item/login-item.ts";
import type { OpenQuestions } from "../questions/open-questions.ts";
import { type Actions, createActions } from "../requests/actions.ts";
import type { ConnectionDesk } from "../requests/request-parts.ts";
import type { ConnectionSettings } from "../settings/connection-settings.ts";
import { pickFolder } from "../tools/pick-folder.ts";
import type { MainWindow } from "../window/window.ts";
import { type CurrentPage, createCurrentPage } from "./current-page.ts";
import type { DesktopFacts } from "./desktop-facts.ts";
import { type ConnectionModel, createModel } from "./model.ts";
import { createOwnerConversation, type OwnerConversation } from "./owner-conversation.ts";
import { createOwnerTools, type OwnerTools } from "./owner-tools.ts";
import type { OwnerRules } from "./rules.ts";
import type { SupervisedNode } from "./supervised-node.ts";
import { createWizard, type Wizard } from "./wizard.ts";

/** Where a connection is kept; null while nothing of it is on the disk. */
export interface Place {
  kept: Connection | null;
}

/** One gateway of this computer: its node, and what people see and ask of it. */
export interface OpenConnection {
  /** Empty for the first one; of one that is still being set up, one that nothing on the disk has. */
  readonly id: string;
  /** Empty while it is being set up. */
  readonly name: string;
  /** Null while nothing of it is on the disk. */
  readonly kept: Connection | null;
  readonly place: Place;
  /** Also by the id that it had while it was being set up. */
  answersTo(id: string): boolean;
  readonly settings: ConnectionSettings;
  readonly node: SupervisedNode;
  readonly signs: CaptureSigns;
  readonly wizard: Wizard;
  readonly page: CurrentPage;
  readonly model: ConnectionModel;
  readonly checker: Checker;
  readonly actions: Actions;
  /** What the owner asked the agent of this gateway. */
  readonly conversation: OwnerConversation;
}

/** What all connections of this app share. */
export interface ConnectionWorld {
  readonly own: AppProcess;
  readonly version: string;
  readonly window: Pick<MainWindow, "hide">;
  readonly facts: DesktopFacts;
  readonly openQuestions: OpenQuestions;
  readonly permissions: Permissions;
  readonly loginItem: LoginItemControl;
  readonly computer: ComputerDesk;
  readonly desk: ConnectionDesk;
  /** Ends the setup of a connection of which nothing is kept yet; false when this is none. */
  readonly abandon: (connection: OpenConnection) => boolean;
  /** As its page shows it, among the others. */
  readonly snapshotOf: (connection: OpenConnection) => AppSnapshot;
}

/** What a connection has of its own. */
export interface ConnectionParts {
  readonly place: Place;
  /** What it is called by while it is kept nowhere. */
  readonly draftId: string | null;
  readonly settings: ConnectionSettings;
  readonly rules: OwnerRules;
  readonly node: SupervisedNode;
  readonly signs: CaptureSigns;
}

/** Builds what the app shows and does of a connection around its node. */
export function createConnection(world: ConnectionWorld, parts: ConnectionParts): OpenConnection {
  const { own, version, window, facts, openQuestions, permissions, loginItem, computer, desk } = world;
  const { place, draftId, settings, rules, node, signs } = parts;
  const { chooseProxy, log, words, logFolder } = own;
  const wizard = createWizard(settings);
  const page = createCurrentPage(settings);
  const tools = toolsOf(parts, words);
  const model = createModel({
    node,
    facts,
    wizard,
    page,
    openQuestions,
    rules,
    tools,
    permissions,
    captures: signs,
    computer,
  });
  const stateDir = () => place.kept?.stateDir ?? null;
  const conversation = createOwnerConversation({ node, stateDir, facts, now: () => systemClock.now() });
  const checker = createChecker({ version, chooseProxy }, checkSecrets(wizard, node));
  const connection: OpenConnection = {
    get id() {
      return place.kept?.id ?? draftId ?? "";
    },
    get name() {
      return place.kept?.name ?? "";
    },
    get kept() {
      return place.kept;
    },
    place,
    answersTo: (id) => id === connection.id || id === draftId,
    settings,
    node,
    signs,
    wizard,
    page,
    model,
    checker,
    conversation,
    actions: createActions({
      desk,
      leave: () => world.abandon(connection),
      facts,
      model,
      page,
      node,
      conversation,
      wizard,
      openQuestions,
      rules,
      tools,
      permissions,
      computer,
      loginItem,
      ask: (edgeHeaders) => askLink(chooseProxy, edgeHeaders),
      words: words.now,
      stopCheck: checker.stop,
      hideWindow: window.hide,
      report: () => diagnosticReport(world.snapshotOf(connection), log.lastLines(), process.versions),
      logFolder,
      log,
    }),
  };
  return connection;
}

const toolsOf = ({ place, node }: ConnectionParts, words: AppProcess["words"]): OwnerTools =>
  createOwnerTools({
    stateDir: () => place.kept?.stateDir ?? null,
    keyStore: () => node.keyStore,
    desk: node.tools,
    now: () => systemClock.now(),
    pickFolder: (what) => {
      const { skills, folders } = words.now().catalogue;
      return pickFolder(what === "skills" ? skills.choose : folders.add);
    },
  });

/** The headers for a check are those the gateway would be used with: kept ones, and what was typed for it. */
const checkSecrets = (wizard: Wizard, node: SupervisedNode): CheckSecrets => ({
  credential: () => wizard.target().credential,
  async edgeHeaders(address) {
    const { address: entered, edgeHeaders } = wizard.target();
    return withEdgeHeaders(await node.edgeHeaders(address), entered === address ? edgeHeaders : []);
  },
});
