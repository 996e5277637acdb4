import type { Conversation } from "../../core/chat/conversation.ts";
import type { AskLink } from "../../core/links/join-link.ts";
import type { Logger } from "../../core/log/log.ts";
import type { Outcome } from "../../shared/bridge.ts";
import type { EdgeHeader } from "../../shared/edge-header.ts";
import type { Permissions } from "../capture/permissions.ts";
import type { ComputerDesk } from "../computer/computer.ts";
import type { LoginItemControl } from "../login-item/login-item.ts";
import type { OpenQuestions } from "../questions/open-questions.ts";
import type { CurrentPage } from "../state/current-page.ts";
import type { DesktopFacts } from "../state/desktop-facts.ts";
import type { ConnectionModel } from "../state/model.ts";
import type { NodeHandle } from "../state/node.ts";
import type { OwnerTools } from "../state/owner-tools.ts";
import type { OwnerRules } from "../state/rules.ts";
import type { Offer, Wizard } from "../state/wizard.ts";
import type { Words } from "../words/words.ts";

/** What requests do with the list of connections. */
export interface ConnectionDesk {
  /** False when there is none of this id. */
  show(id: string): boolean;
  /** Opens the setup of a further connection, with what a link offered. */
  begin(offer: Offer | null): void;
  rename(id: string, name: string): Promise<Outcome>;
  remove(id: string, confirmation: string): Promise<Outcome>;
  intendAll(kind: "pause" | "resume"): Promise<Outcome>;
  /** What every setup says of the next login. */
  followLoginItem(startAtLogin: boolean): void;
}

/** What the requests work on. */
export interface RequestParts {
  readonly desk: ConnectionDesk;
  /** Ends the setup of a connection of which nothing is kept yet; false when there is nothing to leave. */
  readonly leave: () => boolean;
  readonly facts: DesktopFacts;
  readonly model: ConnectionModel;
  readonly page: CurrentPage;
  readonly node: NodeHandle;
  readonly conversation: Conversation;
  readonly wizard: Wizard;
  readonly openQuestions: OpenQuestions;
  readonly rules: OwnerRules;
  readonly tools: OwnerTools;
  readonly loginItem: LoginItemControl;
  /** With the headers for whatever stands in front of the gateway. */
  readonly ask: (edgeHeaders: readonly EdgeHeader[]) => AskLink;
  readonly words: () => Words;
  readonly permissions: Permissions;
  readonly computer: Pick<ComputerDesk, "pause" | "resume" | "end">;
  readonly stopCheck: () => void;
  readonly hideWindow: () => void;
  readonly report: () => string;
  readonly logFolder: string;
  readonly log: Logger;
}
