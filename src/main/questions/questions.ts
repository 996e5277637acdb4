import { Notification } from "electron";
import { systemClock } from "../../core/time/clock.ts";
import type { PendingQuestion } from "../../shared/bridge.ts";
import { fill, hostOf } from "../../shared/words/describe.ts";
import type { OpenConnections } from "../state/connections.ts";
import type { TrayAct } from "../tray/actions.ts";
import type { MainWindow } from "../window/window.ts";
import type { CurrentWords } from "../words/words.ts";
import type { QuestionWindow } from "./question-window.ts";

/** How long the window may take to become visible before a notification is shown for it, ms. */
const PATIENCE = 1_500;

interface QuestionParts {
  readonly connections: OpenConnections;
  readonly window: Pick<MainWindow, "isInFront">;
  readonly questionWindow: QuestionWindow;
  readonly words: CurrentWords;
  /** The window may be behind others where it cannot be put on top without taking the keyboard. */
  readonly onWayland: boolean;
}

/** Shows the window while something is asked; announces it once by a notification when it cannot be seen. */
export function setUpQuestions(parts: QuestionParts, act: TrayAct): void {
  const { connections, window, questionWindow, words, onWayland } = parts;
  let known: ReadonlySet<string> = new Set();
  // A notification that nothing refers to may be garbage-collected, and its click is then lost.
  let shown: Notification | null = null;

  function tell({ question, connection }: PendingQuestion): void {
    const inSight = onWayland ? questionWindow.isFocused() : questionWindow.isVisible();
    if (!known.has(question.id) || inSight || window.isInFront() || !Notification.isSupported()) return;
    const text = words.now().desktop.notifications.question;
    shown?.close();
    shown = new Notification({
      title: text.title,
      // Not the command: a notification may be shown on a locked screen, and Linux desktops read markup.
      body: fill(text.body, { gateway: askerOf(question.gateway, connection) }),
    });
    shown.on("click", () => act("open-questions"));
    shown.show();
  }

  function look(): void {
    const { questions } = connections.questionSnapshot();
    const before = known;
    known = new Set(questions.map(({ question }) => question.id));
    if (known.size === 0) {
      if (before.size === 0) return;
      questionWindow.end();
      shown?.close();
      shown = null;
      return;
    }
    const fresh = questions.filter(({ question }) => !before.has(question.id));
    if (fresh.length === 0) return;
    questionWindow.showQuietly();
    for (const pending of fresh) systemClock.after(PATIENCE, () => tell(pending));
  }

  connections.subscribe(look);
  look();
}

/** The gateway, and the name of its connection where there are several. */
const askerOf = (url: string, connection: string | undefined): string =>
  connection === undefined || connection === hostOf(url) ? hostOf(url) : `${connection} (${hostOf(url)})`;
