import type { RunningProgram } from "../../core/exec/running-programs.ts";
import type { AppSnapshot, RunningItem } from "../../shared/bridge.ts";
import { reveal } from "../../shared/text/reveal.ts";
import type { Permissions } from "../capture/permissions.ts";
import type { CaptureSigns } from "../capture/signs.ts";
import type { ComputerDesk } from "../computer/computer.ts";
import { lookOf } from "../computer/look.ts";
import type { OpenQuestions } from "../questions/open-questions.ts";
import type { CurrentPage } from "./current-page.ts";
import type { DesktopFacts } from "./desktop-facts.ts";
import type { OwnerTools } from "./owner-tools.ts";
import type { OwnerRules } from "./rules.ts";
import { shownCommand } from "./shown-command.ts";
import type { SupervisedNode } from "./supervised-node.ts";
import type { Wizard } from "./wizard.ts";

/** The app's one snapshot and its subscribers. Tray, window and notifications show nothing else. */
export interface AppModel {
  snapshot(): AppSnapshot;
  /** Calls back after every change; the returned function unsubscribes. */
  subscribe(listener: (snapshot: AppSnapshot) => void): () => void;
}

/** The same for one connection. */
export interface ConnectionModel extends AppModel {
  /** To be called when something changed that is read only for the snapshot. */
  refresh(): void;
}

interface ModelParts {
  readonly node: SupervisedNode;
  readonly facts: Pick<DesktopFacts, "now">;
  readonly wizard: Wizard;
  readonly page: Pick<CurrentPage, "now" | "subscribe">;
  readonly openQuestions: OpenQuestions;
  readonly rules: Pick<OwnerRules, "read">;
  readonly tools: Pick<OwnerTools, "read" | "subscribe">;
  readonly captures: Pick<CaptureSigns, "now" | "subscribe">;
  readonly permissions: Pick<Permissions, "read">;
  readonly computer: Pick<ComputerDesk, "now">;
}

/** Builds the model over its parts and follows their changes. */
export function createModel(parts: ModelParts): ConnectionModel {
  const { node, facts, wizard, page, openQuestions, rules, tools, captures, permissions, computer } = parts;
  /** Files that other programs change too: read at every change, not at every snapshot. */
  let rulesNow = rules.read();
  let toolsNow = tools.read();
  const listeners = new Set<(snapshot: AppSnapshot) => void>();

  /** Only this connection's; each connection shows its own. */
  const ownQuestions = () => {
    const own = new Set(node.questions().map(({ id }) => id));
    return openQuestions.pending().filter(({ question }) => own.has(question.id));
  };

  const computerNow = () => {
    const look = lookOf(computer.now());
    return look === null ? {} : { computer: look };
  };

  const snapshot = (): AppSnapshot => ({
    ...facts.now(),
    app: { ...facts.now().app, keyStore: node.keyStore },
    node: node.state(),
    draft: wizard.draft(),
    page: page.now(),
    activity: node.activity(),
    questions: ownQuestions(),
    captures: captures.now(),
    ...computerNow(),
    rules: rulesNow,
    tools: toolsNow,
    permissions: permissions.read(),
    edgeHeaderNames: node.edgeHeaderNames(),
    running: node.running().map(shownProgram),
  });

  function changed(): void {
    rulesNow = rules.read();
    toolsNow = tools.read();
    const now = snapshot();
    for (const listener of listeners) listener(now);
  }

  node.subscribe(changed);
  wizard.subscribe(changed);
  page.subscribe(changed);
  captures.subscribe(changed);
  tools.subscribe(changed);

  return {
    snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    refresh: changed,
  };
}

/** As it is shown: invisible characters in what somebody else wrote are made visible. */
const shownProgram = ({
  id,
  command,
  directory,
  agent,
  startedAt,
  stopping,
}: RunningProgram): RunningItem => ({
  id,
  command: shownCommand(command),
  directory: reveal(directory),
  askedBy: agent === null ? "" : reveal(agent),
  startedAt,
  stopping,
});
