import { Command } from "commander";
import { type Result, success } from "../core/result.ts";
import { defineActivity } from "./activity-arguments.ts";
import { defineApprovals } from "./approvals-arguments.ts";
import { defineCapabilities } from "./capability-arguments.ts";
import { defineForget, defineIdentity, definePause, defineResume, defineStatus } from "./device-arguments.ts";
import { defineDoctor } from "./doctor-arguments.ts";
import { epilogue } from "./epilogue.ts";
import type { Invocation } from "./invocation.ts";
import { defineLogs } from "./log-arguments.ts";
import { defineRun } from "./run-arguments.ts";
import { defineService } from "./service-arguments.ts";
import { defineCompletions } from "./shell-arguments.ts";

export type TakeInvocation = (invocation: Result<Invocation, string>) => void;

/** Every command and option there is: what is parsed, helped with, completed and printed as a manual. */
export function createProgram(take: TakeInvocation): Command {
  const program = new Command("clawtray")
    .description("Makes this computer a node of an OpenClaw gateway.")
    .option("-v, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", epilogue)
    .configureHelp({ subcommandTerm: (command) => usageOf(command) });
  const as =
    <Options>(invocation: (options: Options) => Invocation) =>
    (read: Result<Options, string>): void =>
      take(read.ok ? success(invocation(read.value)) : read);
  defineRun(
    program,
    as((options) => ({ command: "run", options })),
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
  defineService(
    program,
    as((options) => ({ command: "service", options })),
  );
  defineDoctor(
    program,
    as((options) => ({ command: "doctor", options })),
  );
  defineLogs(
    program,
    as((options) => ({ command: "logs", options })),
  );
  defineIdentity(
    program,
    as((options) => ({ command: "identity", options })),
  );
  defineCapabilities(
    program,
    as((options) => ({ command: "capabilities", options })),
  );
  defineApprovals(
    program,
    as((options) => ({ command: "approvals", options })),
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
  );
  program.command("manual", { hidden: true }).action(() => take(success({ command: "manual" })));
  program.command("version", { hidden: true }).action(() => take(success({ command: "version" })));
  program.action(({ version }: { version?: boolean }) =>
    take(success({ command: version === true ? "version" : "none" })),
  );
  return program;
}

/** A command as the list of commands shows it: its own words, and the verbs it has. */
function usageOf(command: Command): string {
  const verbs = command.commands.map((verb) => verb.name());
  return verbs.length === 0 ? command.name() : `${command.name()} [${verbs.join("|")}]`;
}
