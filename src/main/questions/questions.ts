import { Notification } from "electron";
import type { Clock } from "../../core/clock.ts";
import type { AppSnapshot } from "../../shared/bridge.ts";
import type { Question } from "../../shared/question.ts";
import { fill, hostOf } from "../../shared/words/describe.ts";
import type { AppModel } from "../model.ts";
import type { Words } from "../words.ts";
import type { QuestionWindow } from "./question-window.ts";

/** The window must have had this long to come into sight before a notification is shown for it, ms. */
const PATIENCE = 1_500;

interface QuestionParts {
  readonly model: AppModel;
  readonly window: QuestionWindow;
  readonly words: () => Words;
  readonly clock: Clock;
  /** True where a window cannot be put on top without the keyboard (Wayland): it may be behind others. */
  readonly mayBeBuried: boolean;
  /** The main window is in front. */
  readonly isInFront: () => boolean;
  /** A click on the notification. */
  readonly open: () => void;
}

/** Shows the window while something is asked; says so by a notification where it cannot be seen, once. */
export function setUpQuestions(parts: QuestionParts): void {
  const { model, window, words, clock, mayBeBuried, isInFront, open } = parts;
  let known: ReadonlySet<string> = new Set();
  // A notification that nothing refers to may be collected, and its click is then lost.
  let shown: Notification | null = null;

  function tell(question: Question): void {
    const inSight = mayBeBuried ? window.isFocused() : window.isVisible();
    if (!known.has(question.id) || inSight || isInFront() || !Notification.isSupported()) return;
    const text = words().desktop.notifications.question;
    shown?.close();
    shown = new Notification({
      title: text.title,
      // Not the command: a notification may be shown on a locked screen, and Linux desktops read markup.
      body: fill(text.body, { gateway: hostOf(question.gateway) }),
    });
    shown.on("click", open);
    shown.show();
  }

  function look({ questions }: AppSnapshot): void {
    const before = known;
    known = new Set(questions.map(({ question }) => question.id));
    if (known.size === 0) {
      if (before.size === 0) return;
      window.end();
      shown?.close();
      shown = null;
      return;
    }
    const fresh = questions.filter(({ question }) => !before.has(question.id));
    if (fresh.length === 0) return;
    window.showQuietly();
    for (const { question } of fresh) clock.after(PATIENCE, () => tell(question));
  }

  model.subscribe(look);
  look(model.snapshot());
}
