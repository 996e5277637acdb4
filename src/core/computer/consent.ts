import { askPerson } from "../tools/built-in/person.ts";
import type { ConsentAnswer } from "./computer-use.ts";
import type { ComputerDoor } from "./source.ts";

/** How long a person has to answer, ms; the agent's call may give up earlier, and the question stays. */
const QUESTION_MS = 120_000;
/** What `askPerson` keeps of the time it is given, ms. */
const RESERVE_MS = 5_000;

interface Asker {
  /** What would be done first. */
  readonly what: string;
  readonly gateway: string;
  readonly agent: string | null;
  readonly session: string | null;
}

/** The answers besides no, in the order of `computerChoices` in the words. */
const grants = [
  { scope: "view", durationMs: 15 * 60_000 },
  { scope: "control", durationMs: 15 * 60_000 },
  { scope: "control", durationMs: 60 * 60_000 },
] as const;

/** Asks the person, with what and for how long this computer may be used. */
export async function askForComputer(
  { questions, clock }: Pick<ComputerDoor, "questions" | "clock">,
  { what, gateway, agent, session }: Asker,
  signal: AbortSignal,
): Promise<ConsentAnswer> {
  const choices = grants.map(({ scope, durationMs }) => `${scope}, ${durationMs / 60_000} minutes`);
  const text = session === null ? what : `${what} (${session})`;
  const inquiry = { takes: "choice", choices, about: "computer" } as const;
  const timeoutMs = QUESTION_MS + RESERVE_MS;
  const context = { gateway, agent, session, timeoutMs, signal, stepAside() {} };
  const end = await askPerson({ questions, clock }, text, inquiry, context);
  if (end.kind !== "replied") return { kind: end.kind === "declined" ? "no" : "nobody" };
  const grant = grants[Number(end.reply)];
  return grant === undefined ? { kind: "nobody" } : { kind: "granted", ...grant };
}
