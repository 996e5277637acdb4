import type { DesktopCapturerSource } from "electron";
import type { CaptureProblem } from "../../core/commands/capture.ts";
import type { Clock } from "../../core/time/clock.ts";
import { failure, type Result, success } from "../../shared/result.ts";

/** How long a person has to answer the dialog that Wayland's portal opens, ms. */
export const MAX_CHOICE = 120_000;

/** The screens that may be captured now: where the desktop asks, those that a person chose. */
export type ChooseSource = (
  wanted: AbortSignal,
) => Promise<Result<readonly DesktopCapturerSource[], CaptureProblem>>;

const problem = (detail: string) => failure({ kind: "failed", detail } as const);

/**
 * Asks for the screens, for as long as a person may take and no longer. A dialog cannot be withdrawn, so while one is
 * open no second is opened over it: a request in the meantime waits for it to end.
 */
export function screenChoice(list: () => Promise<DesktopCapturerSource[]>, clock: Clock): ChooseSource {
  let asking: Promise<unknown> = Promise.resolve();
  return (wanted) =>
    new Promise((resolve) => {
      let finished = false;
      const finish = (result: Awaited<ReturnType<ChooseSource>>) => {
        finished = true;
        stop();
        wanted.removeEventListener("abort", stopped);
        resolve(result);
      };
      const stopped = () => finish(problem("no longer wanted"));
      const stop = clock.after(MAX_CHOICE, () =>
        finish(problem("nobody chose a screen in the desktop's dialog within two minutes")),
      );
      if (wanted.aborted) return stopped();
      wanted.addEventListener("abort", stopped, { once: true });
      asking = asking.then(async () => {
        if (finished) return;
        try {
          const sources = await list();
          finish(sources.length > 0 ? success(sources) : problem("no screen was given to be captured"));
        } catch (error) {
          finish(problem(`the screen could not be captured: ${String(error)}`));
        }
      });
    });
}
