import { type AskProblem, MAX_ANSWER_LENGTH } from "../../shared/conversation.ts";
import type { Picture } from "../../shared/picture/picture.ts";
import { messageWith, refusedTexts, type TextFile } from "../../shared/text-file.ts";
import type { ChatEvent, Delivery, GatewaySession } from "../gateway/contract.ts";
import { canonicalSessionKey } from "../gateway/session-key.ts";
import type { Clock } from "../time/clock.ts";
import { examinePictures } from "./pictures.ts";

/** How long the gateway may show no sign of the agent, ms: it accepts messages that no agent will answer. */
export const QUIET_LIMIT = 90_000;
/** How long an answer may take in all, ms; the gateway is told the same. */
export const ANSWER_LIMIT = 600_000;

/** A message of the owner to the agent. */
export interface Question {
  readonly message: string;
  /** The agent's session, as a gateway names it: `agent:main:main`. */
  readonly sessionKey: string;
  readonly pictures?: readonly Picture[];
  /** Sent in the message, below what was typed. */
  readonly texts?: readonly TextFile[];
}

/** How a question ended. `detail` is the gateway's own sentence, or empty. */
export type AskEnd =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: AskProblem; readonly detail: string };

/** The questions of one connection to a gateway. */
export interface Chat {
  /**
   * Sends the message and follows the answer; `onText` hears all of it so far each time it grows. Resolves once, at the
   * latest after `ANSWER_LIMIT`.
   */
  ask(question: Question, onText: (text: string) => void): Promise<AskEnd>;
  take(event: ChatEvent): void;
  /** The connection has ended, and every open question with it. */
  close(): void;
}

interface Open {
  hear(event: ChatEvent): void;
  /** The gateway has the message. */
  sent(): void;
  end(end: AskEnd): void;
}

const failed = (problem: AskProblem, detail = ""): AskEnd => ({ ok: false, problem, detail });

/** The questions of this session. */
export function createChat(session: Pick<GatewaySession, "askAgent" | "pictures">, clock: Clock): Chat {
  /** By the session's one name: a gateway names no question, so an answer is known by the session alone. */
  const open = new Map<string, Open>();

  /** `large`: sending it takes long by itself, so the silence counts only once the gateway has it. */
  function follow(key: string, large: boolean, onText: (text: string) => void): Promise<AskEnd> {
    return new Promise((resolve) => {
      let text = "";
      /** It began to answer. Of another one in this session, an operator's perhaps, nothing is heard from then on. */
      let run: string | null = null;
      let cancelQuiet = (): void => {};
      const waitAgain = (): void => {
        cancelQuiet();
        cancelQuiet = clock.after(QUIET_LIMIT, () => end(failed(text === "" ? "no-answer" : "fell-silent")));
      };
      const cancelLimit = clock.after(ANSWER_LIMIT, () => end(failed("too-slow")));
      const end = (result: AskEnd): void => {
        cancelQuiet();
        cancelLimit();
        if (open.get(key) === mine) open.delete(key);
        resolve(result);
      };
      const grow = (next: string | null): void => {
        if (next === null || next === "" || next === text) return;
        text = next.slice(0, MAX_ANSWER_LENGTH);
        onText(text);
      };
      const mine: Open = {
        end,
        sent() {
          if (large && open.get(key) === mine) waitAgain();
        },
        hear(event) {
          if (run !== null && event.run !== null && event.run !== run) return;
          waitAgain();
          if (event.state === "answering") run ??= event.run;
          if (event.state === "answering" || event.state === "answered") grow(event.text);
          if (event.state === "answered") end({ ok: true, text });
          else if (event.state === "failed") end(failed("agent-failed", event.detail));
          else if (event.state === "stopped") end(failed("stopped"));
        },
      };
      open.set(key, mine);
      if (!large) waitAgain();
    });
  }

  return {
    async ask(question, onText) {
      const { sessionKey, pictures = [], texts = [] } = question;
      const key = canonicalSessionKey(sessionKey);
      if (open.has(key)) return failed("busy");
      if (refusedTexts(question.message, texts) !== null) return failed("too-long");
      const message = messageWith(question.message, texts);
      const examined = examinePictures(pictures, session.pictures);
      if (!examined.ok)
        return failed(examined.failure.problem === "not-taken" ? "pictures-not-taken" : "pictures-refused");
      const answer = follow(key, pictures.length > 0, onText);
      const mine = open.get(key);
      const withPictures = examined.value.length === 0 ? {} : { pictures: examined.value };
      const sent = await session.askAgent({ message, sessionKey, ...withPictures, timeoutMs: ANSWER_LIMIT });
      // One that was already answered stays so.
      if (sent.delivery === "taken") mine?.sent();
      else mine?.end(failed(problemOf(sent.delivery), sent.detail));
      return answer;
    },
    take: (event) => open.get(canonicalSessionKey(event.sessionKey))?.hear(event),
    close() {
      for (const question of [...open.values()]) question.end(failed("connection-lost"));
    },
  };
}

const problemOf = (delivery: Exclude<Delivery, "taken">): AskProblem =>
  delivery === "refused" ? "refused" : "unanswered";
