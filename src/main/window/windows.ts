import { join } from "node:path";
import { type AskWindow, setUpAskWindow } from "../ask/ask-window.ts";
import type { AppProcess } from "../lifecycle/process.ts";
import { type QuestionWindow, setUpQuestionWindow } from "../questions/question-window.ts";
import { tellOfBrokenPage } from "./broken-page.ts";
import { pageSessionFor } from "./page-session.ts";
import { type MainWindow, setUpWindow } from "./window.ts";

export interface Windows {
  readonly window: MainWindow;
  readonly questionWindow: QuestionWindow;
  readonly askWindow: AskWindow;
  /** From now on `listener` is called whenever one of them has become visible or was redrawn. */
  onShown(listener: () => void): void;
  /** From now on `listener` is called whenever the person has closed the main one. */
  onClosed(listener: () => void): void;
}

/** The main window, the question window and the ask window. None is created before somebody wants it. */
export function setUpWindows(parts: AppProcess): Windows {
  const { root, log, logFolder, onWayland, platform, words } = parts;
  const onShown: (() => void)[] = [];
  const onClosed: (() => void)[] = [];
  const callAll = (listeners: readonly (() => void)[]) => () => {
    for (const listener of listeners) listener();
  };
  const pages = {
    folders: { preload: join(root, "out", "preload", "index.cjs"), icon: join(root, "assets", "icons") },
    session: pageSessionFor(join(root, "out", "renderer")),
    log,
    onWayland,
    onShown: callAll(onShown),
  };
  const tellOfBroken = (show: () => void) => tellOfBrokenPage(words.now, logFolder, show);
  const window = setUpWindow({
    ...pages,
    title: "Clawtray",
    onClosed: callAll(onClosed),
    onBroken: tellOfBroken,
  });
  const questionWindow = setUpQuestionWindow({
    ...pages,
    platform,
    title: () => words.now().catalogue.questions.title,
    onBroken: () => tellOfBroken(window.show),
  });
  const askWindow = setUpAskWindow({
    ...pages,
    title: () => words.now().catalogue.ask.title,
    onBroken: () => tellOfBroken(window.show),
  });
  return {
    window,
    questionWindow,
    askWindow,
    onShown: (listener) => void onShown.push(listener),
    onClosed: (listener) => void onClosed.push(listener),
  };
}
