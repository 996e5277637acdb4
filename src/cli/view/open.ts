import { INERT_MS, type Question } from "../../shared/question.ts";
import { remediesFor } from "../../shared/remedies.ts";
import type { Blocked, NodeState } from "../../shared/state.ts";
import { englishQuestions as words } from "../../shared/words/en/questions.ts";
import { followForeground, isForeground } from "../foreground.ts";
import { print, printError } from "../print.ts";
import type { Served, Serving } from "../serving.ts";
import { ask, listenKeys } from "../terminal.ts";
import { eventView } from "./events.ts";
import { frame, severalFrame, statusLine, worstOf } from "./live.ts";
import { plainView } from "./plain.ts";
import { answerFor, choiceFor, isEverywhere, isTypingKey, questionFrame } from "./question.ts";
import { createRedraw } from "./redraw.ts";

/** What a person can ask for from the terminal, of one connection or of all. */
export interface ViewActions {
  reconnect(of: Served): void;
  togglePause(of: Served): void;
  /** Pauses all; resumes all where all are paused. */
  togglePauseOfAll(): void;
  /** A token, or a new setup code; a sentence where it is neither, or for another gateway. */
  giveSecret(of: Served, text: string): string | null;
  acceptCertificate(of: Served, fingerprint: string): void;
  quit(): void;
}

export interface View {
  /** True when a person can answer here. */
  readonly interactive: boolean;
  /** Its state has changed, or it has come. */
  show(changed: Served): void;
  end(): void;
}

/** How often the elapsed time is redrawn, ms. */
const REDRAW = 1_000;

/** Who the view is for: `tell` takes a service's events, null when this is not a service. */
export interface Audience {
  readonly json: boolean;
  readonly tell: ((at: number, line: string) => void) | null;
}

/** The view that fits: JSON lines, a service's events, a live view on a terminal, plain lines elsewhere. */
export function openView({ json, tell }: Audience, actions: ViewActions, serving: Serving): View {
  const inForeground = (put: (text: string) => void) => (text: string) => {
    if (!process.stdout.isTTY || isForeground()) put(text);
  };
  const write = inForeground((text) => void process.stdout.write(text));
  if (json) {
    return {
      interactive: false,
      show: () => write(`${JSON.stringify({ at: Date.now(), ...inJson(serving.all()) })}\n`),
      end() {},
    };
  }
  const isAlone = () => serving.all().length === 1;
  if (tell !== null) {
    const show = oneFor(({ connection }) =>
      eventView((at, line) => tell(at, isAlone() ? line : `${connection.name}: ${line}`), Date.now),
    );
    return { interactive: false, show, end() {} };
  }
  if (!process.stdout.isTTY || process.env.TERM === "dumb") {
    const put = inForeground(print);
    const show = oneFor(({ connection }) =>
      plainView((text) => put(isAlone() ? text : `${connection.name}: ${text}`)),
    );
    return { interactive: false, show, end() {} };
  }
  return openLive(write, actions, serving);
}

/** The first connection's state as ever; with several, all of them as well. */
function inJson(all: readonly Served[]): object {
  const connections = all.map(({ connection: { id, name }, state }) => ({ id, name, state }));
  const state = connections[0]?.state ?? null;
  return all.length === 1 ? { state } : { state, connections };
}

/** A view of its own for each connection. */
function oneFor(make: (served: Served) => (state: NodeState) => void): (changed: Served) => void {
  const views = new Map<string, (state: NodeState) => void>();
  return (changed) => {
    const { id } = changed.connection;
    const view = views.get(id) ?? make(changed);
    views.set(id, view);
    view(changed.state);
  };
}

/** This terminal, asked for its size each time: a person may resize it. */
const terminalScreen = (write: (text: string) => void) => ({
  get columns() {
    return process.stdout.columns || 80;
  },
  get rows() {
    return process.stdout.rows || 24;
  },
  colour: process.env.NO_COLOR === undefined,
  keys: process.stdin.isTTY === true,
  write,
});

