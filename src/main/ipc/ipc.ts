import { type IpcMainInvokeEvent, ipcMain } from "electron";
import type { Checker } from "../../core/check/checker.ts";
import type { Logger } from "../../core/log.ts";
import type { AppRequest, CheckReport, Outcome } from "../../shared/bridge.ts";
import { channels } from "../../shared/channels.ts";
import type { Intent } from "../../shared/intent.ts";
import type { AppModel } from "../model.ts";
import type { QuestionWindow } from "../questions/question-window.ts";
import type { MainWindow } from "../window/window.ts";
import { answered, INVALID_ARGUMENTS } from "./answered.ts";
import { readCheckInput, readIntent, readRequest } from "./read-arguments.ts";

interface IpcParts {
  readonly model: AppModel;
  readonly window: MainWindow;
  readonly questionWindow: QuestionWindow;
  readonly checker: Checker;
  readonly intend: (intent: Intent) => Promise<Outcome>;
  readonly request: (request: AppRequest, inSight: boolean) => Promise<Outcome>;
  readonly log: Logger;
}

const INVALID: Outcome = { ok: false, problem: "invalid-argument", detail: "" };

/** The window a call came from. */
type Caller = Pick<MainWindow, "isVisible"> & { readonly name: "main" | "question" };

/**
 * Answers the pages. Every call must come from a page of ours, in its own frame, with exactly one
 * argument (or none); anything else is refused before it is looked at. The window that asks may
 * read the snapshot and answer, nothing else.
 */
export function setUpIpc({ model, window, questionWindow, checker, intend, request, log }: IpcParts): void {
  function callerOf(frame: Electron.WebFrameMain | null): Caller | null {
    if (window.isOurFrame(frame)) return { name: "main", isVisible: window.isVisible };
    if (questionWindow.isOurFrame(frame)) return { name: "question", isVisible: questionWindow.isVisible };
    return null;
  }

  function answer(
    channel: string,
    length: 0 | 1,
    handle: (value: unknown, caller: Caller) => Promise<unknown> | unknown,
    callers: readonly Caller["name"][] = ["main"],
  ): void {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
      const caller = callerOf(event.senderFrame);
      if (caller === null || !callers.includes(caller.name)) {
        log.log("warn", "a call from a foreign frame was refused", { channel });
        throw new Error("refused");
      }
      if (args.length !== length) throw INVALID_ARGUMENTS;
      return answered(channel, log, () => handle(args[0], caller));
    });
  }

  answer(channels.snapshot, 0, () => model.snapshot(), ["main", "question"]);
  answer(channels.intend, 1, (value) => {
    const intent = readIntent(value);
    return intent === null ? INVALID : intend(intent);
  });
  answer(
    channels.request,
    1,
    (value, { name, isVisible }) => {
      const wish = readRequest(value);
      if (wish === null || (name === "question" && wish.kind !== "answer-question")) return INVALID;
      return request(wish, isVisible());
    },
    ["main", "question"],
  );
  answer(channels.check, 1, (value) => {
    const input = readCheckInput(value);
    if (input === null) throw INVALID_ARGUMENTS;
    return checker.check(input, (report: CheckReport) => window.send(channels.checkChanged, report));
  });
  model.subscribe((snapshot) => {
    window.send(channels.snapshotChanged, snapshot);
    questionWindow.send(channels.snapshotChanged, snapshot);
  });
}
