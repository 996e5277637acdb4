import type { QuestionQueue } from "../../core/exec/question/question.ts";
import type { Question } from "../../shared/question.ts";
import type { NodeState } from "../../shared/state.ts";
import { ask, listenKeys } from "../terminal.ts";
import { eventView } from "./events.ts";
import { frame, statusLine } from "./live.ts";
import { plainView } from "./plain.ts";
import { answerFor, INERT, questionFrame } from "./question.ts";
import { createRedraw } from "./redraw.ts";

/** What a person can ask for from the terminal. */
export interface Wishes {
  reconnect(): void;
  togglePause(): void;
  giveToken(token: string): void;
  quit(): void;
}

export interface View {
  /** True when a person can answer here. */
  readonly interactive: boolean;
  show(state: NodeState): void;
  end(): void;
}

/** How often the elapsed time is redrawn, ms. */
const REDRAW = 1_000;

/** What the view is for: `tell` takes a service's events, null where this is none. */
export interface Audience {
  readonly json: boolean;
  readonly tell: ((at: number, line: string) => void) | null;
}

/** The view that fits: JSON lines, a service's events, a live view on a terminal, plain lines elsewhere. */
export function openView({ json, tell }: Audience, wishes: Wishes, questions: QuestionQueue): View {
  const write = (text: string): void => {
    process.stdout.write(text);
  };
  if (json) {
    return {
      interactive: false,
      show: (state) => write(`${JSON.stringify({ at: Date.now(), state })}\n`),
      end() {},
    };
  }
  if (tell !== null) return { interactive: false, show: eventView(tell, Date.now), end() {} };
  if (!process.stdout.isTTY || process.env.TERM === "dumb") {
    return { interactive: false, show: plainView(write), end() {} };
  }
  return openLive(write, wishes, questions);
}

function openLive(write: (text: string) => void, wishes: Wishes, questions: QuestionQueue): View {
  const screen = {
    get columns() {
      return process.stdout.columns || 80;
    },
    get rows() {
      return process.stdout.rows || 24;
    },
    colour: process.env.NO_COLOR === undefined,
    write,
  };
  /** When the question on top appeared; a key pressed before belongs to something else. */
  let top: { readonly question: Question; readonly since: number } | null = null;
  const redraw = createRedraw(screen);
  let latest: NodeState | null = null;
  let asking = false;
  let stopKeys = listenKeys(onKey);
  const timer = setInterval(draw, REDRAW);
  const resized = (): void => {
    if (!asking) redraw.clear();
    draw();
  };
  process.stdout.on("resize", resized);
  // Questions are put only where a person can answer them.
  const stopAsking = process.stdin.isTTY ? questions.attach({ show: turn, close: turn }) : (): void => {};

  function draw(): void {
    if (asking || latest === null) return;
    if (top === null) {
      redraw.draw(frame(latest, Date.now(), screen));
      return;
    }
    const view = {
      question: top.question,
      shownAt: top.since,
      waiting: questions.pending().length - 1,
      status: statusLine(latest, screen),
    };
    redraw.draw(questionFrame(view, Date.now(), screen), top.question.id);
  }

  /** The oldest open question is on top; a new one never takes its place. */
  function turn(): void {
    const [first] = questions.pending();
    if (first?.id !== top?.question.id) {
      top = first === undefined ? null : { question: first, since: Date.now() };
      // The answers are shown as such once they count.
      if (top !== null) setTimeout(draw, INERT).unref();
    }
    draw();
  }

  function onKey(key: string): void {
    const answer = top === null ? null : answerFor(key, top.question, top.since, Date.now());
    if (top !== null && answer !== null) {
      questions.answer(top.question.id, answer);
      return;
    }
    if (key === "q" || key.includes("\u0003") || key === "\u0004") wishes.quit();
    // While a question is open no other key means anything: a slip must not.
    else if (top !== null) return;
    else if (key === "r") wishes.reconnect();
    else if (key === "p") wishes.togglePause();
    else if (key === "t" && latest?.phase === "blocked") void askToken();
  }

  async function askToken(): Promise<void> {
    asking = true;
    redraw.begin();
    stopKeys();
    const token = (await ask("Gateway token (not shown): ", { hidden: true }))?.trim() ?? "";
    asking = false;
    stopKeys = listenKeys(onKey);
    if (token !== "") wishes.giveToken(token);
    draw();
  }

  return {
    interactive: process.stdin.isTTY === true,
    show(state) {
      latest = state;
      draw();
    },
    end() {
      clearInterval(timer);
      process.stdout.off("resize", resized);
      stopAsking();
      stopKeys();
    },
  };
}
