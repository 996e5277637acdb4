import { type IpcMainInvokeEvent, ipcMain } from "electron";
import type { Logger } from "../../core/log/log.ts";
import type { AppRequest, AppSnapshot, CheckReport, Outcome, TextName } from "../../shared/bridge.ts";
import { channels } from "../../shared/channels.ts";
import type { Discovery } from "../../shared/discovery.ts";
import type { Screenshot } from "../../shared/screenshot.ts";
import type { AskWindow } from "../ask/ask-window.ts";
import type { TakeScreenshot } from "../ask/screenshots.ts";
import type { QuestionWindow } from "../questions/question-window.ts";
import type { OpenConnection } from "../state/connection.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { MainWindow } from "../window/window.ts";
import { answered, INVALID_ARGUMENTS } from "./answered.ts";
import {
  readCheckInput,
  readConnectionId,
  readDisplay,
  readIntent,
  readRequest,
  readTextName,
} from "./read-arguments.ts";
import { createTurnsTeller, type TurnsTeller } from "./tell-turns.ts";

/** What knows the answers. */
interface IpcAnswers {
  readonly connections: OpenConnections;
  readonly discover: () => Promise<Discovery>;
  readonly readText: (what: TextName) => Promise<string>;
  readonly takeScreenshot: TakeScreenshot;
}

interface IpcParts {
  readonly window: MainWindow;
  readonly questionWindow: QuestionWindow;
  readonly askWindow: AskWindow;
  /** A page may ask before they are ready; its calls wait. */
  readonly answers: Promise<IpcAnswers>;
  readonly log: Logger;
}

const GONE: Outcome = { ok: false, problem: "not-possible-now" };
const INVALID: Outcome = { ok: false, problem: "invalid-argument" };

const forAgent: ReadonlySet<AppRequest["kind"]> = new Set([
  "ask-agent",
  "clear-conversation",
  "copy-text",
  "open-link",
]);

/** What each window may ask for: only the one for it talks to the agent, and it does nothing else. */
function mayAsk(window: Caller["name"], { kind }: AppRequest): boolean {
  if (window === "question") return kind === "answer-question" || kind === "deny-questions";
  return forAgent.has(kind) === (window === "ask");
}

/** The connection that a call is for, whatever is shown by now; null where there is none such any more. */
function connectionOf(connections: OpenConnections, value: unknown): OpenConnection | null {
  const id = readConnectionId(value);
  return id === null ? null : connections.find(id);
}

/** What a window draws: the one that asks shows every connection's questions, the main one the page it names. */
function snapshotFor(connections: OpenConnections, id: unknown, window: Caller["name"]): AppSnapshot {
  if (window === "question") return connections.questionSnapshot();
  if (id === undefined) return connections.snapshot();
  const connection = typeof id === "string" ? connections.find(id) : null;
  if (connection === null) throw INVALID_ARGUMENTS;
  return connections.snapshotOf(connection);
}

/** What the ask window draws: one connection, and what was said to its agent. */
function askSnapshot(connections: OpenConnections, id: string): AppSnapshot {
  const connection = connections.find(id);
  // One that was removed meanwhile: what was said to the others is not shown as if it had been asked there.
  if (connection === null) return { ...connections.snapshot(), turns: [] };
  const turnsProblem = connection.conversation.problem();
  return {
    ...connections.snapshotOf(connection),
    turns: connection.conversation.turns(),
    ...(turnsProblem === null ? {} : { turnsProblem }),
  };
}

function screenshotFor({ takeScreenshot }: IpcAnswers, value: unknown): Promise<Screenshot> {
  const display = readDisplay(value);
  if (display === undefined) throw INVALID_ARGUMENTS;
  return takeScreenshot(display);
}

/** The window a call came from. */
type Caller = Pick<MainWindow, "isVisible"> & { readonly name: "main" | "question" | "ask" };

type OurWindows = Pick<IpcParts, "window" | "questionWindow" | "askWindow">;

/** Null for anything but one of our pages, in its own frame. */
function callerOf(
  { window, questionWindow, askWindow }: OurWindows,
  frame: Electron.WebFrameMain | null,
): Caller | null {
  if (window.isOurFrame(frame)) return { name: "main", isVisible: window.isVisible };
  if (questionWindow.isOurFrame(frame)) return { name: "question", isVisible: questionWindow.isVisible };
  if (askWindow.isOurFrame(frame)) return { name: "ask", isVisible: askWindow.isVisible };
  return null;
}