const nothing = (): void => {};
const isQuit = (key: string): boolean => key === "q" || key.includes("\u0003") || key === "\u0004";

/** The question on top, and when it appeared; a key pressed before belongs to something else. */
interface Top {
  readonly question: Question;
  readonly since: number;
}

type Screen = ReturnType<typeof terminalScreen>;

/** The question on top with those that wait behind it, or else the state of all connections. */
function drawing(
  { top, waiting, chosen }: { readonly top: Top | null; readonly waiting: number; readonly chosen: number },
  all: readonly Served[],
  screen: Screen,
): readonly string[] {
  const state = all[chosen]?.state;
  if (state === undefined) return [];
  if (top === null) {
    const shown = all.map(({ connection, state: each }) => ({ name: connection.name, state: each }));
    return all.length === 1
      ? frame(state, Date.now(), screen)
      : severalFrame(shown, chosen, Date.now(), screen);
  }
  const { question, since: shownAt } = top;
  const status = statusLine(state, screen);
  const view = { question, shownAt, waiting, status, everywhere: all.length > 1 };
  return questionFrame(view, Date.now(), screen);
}

/** Which connection is shown whole: the one that was chosen, else the one that most needs a person. */
function createChoice(serving: Serving) {
  let id: string | null = null;
  const index = (): number => {
    const all = serving.all();
    const found = all.findIndex(({ connection }) => connection.id === id);
    return found >= 0
      ? found
      : worstOf(all.map(({ connection, state }) => ({ name: connection.name, state })));
  };
  return {
    index,
    served: (): Served | undefined => serving.all()[index()],
    /** True when the key chose one. */
    take(key: string): boolean {
      const all = serving.all();
      const place = key === "\t" ? (index() + 1) % all.length : /^[1-9]$/.test(key) ? Number(key) - 1 : -1;
      const found = all.length === 1 ? undefined : all[place];
      if (found !== undefined) id = found.connection.id;
      return found !== undefined;
    },
  };
}

/** The first open question is on top; a new one never takes its place. */
function nextTop(pending: readonly Question[], top: Top | null): Top | null {
  if (top !== null && pending.some(({ id }) => id === top.question.id)) return top;
  const [first] = pending;
  return first === undefined ? null : { question: first, since: Date.now() };
}

/** A question that takes the place of the view. */
interface Prompt {
  readonly question: string;
  readonly hidden: boolean;
  take(answer: string): void;
}

/** What a key asks of the person about what blocks; null where it asks nothing. */
function promptFor(
  key: string,
  served: Served,
  { reason, detail }: Blocked,
  actions: ViewActions,
): Prompt | null {
  const remedies = remediesFor[reason];
  if (key === "t" && remedies.includes("enter-credential")) {
    const what = reason === "setup-code-refused" ? "New setup code, or the gateway's token" : "Gateway token";
    const take = (answer: string): void => {
      const slip = answer === "" ? null : actions.giveSecret(served, answer);
      if (slip !== null) printError(`${slip}\n`);
    };
    return { question: `${what} (not shown): `, hidden: true, take };
  }
  if (key === "a" && remedies.includes("accept-certificate") && "presented" in detail) {
    const take = (answer: string): void => {
      if (/^(y|yes)$/i.test(answer)) actions.acceptCertificate(served, detail.presented);
    };
    return { question: "Does the administrator see the same fingerprint? [y/N] ", hidden: false, take };
  }
  return null;
}

/** True when the key answered the question on top. */
function answerTop(key: string, { question, since }: Top, serving: Serving): boolean {
  const reply = choiceFor(key, question, since, Date.now());
  if (reply !== null) return serving.questions.answer(question.id, "reply", { everywhere: false, reply });
  const everywhere = serving.all().length > 1 && isEverywhere(key);
  const answer = answerFor(everywhere ? key.toLowerCase() : key, question, since, Date.now());
  if (answer !== null) serving.questions.answer(question.id, answer, { everywhere });
  return answer !== null;
}

