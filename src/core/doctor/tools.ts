import type { ToolReasonCode } from "../../shared/tool-reason.ts";
import { homeFolder } from "../environment/home.ts";
import { createProgramEnvironment } from "../exec/process/program-environment.ts";
import type { InstanceAnswer } from "../instance/claim.ts";
import type { ToldServer } from "../instance/told-servers.ts";
import { inEnglish } from "../tools/reason.ts";
import { isRemote, readToolList, type ServerEntry, toolListPath } from "../tools/tool-list.ts";
import { type Finding, failed, ok, warning } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

const check = "tools";

/** One line for each server of tools. None is started: the node that runs says how they do. */
export function checkTools(answer: InstanceAnswer, world: DoctorWorld): readonly Finding[] {
  const read = readToolList(world.stateDir);
  if (!read.ok) return [unusable(read.failure.kind, toolListPath(world.stateDir))];
  if (read.value.length === 0) return [ok(check, "no MCP server is added")];
  const told = answer.kind === "snapshot" ? answer.snapshot.toolServers : undefined;
  return read.value.map((entry) => {
    const { name, tools } = entry;
    if (tools.length === 0) return ok(check, `${name}: off, because none of its tools is on`);
    const on = `${name}: ${tools.length === 1 ? "1 tool" : `${tools.length} tools`} on`;
    const server = told?.find((one) => one.name === name);
    return server === undefined ? fromHere(entry, on, world) : fromNode(server, on);
  });
}

function unusable(kind: "file" | "newer" | "damaged", path: string): Finding {
  return kind === "newer"
    ? failed(
        check,
        `${path} was written by a newer version, so no tool is offered; it is left as it is.`,
        "Use the newer version again, or choose another folder: --state-dir DIR",
      )
    : failed(
        check,
        `${path} cannot be ${kind === "file" ? "read" : "understood"}, so no tool is offered.`,
        "Repair it, or remove it and add the servers again: clawtray tools add",
      );
}

const said = {
  off: "not started yet",
  starting: "being started",
  running: "running",
  idle: "ready, and started when it is called",
} as const;

function fromNode({ name, standing, why }: ToldServer, on: string): Finding {
  if (standing !== "failed") return ok(check, `${on}, ${said[standing]}`);
  if (why === null)
    return failed(check, `${on}, but it does not run.`, `See why: clawtray tools test ${name}`);
  return failed(check, `${on}, but it does not run: ${inEnglish(why)}.`, todoFor(why.code, name));
}

/** What the owner can do; where that is not known, its own words are in the log. */
function todoFor(code: ToolReasonCode, name: string): string {
  const again = `clawtray tools test ${name}`;
  switch (code) {
    case "no-program":
      return `Install it, or add the server again with its whole path. Then: ${again}`;
    case "no-cage":
      return `See the line of the cage, or add the server again without --contained: clawtray tools remove ${name}`;
    case "values-gone":
    case "headers-gone":
    case "not-accepted":
      return `Add it again with the values it needs: clawtray tools remove ${name}, then clawtray tools add`;
    case "values-unreadable":
      return `See the line of the key store. Then: ${again}`;
    case "nothing-there":
    case "no-such-host":
    case "no-reply":
    case "unreachable":
      return `See whether it runs, and can be reached from here. Then: ${again}`;
    case "redirect":
    case "redirect-within":
    case "not-found":
      return `Add it again at the address where it is: clawtray tools remove ${name}, then clawtray tools add`;
    default:
      return `See what it says: clawtray logs. Once it is repaired: ${again}`;
  }
}

/** Without a node that says it, only what can be seen from here. */
function fromHere(entry: ServerEntry, on: string, { env, platform }: DoctorWorld): Finding {
  // Its address was read with the list.
  if (isRemote(entry)) return ok(check, `${on}; whether it answers is known while the node runs`);
  const programs = createProgramEnvironment(env, platform as NodeJS.Platform);
  if (programs.locate(entry.command, homeFolder() ?? "/") !== null)
    return ok(check, `${on}; its program is there, and whether it works is known while the node runs`);
  const why = inEnglish({ code: "no-program", program: entry.command.slice(0, 100) });
  return warning(check, `${on}, but ${why}.`, todoFor("no-program", entry.name));
}
