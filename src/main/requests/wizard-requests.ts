import { success } from "../../shared/result.ts";
import { enterAddress, useJoinLink } from "../links/enter-address.ts";
import { takeLink } from "../links/take-link.ts";
import { DONE, type Handlers } from "./handlers.ts";
import type { RequestParts } from "./request-parts.ts";
import { setLoginItem } from "./set-login-item.ts";
import { takeEdgeHeaders } from "./take-edge-headers.ts";

/** What is asked of the wizard: its draft, where it comes from, and which page is shown. */
export function wizardHandlers(
  parts: RequestParts,
): Handlers<
  | "set-draft"
  | "set-draft-secret"
  | "set-draft-edge-headers"
  | "enter-address"
  | "use-join-link"
  | "take-link"
  | "answer-replace"
  | "cancel-check"
  | "finish-wizard"
  | "show-page"
> {
  const { leave, node, page, wizard, loginItem, ask, stopCheck } = parts;

  /** A setup that is run again asks about the next login with the system's current setting. */
  function followLoginItem(): void {
    if (wizard.draft().finished) wizard.change({ startAtLogin: loginItem.read().status === "on" });
  }

  return {
    "set-draft"({ change }) {
      wizard.change(change);
      return DONE;
    },
    "set-draft-secret"({ secret }) {
      wizard.setSecret(secret);
      return DONE;
    },
    async "set-draft-edge-headers"({ headers }) {
      const { address, edgeHeaders } = wizard.target();
      const taken = headers.length === 0 ? success([]) : await takeEdgeHeaders(address, edgeHeaders, headers);
      if (!taken.ok) return { ok: false, ...taken.failure };
      wizard.setEdgeHeaders(address, taken.value);
      return DONE;
    },
    "enter-address": (request) => enterAddress(request, wizard, Date.now),
    "use-join-link": () => useJoinLink(wizard, Date.now, ask),
    async "take-link"(request) {
      followLoginItem();
      const outcome = await takeLink(request, { wizard, node, now: Date.now, ask: ask([]) });
      if (outcome.ok) page.turnTo("wizard");
      return outcome;
    },
    "answer-replace"({ replace }) {
      wizard.answerReplace(replace);
      if (!replace) page.turnTo(null);
      return DONE;
    },
    "cancel-check"() {
      stopCheck();
      return DONE;
    },
    "finish-wizard"() {
      const outcome = setLoginItem(parts, { on: wizard.draft().startAtLogin });
      wizard.finish();
      page.turnTo("status");
      return outcome;
    },
    "show-page"({ page: name }) {
      // There is no other page of a connection that is not there yet: its setup was closed.
      if (name !== "wizard" && leave()) return DONE;
      // "Change gateway" after a finished setup starts at the gateway step; an unfinished one continues where it was.
      followLoginItem();
      if (name === "wizard" && wizard.draft().finished) wizard.reopen();
      page.turnTo(name);
      return DONE;
    },
  };
}
