import { app, clipboard, shell } from "electron";
import type { Logger } from "../core/log.ts";
import type { AppRequest, Outcome } from "../shared/bridge.ts";
import type { Intent } from "../shared/intent.ts";
import type { QuestionAnswer } from "../shared/question.ts";
import { adminMessage } from "../shared/words/admin-message.ts";
import { takeLink } from "./links/take-link.ts";
import type { LoginItemControl } from "./login-item/login-item.ts";
import type { AppModel } from "./model.ts";
import type { NodeHandle } from "./node.ts";
import type { QuestionDesk } from "./questions/desk.ts";
import type { OwnerRules } from "./rules.ts";
import type { Wizard } from "./wizard.ts";
import type { Words } from "./words.ts";

export interface RequestParts {
  readonly model: AppModel;
  readonly node: NodeHandle;
  readonly wizard: Wizard;
  readonly desk: QuestionDesk;
  readonly rules: OwnerRules;
  readonly loginItem: LoginItemControl;
  readonly words: () => Words;
  readonly report: () => string;
  readonly logFolder: string;
  readonly log: Logger;
}

/** What the person wishes, from the page or from the tray. */
export interface Wishes {
  intend(intent: Intent): Promise<Outcome>;
  /** `inSight`: the window that asks is before the person. */
  request(request: AppRequest, inSight?: boolean): Promise<Outcome>;
}

const DONE: Outcome = { ok: true };
const DOCUMENTATION = "https://docs.openclaw.ai/nodes";

const refuse = (problem: Exclude<Outcome, { ok: true }>["problem"], detail = ""): Outcome => ({
  ok: false,
  problem,
  detail,
});

/** Carries out what window and tray ask for. */
export function createWishes(parts: RequestParts): Wishes {
  const { model, node, wizard, desk, rules, loginItem, words, report, logFolder, log } = parts;

  async function intend(intent: Intent): Promise<Outcome> {
    const outcome = await node.intend(intent);
    if (outcome.ok) return DONE;
    log.log("warn", "a wish was refused", { intent: intent.kind, problem: outcome.problem });
    const problem =
      outcome.problem === "address-invalid" || outcome.problem === "insecure-address"
        ? "address-invalid"
        : "failed";
    return refuse(problem, outcome.detail.detail ?? outcome.problem);
  }

  async function useDraft(): Promise<Outcome> {
    const { address, credential, tlsFingerprint } = wizard.target();
    if (wizard.draft().replaces !== null) return refuse("not-confirmed");
    // Marked first: the gateway may have approved this device before the answer is here.
    wizard.secretGiven();
    return intend({
      kind: "configure",
      address,
      ...(credential === null ? {} : { credential }),
      ...(tlsFingerprint === null ? {} : { tlsFingerprint }),
    });
  }

  async function forget(confirmation: string): Promise<Outcome> {
    const { deviceId } = node.state();
    if (deviceId === null) return refuse("not-possible-now");
    if (confirmation.trim().toLowerCase() !== deviceId.slice(0, 4)) return refuse("not-confirmed");
    const outcome = await intend({ kind: "forget-device" });
    if (outcome.ok) {
      wizard.reset();
      model.turnTo("wizard");
    }
    return outcome;
  }

  async function copy(what: Extract<AppRequest, { kind: "copy" }>["what"]): Promise<Outcome> {
    const text = copyText(what);
    if (text === null) return refuse("not-possible-now");
    try {
      await clipboard.writeText(text);
      return DONE;
    } catch (error) {
      return refuse("failed", String(error));
    }
  }

  function copyText(what: Extract<AppRequest, { kind: "copy" }>["what"]): string | null {
    const state = node.state();
    switch (what) {
      case "fingerprint":
        return state.fingerprint;
      case "short-fingerprint":
        return state.shortFingerprint;
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

  function setLoginItem(on: boolean): Outcome {
    const problem = loginItem.set(on);
    model.setLoginItem(loginItem.read());
    return problem === null ? DONE : refuse("failed", problem);
  }

  async function openOutside(open: Promise<unknown>): Promise<Outcome> {
    try {
      const problem = await open;
      return typeof problem === "string" && problem !== "" ? refuse("failed", problem) : DONE;
    } catch (error) {
      return refuse("failed", String(error));
    }
  }

  function answerQuestion(id: string, answer: QuestionAnswer, inSight: boolean): Outcome {
    const outcome = inSight ? desk.answer(id, answer) : "not-in-sight";
    if (outcome === "taken") return DONE;
    log.log("warn", "an answer was refused", { answer, outcome });
    return refuse("not-possible-now");
  }

  async function request(wish: AppRequest, inSight = false): Promise<Outcome> {
    switch (wish.kind) {
      case "set-preferences":
        model.changePreferences(wish.change);
        return DONE;
      case "set-login-item":
        return setLoginItem(wish.on);
      case "set-draft":
        wizard.change(wish.change);
        return DONE;
      case "set-draft-secret":
        wizard.setSecret(wish.secret);
        return DONE;
      case "take-link": {
        const outcome = await takeLink(wish.text, wish.replace, { wizard, node, now: Date.now });
        if (outcome.ok) model.turnTo("wizard");
        return outcome;
      }
      case "answer-replace":
        wizard.answerReplace(wish.replace);
        if (!wish.replace) model.turnTo(null);
        return DONE;
      case "use-draft":
        return useDraft();
      case "finish-wizard": {
        const outcome = setLoginItem(wizard.draft().startAtLogin);
        wizard.finish();
        model.turnTo("status");
        return outcome;
      }
      case "copy":
        return copy(wish.what);
      case "open-log-folder":
        return openOutside(shell.openPath(logFolder));
      case "open-documentation":
        return openOutside(shell.openExternal(DOCUMENTATION));
      case "forget-device":
        return forget(wish.confirmation);
      case "show-page":
        // "Change gateway" of a finished set-up begins at the gateway; an unfinished one goes on where it was.
        if (wish.page === "wizard" && wizard.draft().finished) wizard.reopen();
        model.turnTo(wish.page);
        return DONE;
      case "answer-question":
        return answerQuestion(wish.id, wish.answer, inSight);
      case "remove-rule": {
        const removed = await rules.remove(wish.id);
        model.refresh();
        return removed ? DONE : refuse("failed");
      }
      case "clear-activity":
        return node.clearActivity() ? DONE : refuse("failed");
      case "quit":
        app.quit();
        return DONE;
    }
  }

  return { intend, request };
}
