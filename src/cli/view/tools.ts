import type { InstanceAnswer } from "../../core/instance/claim.ts";
import type { ToldServer } from "../../core/instance/told-servers.ts";
import { inEnglish } from "../../core/tools/reason.ts";
import { readToolChoices } from "../../core/tools/tool-list.ts";

/** The tools that are on, and how their servers do. */
interface ToolsNow {
  /** Of all servers, and of Clawtray's own. */
  readonly on: number;
  readonly builtIn: number;
  readonly servers: readonly {
    readonly name: string;
    readonly on: number;
    /** Null where no node runs that says it. */
    readonly standing: ToldServer["standing"] | null;
    /** Why it failed, in English. */
    readonly why: string | null;
  }[];
}

/** What a state folder's list says, and its node, if one answered; null for a list that cannot be used. */
export function toolsNow(stateDir: string, answer: InstanceAnswer): ToolsNow | null {
  const read = readToolChoices(stateDir);
  if (!read.ok) return null;
  const told = (answer.kind === "snapshot" ? answer.snapshot.toolServers : undefined) ?? [];
  const servers = read.value.servers.map(({ name, tools }) => {
    const { standing = null, why = null } = told.find((one) => one.name === name) ?? {};
    return { name, on: tools.length, standing, why: why === null ? null : inEnglish(why) };
  });
  const builtIn = read.value.builtIn.length;
  return { on: servers.reduce((sum, { on }) => sum + on, builtIn), builtIn, servers };
}

/** One line, where anything is on or wrong. Pure. */
export function toolsLines(now: ToolsNow | null): readonly string[] {
  if (now === null) return ["Tools: none, because the list of tools cannot be used. See: clawtray doctor"];
  const { on, builtIn, servers } = now;
  if (on === 0) return [];
  const used = servers.filter((server) => server.on > 0);
  const failing = used.filter(({ standing }) => standing === "failed").map(({ name }) => name);
  const of = [
    ...(used.length === 0 ? [] : [counted(used.length)]),
    ...(builtIn === 0 ? [] : ["Clawtray itself"]),
  ].join(" and ");
  const wrong =
    failing.length === 0
      ? ""
      : `; ${counted(failing.length)} failing: ${failing.join(", ")}. See: clawtray doctor`;
  return [`Tools: ${on} on, of ${of}${wrong}`];
}

const counted = (count: number): string => (count === 1 ? "1 server" : `${count} servers`);