/** What a key asks the person to type for the question on top; null where it asks nothing. */
function replyPrompt(key: string, { question, since }: Top, serving: Serving): Prompt | null {
  if (!isTypingKey(key, question, since, Date.now())) return null;
  return {
    question: question.inquiry?.takes === "path" ? words.pathAsked : words.replyAsked,
    hidden: false,
    take(reply) {
      if (reply === "") return;
      const taken = serving.questions.answer(question.id, "reply", { everywhere: false, reply });
      if (!taken) printError(`${words.replyNotTaken}\n`);
    },
  };
}

/** What a key that answers nothing does to the connection that is shown. */
function act(
  key: string,
  served: Served | undefined,
  serving: Serving,
  actions: ViewActions,
  put: (prompt: Prompt) => Promise<void>,
): void {
  if (served === undefined) return;
  if (key === "r") actions.reconnect(served);
  else if (key === "p") actions.togglePause(served);
  else if (key === "P" && serving.all().length > 1) actions.togglePauseOfAll();
  else if (served.state.phase === "blocked") {
    const prompt = promptFor(key, served, served.state, actions);
    if (prompt !== null) void put(prompt);
  }
}

function openLive(write: (text: string) => void, actions: ViewActions, serving: Serving): View {
  const { questions } = serving;
  const screen = terminalScreen(write);
  const choice = createChoice(serving);
  let top: Top | null = null;
  const redraw = createRedraw(screen);
  let shown = false;
  let asking = false;
  let stopKeys = nothing;
  const timer = setInterval(draw, REDRAW);
  const resized = (): void => {
    if (!asking) redraw.clear();
    draw();
  };
  process.stdout.on("resize", resized);
  const ground = followForeground(() => {
    top = null;
    redraw.begin();
    stopKeys = listenKeys(onKey);
    // Questions are asked only where a person can answer them.
    const stopAsking = process.stdin.isTTY ? questions.attach({ show: turn, close: turn }) : nothing;
    turn();
    return () => {
      stopAsking();
      stopKeys();
    };
  });
  ground.look();

  function draw(): void {
    if (asking || !shown || !ground.look()) return;
    const waiting = questions.pending().length - 1;
    redraw.draw(drawing({ top, waiting, chosen: choice.index() }, serving.all(), screen), top?.question.id);
  }

  function turn(): void {
    const before = top;
    top = nextTop(questions.pending(), top);
    // The answers are shown as such once they count.
    if (top !== null && top !== before) setTimeout(draw, INERT_MS).unref();
    draw();
  }

  function onKey(key: string): void {
    if (top !== null && answerTop(key, top, serving)) return;
    const prompt = top === null ? null : replyPrompt(key, top, serving);
    if (prompt !== null) return void put(prompt);
    if (isQuit(key)) actions.quit();
    // While a question is open no other key means anything: a slip must not.
    else if (top !== null) return;
    else if (choice.take(key)) draw();
    else act(key, choice.served(), serving, actions, put);
  }

  /** Puts a question in the place of the view, which continues below the answer. */
  async function put({ question, hidden, take }: Prompt): Promise<void> {
    asking = true;
    redraw.begin();
    stopKeys();
    const answer = await ask(question, { hidden });
    asking = false;
    // Ctrl+C and Ctrl+D mean the same here as everywhere else.
    if (answer === null) return actions.quit();
    stopKeys = listenKeys(onKey);
    take(answer.trim());
    draw();
  }

  return {
    interactive: process.stdin.isTTY === true && isForeground(),
    show() {
      shown = true;
      draw();
    },
    end() {
      clearInterval(timer);
      process.stdout.off("resize", resized);
      ground.end();
    },
  };
}
