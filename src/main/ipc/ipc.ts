import { type IpcMainInvokeEvent, ipcMain } from "electron";
import type { Logger } from "../../core/log.ts";
import type { AppRequest, CheckReport, Outcome } from "../../shared/bridge.ts";
import { channels } from "../../shared/channels.ts";
import type { Intent } from "../../shared/intent.ts";
import type { Checker } from "../check/checker.ts";
import type { AppModel } from "../model.ts";
import type { MainWindow } from "../window/window.ts";
import { readCheckInput, readIntent, readRequest } from "./read-arguments.ts";

interface IpcParts {
  readonly model: AppModel;
  readonly window: MainWindow;
  readonly checker: Checker;
  readonly intend: (intent: Intent) => Promise<Outcome>;
  readonly request: (request: AppRequest) => Promise<Outcome>;
  readonly log: Logger;
}

const INVALID: Outcome = { ok: false, problem: "invalid-argument", detail: "" };

/**
 * Answers the page. Every call must come from the page itself, in its own frame, with exactly one
 * argument (or none); anything else is refused before it is looked at.
 */
export function setUpIpc({ model, window, checker, intend, request, log }: IpcParts): void {
  function answer(
    channel: string,
    length: 0 | 1,
    handle: (value: unknown) => Promise<unknown> | unknown,
  ): void {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...args: unknown[]) => {
      if (!window.isOurFrame(event.senderFrame)) {
        log.log("warn", "a call from a foreign frame was refused", { channel });
        throw new Error("refused");
      }
      if (args.length !== length) throw new Error("invalid arguments");
      return handle(args[0]);
    });
  }

  answer(channels.snapshot, 0, () => model.snapshot());
  answer(channels.intend, 1, (value) => {
    const intent = readIntent(value);
    return intent === null ? INVALID : intend(intent);
  });
  answer(channels.request, 1, (value) => {
    const wish = readRequest(value);
    return wish === null ? INVALID : request(wish);
  });
  answer(channels.check, 1, (value) => {
    const input = readCheckInput(value);
    if (input === null) throw new Error("invalid arguments");
    return checker.check(input, (report: CheckReport) => window.send(channels.checkChanged, report));
  });
  model.subscribe((snapshot) => window.send(channels.snapshotChanged, snapshot));
}
