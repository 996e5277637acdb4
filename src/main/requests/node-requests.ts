import { examinePictures } from "../../core/chat/pictures.ts";
import type { Outcome } from "../../shared/bridge.ts";
import type { Intent } from "../../shared/intent.ts";
import { refusedTexts } from "../../shared/text-file.ts";
import { DONE, failed, type Handlers, NOT_CONFIRMED, NOT_NOW } from "./handlers.ts";
import type { RequestParts } from "./request-parts.ts";

/** What is asked of the node, or of what the owner keeps for it. */
export function nodeHandlers(
  { model, page, node, conversation, wizard, openQuestions, rules, log }: RequestParts,
  intend: (intent: Intent) => Promise<Outcome>,
): Handlers<
  | "ask-agent"
  | "clear-conversation"
  | "use-draft"
  | "forget-device"
  | "answer-question"
  | "deny-questions"
  | "stop-program"
  | "remove-rule"
  | "forget-edge-headers"
  | "clear-activity"
> {
  return {
    async "use-draft"({ allowAnotherGateway = false }) {
      const { address, credential, tlsFingerprint, edgeHeaders } = wizard.target();
      if (wizard.draft().replaces !== null) return NOT_CONFIRMED;
      // Marked first: the gateway may have approved this device before the answer is here.
      wizard.secretGiven();
      const outcome = await intend({
        kind: "configure",
        address,
        ...(credential === null ? {} : { credential }),
        ...(tlsFingerprint === null ? {} : { tlsFingerprint }),
        ...(edgeHeaders.length === 0 ? {} : { edgeHeaders }),
        allowAnotherGateway,
      });
      // From here on they are in the key store.
      if (outcome.ok && edgeHeaders.length > 0) wizard.setEdgeHeaders(address, []);
      return outcome;
    },
    async "forget-device"({ confirmation }) {
      const { deviceId } = node.state();
      if (deviceId === null) return NOT_NOW;
      if (confirmation.trim().toLowerCase() !== deviceId.slice(0, 4)) return NOT_CONFIRMED;
      const outcome = await intend({ kind: "forget-device" });
      if (outcome.ok) {
        conversation.forget();
        wizard.reset();
        page.turnTo("wizard");
      }
      return outcome;
    },
    "ask-agent"({ message, sessionKey, pictures = [], texts = [] }) {
      // The page looks at that itself, before it sends.
      if (refusedTexts(message, texts) !== null) return NOT_NOW;
      const question = { message, sessionKey, ...(texts.length === 0 ? {} : { texts }) };
      if (pictures.length === 0) return conversation.ask(question) ? DONE : NOT_NOW;
      // Before a turn is made of it: what was typed and chosen stays in its fields.
      const taken = node.pictures();
      if (taken === null) return NOT_NOW;
      const examined = examinePictures(pictures, taken);
      if (!examined.ok) return { ok: false, problem: "pictures", detail: examined.failure };
      return conversation.ask({ ...question, pictures }) ? DONE : NOT_NOW;
    },
    "clear-conversation"() {
      // Its answer would belong to nothing.
      if (conversation.turns().at(-1)?.state === "answering") return NOT_NOW;
      conversation.forget();
      return DONE;
    },
    "answer-question"({ id, answer, everywhere = false, reply }, { inSight }) {
      const how = { everywhere, ...(reply === undefined ? {} : { reply }) };
      const outcome = inSight ? openQuestions.answer(id, answer, how) : "not-in-sight";
      if (outcome === "taken") return DONE;
      log.log("warn", "an answer was refused", { answer, outcome });
      return NOT_NOW;
    },
    "deny-questions": ({ ids }, { inSight }) => (inSight && openQuestions.denyAll(ids) ? DONE : NOT_NOW),
    "stop-program": ({ id }) => (node.stopProgram(id) ? DONE : NOT_NOW),
    async "remove-rule"({ id }) {
      const removed = await rules.remove(id);
      model.refresh();
      return removed ? DONE : failed();
    },
    "forget-edge-headers": async () => ((await node.forgetEdgeHeaders()) ? DONE : failed()),
    "clear-activity": () => (node.clearActivity() ? DONE : failed()),
  };
}
