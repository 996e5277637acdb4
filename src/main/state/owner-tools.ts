import type { ToolDesk } from "../../core/node/assemble-tools.ts";
import type { ChoicesProblem } from "../../core/settings/choices-file.ts";
import { changeSkillChoices, type SkillChoices } from "../../core/skills/skills-file.ts";
import { type KeepFailure, keepServer, removeServer, type ToolPlace } from "../../core/tools/kept-servers.ts";
import { digestOfTool } from "../../core/tools/published.ts";
import type { ListedTools } from "../../core/tools/sdk.ts";
import { type ImportedServers, type NewServer, readServersFile } from "../../core/tools/servers-file.ts";
import {
  changeToolList,
  readToolChoices,
  type ServerEntry,
  switchBuiltIn,
  withConsent,
} from "../../core/tools/tool-list.ts";
import type { Vault } from "../../core/vault/vault.ts";
import type { Outcome } from "../../shared/bridge.ts";
import type { BuiltInToolName } from "../../shared/built-in-tool.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import type { SkillsView } from "../../shared/skills-page.ts";
import { looksLikeUrl } from "../../shared/text/looks-like-url.ts";
import { reveal } from "../../shared/text/reveal.ts";
import type { ToolReason } from "../../shared/tool-reason.ts";
import {
  type ImportPreview,
  noTools,
  type ToolFailure,
  type ToolRefusal,
  type ToolSwitch,
  type ToolsView,
} from "../../shared/tools-page.ts";
import { addPickedFolder, foldersView, letWrite, removeFolder } from "./owner-folders.ts";
import { createSkillsView } from "./skills-view.ts";
import { commandOf, serverItem, shownReason } from "./tools-view.ts";

/** The owner's servers of tools, for the window: what is shown, and what can be done about it. */
export interface OwnerTools {
  /** Read every time: the terminal changes the list as well. */
  read(): ToolsView;
  /** Called when something changed of which the node says nothing. */
  subscribe(listener: () => void): void;
  add(server: TypedServer): Promise<Outcome>;
  /** Shows what an import would add. */
  preview(text: string): Outcome;
  importShown(): Promise<Outcome>;
  dropImport(): Outcome;
  remove(name: string): Promise<Outcome>;
  test(name: string): Promise<Outcome>;
  switchTool(server: string, tool: string, to: ToolSwitch): Promise<Outcome>;
  switchBuiltIn(tool: BuiltInToolName, to: ToolSwitch): Promise<Outcome>;
  changeSkills(change: Partial<SkillChoices>): Promise<Outcome>;
  /** Has the person pick it. */
  chooseSkillFolder(): Promise<Outcome>;
  /** Has the person pick one that agents may read. */
  addFolder(): Promise<Outcome>;
  letWrite(folder: string, write: boolean): Promise<Outcome>;
  removeFolder(folder: string): Promise<Outcome>;
}

/** A server as it was typed. */
interface TypedServer {
  readonly name: string;
  /** The program, then each of its arguments. */
  readonly words: readonly string[];
  readonly variables: readonly { readonly name: string; readonly value: string }[];
  readonly contained: { readonly network: boolean } | null;
}

interface OwnerToolsParts {
  /** Null while nothing of the connection is on the disk. */
  readonly stateDir: () => string | null;
  readonly keyStore: () => Vault["kind"];
  /** Null while there is no node. */
  readonly desk: () => ToolDesk | null;
  readonly now: () => number;
  readonly pickFolder: (what: "skills" | "folder") => Promise<string | null>;
}

const problemOf = (problem: ChoicesProblem): ToolReason =>
  problem.kind === "file"
    ? { code: "list-unreadable", problem: problem.file.problem }
    : { code: "list-damaged" };

const whyNotKept = (failed: KeepFailure): ToolReason =>
  failed.kind === "server" ? failed.why : problemOf(failed.problem);

const said = (done: Result<void, KeepFailure>): Result<void, ToolReason> =>
  done.ok ? done : failure(whyNotKept(done.failure));

const DONE: Outcome = { ok: true };
const NOT_NOW: Outcome = { ok: false, problem: "not-possible-now" };
const refused = (what: ToolFailure, why: ToolRefusal["why"]): Outcome => ({
  ok: false,
  problem: "tools",
  detail: { what, why: "code" in why ? shownReason(why) : why },
});

/** The servers of a connection's state folder. */
export const createOwnerTools = (parts: OwnerToolsParts): OwnerTools => new FolderTools(parts);

class FolderTools implements OwnerTools {
  readonly #parts: OwnerToolsParts;
  readonly #skills: (stateDir: string) => SkillsView;
  readonly #listeners = new Set<() => void>();
  /** The tools of servers that do not run, as a test found them. */
  readonly #tested = new Map<string, ListedTools>();
  /** What waits for a yes; it holds values, and only names of it are shown. */
  #toImport: ImportedServers | null = null;