/**
 * Answers the pages. Every call must come from one of our pages, in its own frame, with exactly one argument (or none);
 * anything else is refused before it is looked at. The question window may read the snapshot and answer, the
 * ask window may read it and ask, nothing else.
 */
export function setUpIpc({ window, questionWindow, askWindow, answers, log }: IpcParts): void {
  const turns = createTurnsTeller(askWindow.send);

  function answer(
    channel: string,
    lengths: readonly (0 | 1)[],
    handle: (from: IpcAnswers, value: unknown, caller: Caller) => Promise<unknown> | unknown,
    callers: readonly Caller["name"][] = ["main"],
  ): void {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
      const caller = callerOf({ window, questionWindow, askWindow }, event.senderFrame);
      if (caller === null || !callers.includes(caller.name)) {
        log.log("warn", "a call from a foreign frame was refused", { channel });
        throw new Error("refused");
      }
      if (!lengths.some((length) => length === args.length)) throw INVALID_ARGUMENTS;
      return answered(channel, log, async () => handle(await answers, args[0], caller));
    });
  }

  answer(
    channels.snapshot,
    [0, 1],
    ({ connections }, id, { name }) => {
      if (name !== "ask") return snapshotFor(connections, id, name);
      turns.readAnew();
      return askSnapshot(connections, askWindow.connection());
    },
    ["main", "question", "ask"],
  );
  answer(channels.intend, [1], ({ connections }, value) => {
    const intent = readIntent(value);
    if (intent === null) return INVALID;
    return connectionOf(connections, value)?.actions.intend(intent) ?? GONE;
  });
  answer(
    channels.request,
    [1],
    ({ connections }, value, { name, isVisible }) => {
      const request = readRequest(value);
      if (request === null || !mayAsk(name, request)) return INVALID;
      const connection = connectionOf(connections, value);
      // Its page may not know yet that its connection is gone: a message never goes to another gateway.
      if (name === "ask" && connection?.answersTo(askWindow.connection()) !== true) return GONE;
      return connection?.actions.request(request, { inSight: isVisible() }) ?? GONE;
    },
    ["main", "question", "ask"],
  );
  answer(channels.check, [1], ({ connections }, value) => {
    const input = readCheckInput(value);
    const connection = connectionOf(connections, value);
    if (input === null || connection === null) throw INVALID_ARGUMENTS;
    const several = connections.all().length > 1;
    // By the id that the page knows it by.
    const whose = several ? { connection: readConnectionId(value) ?? "" } : {};
    return connection.checker.check(input, (report: CheckReport) =>
      window.send(channels.checkChanged, { ...report, ...whose }),
    );
  });
  answer(channels.discover, [0], ({ discover }) => discover());
  answer(channels.screenshot, [1], screenshotFor, ["ask"]);
  answer(channels.text, [1], ({ readText }, value) => {
    const name = readTextName(value);
    if (name === null) throw INVALID_ARGUMENTS;
    return readText(name);
  });
  // Without answers the app does not start, and says so itself.
  void answers.then(
    ({ connections }) => tellPages({ window, questionWindow, askWindow }, turns, connections),
    () => {},
  );
}

/** Tells each window whatever changes of what it shows. */
function tellPages(
  { window, questionWindow, askWindow }: OurWindows,
  turns: TurnsTeller,
  connections: OpenConnections,
): void {
  const tellAskWindow = () => {
    if (askWindow.exists()) turns.tell(askSnapshot(connections, askWindow.connection()));
  };
  askWindow.onTurned(tellAskWindow);
  connections.each((connection) =>
    connection.conversation.subscribe(() => {
      if (connection.answersTo(askWindow.connection())) tellAskWindow();
    }),
  );
  connections.subscribe((snapshot) => {
    window.send(channels.snapshotChanged, snapshot);
    const several = connections.all().length > 1;
    questionWindow.send(channels.snapshotChanged, several ? connections.questionSnapshot() : snapshot);
    if (connections.find(askWindow.connection()) === null) askWindow.hide();
    tellAskWindow();
  });
}
