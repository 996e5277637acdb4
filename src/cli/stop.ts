import type { RunningProgram } from "../core/exec/running-programs.ts";
import type { InstanceAnswer } from "../core/instance/claim.ts";
import { askInstance, sendToInstance } from "../core/instance/instance.ts";
import { isolateWords } from "../shared/text/isolate.ts";
import { revealCommand } from "../shared/text/reveal.ts";
import { shown } from "./argument-values.ts";
import { severalMeant } from "./each-connection.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { print } from "./print.ts";
import type { StopArguments } from "./stop-arguments.ts";

/** How long a running node may take to end programs, ms; the node itself waits for less. */
const END_PATIENCE = 8_000;

const NOT_ACCEPTED = "The running node did not accept this. Stop it and start it again: clawtray run";

/** `clawtray stop`: ends a program that runs for the gateway, with everything it started. */
export async function stop(options: StopArguments): Promise<Ended> {
  const several = severalMeant(options).map(({ connection }) => connection.stateDir);
  const folders = several.length === 0 ? [stateDirOf(options)] : several;
  const answers = await Promise.all(
    folders.map(async (stateDir) => ({ stateDir, answer: await askInstance(stateDir) })),
  );
  const running = answers.flatMap(({ stateDir, answer }) =>
    answer.kind === "snapshot" && answer.snapshot.running !== undefined
      ? [{ stateDir, programs: answer.snapshot.running }]
      : [],
  );
  const obstacle = whyNot(answers.map(({ answer }) => answer));
  // What one connection's node does not tell keeps no other's program from being ended.
  if (obstacle !== null && running.length === 0) return obstacle();
  const chosen = choose(
    running.flatMap(({ programs }) => programs),
    options,
  );
  if ("code" in chosen) return chosen;
  const { id } = chosen;
  const holders = running.filter(({ programs }) => id === null || programs.some((one) => one.id === id));
  const request = { request: "stop-program", id } as const;
  const replies = await Promise.all(
    holders.map(({ stateDir }) => sendToInstance(stateDir, request, END_PATIENCE)),
  );
  const ended = replies.flatMap((reply) => (reply.reply === "stopped" ? [reply] : []));
  if (ended.length < replies.length) return refuse(NOT_ACCEPTED, exitCode.failed);
  const stopped = ended.reduce((sum, one) => sum + one.stopped, 0);
  const still = ended.reduce((sum, one) => sum + one.still, 0);
  // All of them are not all while one is not told.
  if (id === null && obstacle !== null) return obstacle();
  if (still > 0)
    return refuse(
      `${still === 1 ? "A program has" : `${still} programs have`} not ended yet. See: clawtray status`,
      exitCode.failed,
    );
  if (options.json) process.stdout.write(`${JSON.stringify({ stopped })}\n`);
  else print(`${saidOf(stopped, chosen.program)}\n`);
  return { code: exitCode.ok, busy: false };
}

/** Why nothing can be ended at a node that does not say what runs; null when each that runs does. */
function whyNot(answers: readonly InstanceAnswer[]): (() => Ended) | null {
  if (answers.some(({ kind }) => kind === "unproven"))
    return () => refuse(blockedSentence({ reason: "control-pipe-taken", detail: {} }), exitCode.failed);
  if (answers.every(({ kind }) => kind === "none"))
    return () => refuse("No node is running here, so nothing runs for a gateway.", exitCode.notRunning);
  const telling = answers.every(
    (answer) =>
      answer.kind === "none" || (answer.kind === "snapshot" && answer.snapshot.running !== undefined),
  );
  return telling ? null : () => refuse(NOT_ACCEPTED, exitCode.failed);
}

/** The program that was meant; `id` is null for all of them. */
interface Chosen {
  readonly id: string | null;
  readonly program: RunningProgram | null;
}

function choose(running: readonly RunningProgram[], { id }: StopArguments): Chosen | Ended {
  if (id === null) return { id: null, program: null };
  const found = running.filter((program) => program.id.toLowerCase().startsWith(id.toLowerCase()));
  const [program] = found;
  if (program === undefined)
    return refuse(
      `No running program has an ID that starts with "${shown(id)}". See: clawtray status`,
      exitCode.failed,
    );
  return found.length === 1
    ? { id: program.id, program }
    : refuse("Several running programs have an ID that starts like this. Type more of it.", exitCode.failed);
}

function saidOf(stopped: number, program: RunningProgram | null): string {
  if (program !== null) {
    const command = isolateWords(revealCommand(program.command));
    return stopped === 0 ? `It had already ended: ${command}` : `Stopped: ${command}`;
  }
  if (stopped === 0) return "Nothing is running for the gateway.";
  return stopped === 1 ? "Stopped 1 program." : `Stopped ${stopped} programs.`;
}