  constructor(parts: OwnerToolsParts) {
    this.#parts = parts;
    this.#skills = createSkillsView(parts.now);
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener);
  }

  read(): ToolsView {
    const { stateDir, desk, now } = this.#parts;
    const folder = stateDir();
    if (folder === null) return noTools;
    const choices = readToolChoices(folder);
    const at = desk();
    const known = at?.servers() ?? [];
    const item = (entry: ServerEntry) => {
      const running = known.find((one) => one.entry.name === entry.name) ?? null;
      return serverItem(entry, running, this.#tested.get(entry.name) ?? null, now());
    };
    return {
      unusable: choices.ok ? null : choices.failure.kind === "file" ? "unreadable" : choices.failure.kind,
      builtIn: at?.builtIn(choices.ok ? choices.value.builtIn : []) ?? [],
      servers: choices.ok ? choices.value.servers.map(item) : [],
      skills: this.#skills(folder),
      folders: foldersView(folder),
      toImport: this.#toImport === null ? null : shownImport(this.#toImport),
    };
  }

  add({ name, words: [command = "", ...args], variables: typed, contained }: TypedServer): Promise<Outcome> {
    const variables = Object.fromEntries(typed.map((one) => [one.name, one.value]));
    const server =
      looksLikeUrl(command) && args.length === 0
        ? { name, url: command, headers: variables }
        : { name, command, args, variables, contained };
    return this.#change("add", async (place) => said(await keepServer(server, place)));
  }

  preview(text: string): Outcome {
    const read = readServersFile(text);
    return read.ok ? this.#show(read.value) : refused("import", read.failure);
  }

  async importShown(): Promise<Outcome> {
    const { servers = [] } = this.#toImport ?? {};
    this.#toImport = null;
    return this.#change("import", (place) => keepAll(servers, place));
  }

  dropImport(): Outcome {
    return this.#show(null);
  }

  remove(name: string): Promise<Outcome> {
    this.#tested.delete(name);
    return this.#change("remove", async (place) => said(await removeServer(name, place)));
  }

  async test(name: string): Promise<Outcome> {
    const tools = await this.#look(name);
    return tools.ok ? DONE : refused("test", tools.failure);
  }

  async switchTool(server: string, tool: string, to: ToolSwitch): Promise<Outcome> {
    // With what each tool says of itself now: that is what its owner decides about.
    const listed = to === "off" ? success({ tools: [] }) : await this.#look(server);
    if (!listed.ok) return refused("switch", listed.failure);
    const { tools } = listed.value;
    if (to !== "off" && !tools.some(({ name }) => name === tool))
      return refused("switch", { code: "tool-gone" });
    const digests = new Map(tools.map((one) => [one.name, digestOfTool(one)]));
    return this.#change("switch", async ({ stateDir }) => {
      const done = await changeToolList(stateDir, (before) =>
        before.map((entry) => (entry.name === server ? withConsent(entry, [tool], to, digests) : entry)),
      );
      return done.ok ? success(undefined) : failure(problemOf(done.failure));
    });
  }

  switchBuiltIn(tool: BuiltInToolName, to: ToolSwitch): Promise<Outcome> {
    return this.#change("switch", async ({ stateDir }) => {
      const done = await switchBuiltIn(stateDir, [tool], to);
      return done.ok ? success(undefined) : failure(problemOf(done.failure));
    });
  }

  changeSkills(change: Partial<SkillChoices>): Promise<Outcome> {
    return this.#change("skills", async ({ stateDir }) => {
      const done = await changeSkillChoices(stateDir, change);
      return done.ok ? success(undefined) : failure({ code: "skills-unchanged" });
    });
  }

  async chooseSkillFolder(): Promise<Outcome> {
    const folder = await this.#parts.pickFolder("skills");
    return folder === null ? DONE : this.changeSkills({ folder });
  }

  async addFolder(): Promise<Outcome> {
    const folder = await this.#parts.pickFolder("folder");
    return folder === null ? DONE : this.#folders((stateDir) => addPickedFolder(stateDir, folder));
  }

  letWrite(folder: string, write: boolean): Promise<Outcome> {
    return this.#folders((stateDir) => letWrite(stateDir, folder, write));
  }

  removeFolder(folder: string): Promise<Outcome> {
    return this.#folders((stateDir) => removeFolder(stateDir, folder));
  }

  async #folders(change: (stateDir: string) => Promise<Outcome>): Promise<Outcome> {
    const stateDir = this.#parts.stateDir();
    if (stateDir === null) return NOT_NOW;
    const outcome = await change(stateDir);
    this.#changed();
    return outcome;
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #show(imported: ImportedServers | null): Outcome {
    this.#toImport = imported;
    this.#changed();
    return DONE;
  }

  async #change(
    what: ToolFailure,
    change: (place: ToolPlace) => Promise<Result<void, ToolRefusal["why"]>>,
  ): Promise<Outcome> {
    const stateDir = this.#parts.stateDir();
    if (stateDir === null) return NOT_NOW;
    const done = await change({ stateDir, keyStore: this.#parts.keyStore() });
    this.#changed();
    return done.ok ? DONE : refused(what, done.failure);
  }

  async #look(name: string): Promise<Result<ListedTools, ToolReason>> {
    const desk = this.#parts.desk();
    if (desk === null) return failure({ code: "no-node" });
    const found = await desk.toolsOf(name);
    if (found.ok) {
      this.#tested.set(name, found.value);
      this.#changed();
    }
    return found;
  }
}

async function keepAll(
  servers: readonly NewServer[],
  place: ToolPlace,
): Promise<Result<void, ToolRefusal["why"]>> {
  const left: ImportPreview["refused"][number][] = [];
  for (const server of servers) {
    const kept = await keepServer(server, place);
    if (!kept.ok) left.push({ name: reveal(server.name), why: shownReason(whyNotKept(kept.failure)) });
  }
  return left.length === 0 ? success(undefined) : failure(left);
}

const shownImport = ({ servers, refused: left }: ImportedServers): ImportPreview => ({
  servers: servers.map((server) => ({
    name: reveal(server.name),
    ...("url" in server
      ? {
          command: reveal(server.url.replace(/\?.*$/s, "?…")),
          variables: [],
          headers: Object.keys(server.headers),
        }
      : { command: commandOf(server), variables: Object.keys(server.variables), headers: [] }),
  })),
  refused: left.map(({ name, why }) => ({ name: reveal(name.slice(0, 100)), why: shownReason(why) })),
});
