import { app, clipboard, shell } from "electron";
import type { AppRequest, Outcome } from "../../shared/bridge.ts";
import { compareCommand } from "../../shared/fingerprint.ts";
import { readLink } from "../../shared/text/read-link.ts";
import { adminMessage } from "../../shared/words/admin-message.ts";
import { DONE, failed, type Handlers, NOT_NOW } from "./handlers.ts";
import type { RequestParts } from "./request-parts.ts";
import { setLoginItem } from "./set-login-item.ts";

const DOCUMENTATION = "https://docs.openclaw.ai/nodes";

type Copied = Extract<AppRequest, { kind: "copy" }>["what"];

/** What is asked of the desktop: settings of the app itself, the clipboard, other programs, quitting. */
export function desktopHandlers(
  parts: RequestParts,
): Handlers<
  | "set-preferences"
  | "set-login-item"
  | "copy"
  | "copy-text"
  | "open-link"
  | "open-log-folder"
  | "open-documentation"
  | "grant-permission"
  | "use-computer"
  | "close-window"
  | "quit"
> {
  const { facts, model, logFolder, permissions, computer, hideWindow } = parts;
  return {
    "set-preferences"({ change }) {
      facts.changePreferences(change);
      return DONE;
    },
    "set-login-item": ({ on }) => setLoginItem(parts, { on }),
    async copy({ what }) {
      const text = textOf(what, parts);
      return text === null ? NOT_NOW : toClipboard(text);
    },
    "copy-text": ({ text }, { inSight }) => (inSight ? toClipboard(text) : NOT_NOW),
    "open-link"({ link }, { inSight }) {
      const read = readLink(link);
      if (!read.ok) return failed(read.failure);
      return inSight ? openOutside(shell.openExternal(read.value)) : NOT_NOW;
    },
    "open-log-folder": () => openOutside(shell.openPath(logFolder)),
    "open-documentation": () => openOutside(shell.openExternal(DOCUMENTATION)),
    "grant-permission": ({ media }) => openOutside(permissions.grant(media).then(model.refresh)),
    "use-computer"({ to }, { inSight }) {
      if (to === "pause") computer.pause();
      else if (to === "end") computer.end("person");
      // Only who sees what is going on lets it go on.
      else if (inSight) computer.resume();
      else return NOT_NOW;
      return DONE;
    },
    "close-window"() {
      hideWindow();
      return DONE;
    },
    quit() {
      app.quit();
      return DONE;
    },
  };
}

function textOf(what: Copied, { node, words, report }: RequestParts): string | null {
  const state = node.state();
  switch (what) {
    case "fingerprint":
      return state.fingerprint;
    case "compare-command":
      return compareCommand;
    case "admin-command":
      return state.phase === "awaiting-approval" ? state.adminCommand : null;
    case "surface-command":
      return state.phase === "connected" && state.surface.status === "pending"
        ? state.surface.adminCommand
        : null;
    case "admin-message":
      return adminMessage(state, words().catalogue);
    case "diagnostics":
      return report();
  }
}

async function toClipboard(text: string): Promise<Outcome> {
  try {
    await clipboard.writeText(text);
    return DONE;
  } catch (error) {
    return failed(String(error));
  }
}

async function openOutside(open: Promise<unknown>): Promise<Outcome> {
  try {
    const problem = await open;
    return typeof problem === "string" && problem !== "" ? failed(problem) : DONE;
  } catch (error) {
    return failed(String(error));
  }
}
