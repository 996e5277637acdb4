import { Command } from "commander";
import { type Result, success } from "../shared/result.ts";
import { defineActivity } from "./activity-arguments.ts";
import { defineApprovals } from "./approvals-arguments.ts";
import { defineAsk } from "./ask-arguments.ts";
import { defineCapabilities } from "./capability-arguments.ts";
import { defineCheck } from "./check-arguments.ts";
import { defineComputer } from "./computer-arguments.ts";
import { defineConnections } from "./connections-arguments.ts";
import { defineForget, defineIdentity, definePause, defineResume, defineStatus } from "./device-arguments.ts";
import { defineDiscover } from "./discover-arguments.ts";
import { defineDoctor } from "./doctor-arguments.ts";
import { epilogue } from "./epilogue.ts";
import { addExamples } from "./examples.ts";
import { defineFolders } from "./folders-arguments.ts";
import type { Invocation } from "./invocation.ts";
import { defineLogs } from "./log-arguments.ts";
import { defineConnect, defineRun } from "./run-arguments.ts";
import { defineService } from "./service-arguments.ts";
import { defineCompletions } from "./shell-arguments.ts";
import { defineSkills } from "./skills-arguments.ts";
import { defineStop } from "./stop-arguments.ts";
import { defineTools } from "./tools-arguments.ts";

export type TakeInvocation = (invocation: Result<Invocation, string>) => void;

/** Every command and option: the source for parsing, help, completions and the manual. */
export function createProgram(take: TakeInvocation, platform: NodeJS.Platform = process.platform): Command {
  const program = new Command("clawtray")
    .description("Makes this computer a node of an OpenClaw gateway.")
    .option("-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", epilogue(platform))
    .configureHelp({ subcommandTerm: (command) => usageOf(command) });
  defineNodeCommands(program, take, platform);
  defineOwnerCommands(program, take, platform);
  program.command("manual", { hidden: true }).action(() => take(success({ command: "manual" })));
  program.command("version", { hidden: true }).action(() => take(success({ command: "version" })));
  program.action(({ version }: { version?: boolean }) =>
    take(success({ command: version === true ? "version" : "none" })),
  );
  addExamples(program);
  return program;
}

/** Passes on a command's parsed arguments, or why they could not be parsed. */
const passTo =
  (take: TakeInvocation) =>
  <Options>(invocation: (options: Options) => Invocation) =>
  (read: Result<Options, string>): void =>
    take(read.ok ? success(invocation(read.value)) : read);

/** Running the node and finding out how it is doing; the help lists them first, in this order. */
function defineNodeCommands(program: Command, take: TakeInvocation, platform: NodeJS.Platform): void {
  const as = passTo(take);
  defineRun(
    program,
    as((options) => ({ command: "run", options })),
  );
  defineConnect(
    program,
    as((options) => ({ command: "connect", options })),
  );
  defineStatus(
    program,
    as((options) => ({ command: "status", options })),
  );
  definePause(
    program,
    as((options) => ({ command: "pause", options })),
  );
  defineResume(
    program,
    as((options) => ({ command: "resume", options })),
  );
  defineStop(
    program,
    as((options) => ({ command: "stop", options })),
  );
  defineComputer(
    program,
    as((options) => ({ command: "computer", options })),
  );
  defineAsk(
    program,
    as((options) => ({ command: "ask", options })),
  );
  defineService(
    program,
    as((options) => ({ command: "service", options })),
    platform,
  );
  defineCheck(
    program,
    as((options) => ({ command: "check", options })),
  );
  defineDiscover(
    program,
    as((options) => ({ command: "discover", options })),
  );
  defineDoctor(
    program,
    as((options) => ({ command: "doctor", options })),
  );
  defineLogs(
    program,
    as((options) => ({ command: "logs", options })),
  );
}

/** What the owner decides and looks up, and the shell's own files. */
function defineOwnerCommands(program: Command, take: TakeInvocation, platform: NodeJS.Platform): void {
  const as = passTo(take);
  defineConnections(
    program,
    as((options) => ({ command: "connections", options })),
    as((options) => ({ command: "connect", options })),
  );
  defineIdentity(
    program,
    as((options) => ({ command: "identity", options })),
  );
  defineCapabilities(
    program,
    as((options) => ({ command: "capabilities", options })),
  );
  defineFolders(
    program,
    as((options) => ({ command: "folders", options })),
  );
  defineTools(
    program,
    as((options) => ({ command: "tools", options })),
  );
  defineSkills(
    program,
    as((options) => ({ command: "skills", options })),
  );
  defineApprovals(
    program,
    as((options) => ({ command: "approvals", options })),
    platform,
  );
  defineActivity(
    program,
    as((options) => ({ command: "activity", options })),
  );
  defineForget(
    program,
    as((options) => ({ command: "forget", options })),
  );
  defineCompletions(
    program,
    as((options) => ({ command: "completions", options })),
    platform,
  );
}

/** A command as the list of commands shows it: with dots when it has verbs, which its own help lists. */
const usageOf = (command: Command): string =>
  command.commands.length === 0 ? command.name() : `${command.name()} ...`;
