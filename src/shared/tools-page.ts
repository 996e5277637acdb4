import type { BuiltInToolStatus } from "./built-in-tool.ts";
import { type FoldersView, noFolders } from "./folders-page.ts";
import { noSkills, type SkillsView } from "./skills-page.ts";
import type { ToolReason } from "./tool-reason.ts";

/** What the page about tools shows, of one connection. Never a value of a variable. */
export interface ToolsView {
  /** Why the list of servers cannot be used, and nothing is offered; null when it can. */
  readonly unusable: "newer" | "damaged" | "unreadable" | null;
  /** Clawtray's own; empty while no node of this connection runs here. */
  readonly builtIn: readonly BuiltInToolStatus[];
  readonly servers: readonly ToolServerItem[];
  readonly skills: SkillsView;
  readonly folders: FoldersView;
  /** What was chosen to be imported, and waits for a yes; null when nothing was. */
  readonly toImport: ImportPreview | null;
}

/** How a server does. */
export type ToolServerStanding =
  /**
   * `off`: none of its tools is on, so it is not started. `idle`: it is started when it is called. `unknown`: no node
   * of this connection runs here.
   */
  | { readonly kind: "off" | "starting" | "running" | "idle" | "unknown" }
  /** `retryAt` in milliseconds since the epoch. */
  | { readonly kind: "failed"; readonly why: ToolReason; readonly retryAt: number };

/** A server of the owner's list. */
export interface ToolServerItem {
  readonly name: string;
  /** Its command line or its address, made visible. */
  readonly command: string;
  /** Names of the variables it is given. */
  readonly variables: readonly string[];
  /** Names of the headers it is sent. */
  readonly headers: readonly string[];
  readonly contained: { readonly network: boolean } | null;
  readonly standing: ToolServerStanding;
  /** Its tools are known: it runs, or it was tested. */
  readonly listed: boolean;
  readonly tools: readonly ToolItem[];
  /** How many more it has that are not listed here. */
  readonly more: number;
  /** So many of its tools have no name, or are not described as the protocol says: no agent can be given them. */
  readonly unusable: number;
  /** It lists more than are looked at. */
  readonly tooMany: boolean;
}

/** Whether a tool may be called. */
export type ToolSwitch = "off" | "ask" | "allow";

/** A tool of a server. */
export interface ToolItem {
  /** As its server calls it: for requests only. */
  readonly id: string;
  /** The same, made visible. */
  readonly name: string;
  /** What its server says of it, made visible and shortened; empty where that is not known. */
  readonly description: string;
  /** Its server says that it only reads. */
  readonly readOnly: boolean;
  readonly consent: ToolSwitch;
  /** It says something else of itself than when its owner decided: it asks, whatever was decided. */
  readonly changed: boolean;
  /** It was decided about, and its server no longer has it. */
  readonly gone: boolean;
}

/** What an import would add, and what it leaves out. */
export interface ImportPreview {
  readonly servers: readonly Pick<ToolServerItem, "name" | "command" | "variables" | "headers">[];
  readonly refused: readonly ToolServerRefusal[];
}

/** A server that was not taken, its name and what is in the reason made visible. */
interface ToolServerRefusal {
  readonly name: string;
  readonly why: ToolReason;
}

/** Nothing yet. */
export const noTools: ToolsView = {
  unusable: null,
  builtIn: [],
  servers: [],
  skills: noSkills,
  folders: noFolders,
  toImport: null,
};

/** What could not be done about a server. */
export const toolFailures = ["add", "import", "remove", "test", "switch", "skills"] as const;

export type ToolFailure = (typeof toolFailures)[number];

/** The same with why: of one server, or of each that was not taken. */
export interface ToolRefusal {
  readonly what: ToolFailure;
  readonly why: ToolReason | readonly ToolServerRefusal[];
}
