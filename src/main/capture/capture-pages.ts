import { BrowserWindow, ipcMain, type WebContents } from "electron";
import type { CaptureProblem } from "../../core/commands/capture.ts";
import type { Logger } from "../../core/log/log.ts";
import { type CaptureJob, type CaptureOutcome, captureChannels } from "../../shared/capture-bridge.ts";
import { failure, type Result, success } from "../../shared/result.ts";
import { guardContents } from "../window/guard.ts";
import { pagePreferences } from "../window/page-preferences.ts";
import { PAGE_ORIGIN } from "../window/scheme.ts";
import type { CaptureSession } from "./capture-session.ts";
import type { CaptureGrant } from "./grant.ts";
import { readOutcome } from "./read-outcome.ts";

const CAPTURE_URL = `${PAGE_ORIGIN}/capture.html`;

/** What a page produced, never a problem: that has become the failure. */
export type Captured = Exclude<CaptureOutcome, { kind: "problem" }>;

/** Does one job in a hidden page of its own, which is gone when this resolves. */
export type CapturePages = (
  job: CaptureJob,
  grant: CaptureGrant,
  signal: AbortSignal,
) => Promise<Result<Captured, CaptureProblem>>;

interface Working {
  readonly contents: WebContents;
  readonly job: CaptureJob;
  readonly finish: (result: Result<Captured, CaptureProblem>) => void;
}

/**
 * Answers the capture pages' two questions, each only for the page it was opened for. `open` is called for the first.
 */
export function openCapturePages(preload: string, open: () => CaptureSession, log: Logger): CapturePages {
  const working = new Map<number, Working>();
  let session: CaptureSession | null = null;

  function workOf(event: Electron.IpcMainInvokeEvent): Working {
    const work = working.get(event.sender.id);
    const frame = event.senderFrame;
    if (
      work === undefined ||
      frame === null ||
      frame !== work.contents.mainFrame ||
      frame.url !== CAPTURE_URL
    ) {
      log.log("warn", "a call from a foreign frame was refused", { channel: "capture" });
      throw new Error("refused");
    }
    return work;
  }

  ipcMain.handle(captureChannels.job, async (event) => {
    const { contents, job } = workOf(event);
    // No page may look at a screen without a user gesture; this is the only one there can be here.
    if (job.kind !== "list-cameras" && job.from.kind === "screen") {
      await contents.executeJavaScript("undefined", true);
    }
    return job;
  });
  ipcMain.handle(captureChannels.finish, (event, ...args: unknown[]) => {
    const { finish } = workOf(event);
    finish(resultOf(args.length === 1 ? readOutcome(args[0]) : null));
  });

  return (job, grant, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve(failure({ kind: "failed", detail: "no longer wanted" }));
      session ??= open();
      const own = session;
      const window = hiddenWindow(preload, own);
      const contents = window.webContents;
      const contentsId = contents.id;
      const stopped = () => finish(failure(problemOfAbort(signal)));
      const finish = (result: Result<Captured, CaptureProblem>) => {
        if (!working.delete(contentsId)) return;
        own.revoke(contentsId);
        signal.removeEventListener("abort", stopped);
        // Whatever the page still holds, including camera and screen, ends with it.
        if (!window.isDestroyed()) window.destroy();
        resolve(result);
      };
      working.set(contentsId, { contents, job, finish });
      own.grant(contents, grant);
      signal.addEventListener("abort", stopped, { once: true });
      window.once("closed", () => finish(failure({ kind: "failed", detail: "the capture was closed" })));
      contents.on("render-process-gone", (_event, { reason }) => {
        log.log("error", "a capture page ended", { reason });
        finish(failure({ kind: "failed", detail: "the capture ended unexpectedly" }));
      });
      window.loadURL(CAPTURE_URL).catch((error: unknown) => {
        if (!working.has(contentsId)) return;
        log.log("warn", "a capture page could not be loaded", { error: String(error) });
        finish(failure({ kind: "failed", detail: "the capture could not start" }));
      });
    });
}

function hiddenWindow(preload: string, own: CaptureSession): BrowserWindow {
  const window = new BrowserWindow({
    show: false,
    skipTaskbar: true,
    focusable: false,
    webPreferences: {
      ...pagePreferences(preload, own.session),
      // A hidden page's timers run once a second otherwise, and recordings would be too long.
      backgroundThrottling: false,
    },
  });
  guardContents(window.webContents);
  return window;
}

function resultOf(outcome: CaptureOutcome | null): Result<Captured, CaptureProblem> {
  if (outcome === null) return failure({ kind: "failed", detail: "the capture ended unexpectedly" });
  if (outcome.kind !== "problem") return success(outcome);
  return failure(
    outcome.problem === "failed" ? { kind: "failed", detail: outcome.detail } : { kind: outcome.problem },
  );
}

/** An abort with one of our problems means that problem; any other reason is the invoke's. */
export function problemOfAbort(signal: AbortSignal): CaptureProblem {
  return signal.reason === LOCKED ? LOCKED : { kind: "failed", detail: "no longer wanted" };
}

/** The reason to abort a capture because the computer is being locked. */
export const LOCKED: CaptureProblem = { kind: "locked" };
