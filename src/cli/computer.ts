import type { Connection } from "../core/connections/connection.ts";
import type { InstanceAnswer } from "../core/instance/claim.ts";
import { askInstance, sendToInstance } from "../core/instance/instance.ts";
import type { ToldComputer } from "../core/instance/told-computer.ts";
import type { ComputerArguments } from "./computer-arguments.ts";
import { severalMeant } from "./each-connection.ts";
import { blockedSentence, type Ended, refuse } from "./ended.ts";
import { exitCode } from "./exit-code.ts";
import { stateDirOf } from "./place.ts";
import { answer } from "./print.ts";
import { computerIn, isGoingOn, useSentence } from "./view/computer.ts";

const NOT_ACCEPTED = "The running node did not accept this. Stop it and start it again: clawtray run";
const NOT_HERE =
  "Computer use is offered by the desktop app alone, on Linux under X11, and the running node is none or cannot offer it.";
const NOTHING = "No agent is using this computer, and none asks to.";

/** A connection, its node's answer, and what it tells of computer use. */
interface Found {
  /** Null where there is one connection alone, or one was named. */
  readonly connection: Connection | null;
  readonly stateDir: string;
  readonly instance: InstanceAnswer;
  readonly told: ToldComputer | null;
}

/** `clawtray computer`: what an agent does with this desktop, at the node of one connection or of all. */
export async function computer(options: ComputerArguments): Promise<Ended> {
  const several = severalMeant(options).map(({ connection }) => connection);
  const places =
    several.length === 0
      ? [{ connection: null, stateDir: stateDirOf(options) }]
      : several.map((connection) => ({ connection, stateDir: connection.stateDir }));
  const found: readonly Found[] = await Promise.all(
    places.map(async (place) => {
      const instance = await askInstance(place.stateDir);
      return { ...place, instance, told: computerIn(instance) };
    }),
  );
  // One session at most per desktop app: what goes on anywhere is what there is to say.
  const going = found.filter(({ told }) => isGoingOn(told));
  const obstacle = going.length === 0 ? whyNot(found) : null;
  if (obstacle !== null) return obstacle;
  return options.action === "status" ? show(options, going) : hold(options, options.action, going);
}

/** Why nothing can be said; null when at least one node tells of computer use, and every other one too or none runs. */
function whyNot(found: readonly Found[]): Ended | null {
  const answers = found.map(({ instance }) => instance);
  if (answers.some(({ kind }) => kind === "unproven"))
    return refuse(blockedSentence({ reason: "control-pipe-taken", detail: {} }), exitCode.failed);
  if (answers.every(({ kind }) => kind === "none"))
    return refuse(
      "No node is running here, so no agent is using this computer. Start the desktop app to let one ask.",
      exitCode.notRunning,
    );
  const running = found.filter(({ instance }) => instance.kind !== "none");
  if (running.some(({ told }) => told === null)) return refuse(NOT_ACCEPTED, exitCode.failed);
  return running.every(({ told }) => told?.phase === "unavailable")
    ? refuse(NOT_HERE, exitCode.failed)
    : null;
}

const gatewayOf = ({ instance }: Found): string | null =>
  instance.kind === "snapshot" ? (instance.snapshot.state.gateway?.url ?? null) : null;

function show(options: ComputerArguments, going: readonly Found[]): Ended {
  const [first] = going;
  const value = {
    ...(first?.told ?? { phase: "idle" }),
    gateway: first === undefined ? null : gatewayOf(first),
    ...named(first),
  };
  const lines = going.map((one) => useSentence(one.told, gatewayOf(one)));
  answer(options, value, `${lines.length === 0 ? NOTHING : lines.join("\n")}\n`);
  return { code: exitCode.ok, busy: false };
}

const named = (one: Found | undefined) =>
  one === undefined || one.connection === null ? {} : { connection: one.connection.name };

async function hold(
  options: ComputerArguments,
  how: "pause" | "end",
  going: readonly Found[],
): Promise<Ended> {
  if (how === "pause" && going.some(({ told }) => told?.phase === "asking"))
    return refuse(
      "An agent asks to use this computer, and there is nothing to pause yet. To refuse it: clawtray computer end",
      exitCode.failed,
    );
  const replies = await Promise.all(
    going.map(({ stateDir }) => sendToInstance(stateDir, { request: "hold-computer", how })),
  );
  // "Not done", and nobody there any more: it was over before the request arrived.
  if (replies.some(({ reply }) => reply === "silent" || reply === "unproven"))
    return refuse(NOT_ACCEPTED, exitCode.failed);
  const [first] = going.filter((_one, index) => replies[index]?.reply === "done");
  const done = first !== undefined;
  const value = how === "pause" ? { paused: done } : { ended: done };
  answer(options, { ...value, ...named(first) }, `${done ? said(how, first) : NOTHING}\n`);
  return { code: exitCode.ok, busy: false };
}

function said(how: "pause" | "end", { told }: Found): string {
  if (how === "pause")
    return "Paused. Let the agent go on in the tray menu or the window, or end it: clawtray computer end";
  return told?.phase === "asking"
    ? "Refused: you are not asked again in this run of the agent."
    : "Ended: you are not asked again in this run of the agent.";
}
