import * as v from "valibot";
import { awakeChoices } from "./awake.ts";
import { permissionMedia } from "./capability-state.ts";
import { MAX_ANSWER_LENGTH, MAX_MESSAGE_LENGTH, MAX_SESSION_LENGTH } from "./conversation.ts";
import { MAX_TYPED_EDGE_HEADERS } from "./edge-header.ts";
import { picturesGiven, textsGiven } from "./intent.ts";
import { MAX_REPLY, questionAnswers } from "./question.ts";
import { bare, changeOf, sha256, text } from "./schema.ts";
import { isShortcut } from "./shortcut.ts";
import { MAX_LINK } from "./text/read-link.ts";
import { toolRequests } from "./tool-request.ts";

/** A setup code or a link is longer than anything written by hand. */
const MAX_LINK_LENGTH = 32_768;
const MAX_ID_LENGTH = 200;
/** More than are ever waiting at once. */
const MAX_QUESTIONS = 1_000;

const page = v.picklist(["wizard", "status", "tools", "settings"]);
const wizardStep = v.picklist(["welcome", "gateway", "capabilities", "pairing", "done"]);
const credentialKind = v.picklist(["none", "token", "password", "setup-code"]);
const language = v.picklist(["system", "en", "de"]);
const theme = v.picklist(["system", "light", "dark"]);
const copied = v.picklist([
  "fingerprint",
  "compare-command",
  "admin-command",
  "surface-command",
  "admin-message",
  "diagnostics",
]);

/** Wider than what is accepted, so that the error can say what is wrong with it. */
const edgeHeader = v.object({ name: text(200), value: text(8_192) });

const preferencesChange = changeOf({
  language: v.exactOptional(language),
  theme: v.exactOptional(theme),
  automaticUpdates: v.exactOptional(v.boolean()),
  keepAwake: v.exactOptional(v.picklist(awakeChoices)),
  /** What is said to agents comes back after a restart. */
  keepConversations: v.exactOptional(v.boolean()),
  /** Opens the window that asks the agent, from anywhere; empty: none. */
  askShortcut: v.exactOptional(
    v.pipe(
      text(60),
      v.check((one) => one === "" || isShortcut(one)),
    ),
  ),
});

const draftChange = changeOf({
  step: v.exactOptional(wizardStep),
  credentialKind: v.exactOptional(credentialKind),
  acceptedTlsFingerprint: v.exactOptional(v.nullable(sha256)),
  startAtLogin: v.exactOptional(v.boolean()),
});

/** What a page may ask of the app around the node. */
export const appRequest = v.variant("kind", [
  v.object({ kind: v.literal("set-preferences"), change: preferencesChange }),
  v.object({ kind: v.literal("set-login-item"), on: v.boolean() }),
  v.object({ kind: v.literal("set-draft"), change: draftChange }),
  /** The secret of the draft goes one way only. An empty text clears it. */
  v.object({ kind: v.literal("set-draft-secret"), secret: text() }),
  /**
   * Headers for what stands in front of the draft's gateway, in addition to those that were sent before. They go one
   * way only; an empty list forgets those of the draft.
   */
  v.object({
    kind: v.literal("set-draft-edge-headers"),
    headers: v.pipe(v.array(edgeHeader), v.maxLength(MAX_TYPED_EDGE_HEADERS)),
  }),
  /**
   * What stands in the one field of the draft: an address, a dashboard link, a setup code, a join link. Of a text that
   * is still being typed only an address is taken. `whole`: it was pasted, or is to be checked; the draft then has what
   * it says, and a join link waits.
   */
  v.object({ kind: v.literal("enter-address"), text: text(MAX_LINK_LENGTH), whole: v.boolean() }),
  /** Redeems the join link that waits, if one does. */
  bare("use-join-link"),
  /** A link that was opened. */
  v.object({ kind: v.literal("take-link"), text: text(MAX_LINK_LENGTH), replace: v.boolean() }),
  /** Shows the page of this connection. */
  v.object({ kind: v.literal("show-connection"), id: text(MAX_ID_LENGTH) }),
  /** Begins the setup of a further gateway, with a key of its own. Nothing is kept before `use-draft`. */
  bare("add-connection"),
  v.object({ kind: v.literal("rename-connection"), id: text(MAX_ID_LENGTH), name: text(200) }),
  /**
   * Forgets its key and deletes what is kept for it. Typed confirmation: the first 4 hex digits of its fingerprint,
   * where it has one. Never the first connection.
   */
  v.object({
    kind: v.literal("remove-connection"),
    id: v.pipe(text(MAX_ID_LENGTH), v.nonEmpty()),
    confirmation: text(100),
  }),
  bare("pause-all"),
  bare("resume-all"),
  /** Answers `draft.replaces`: the link's gateway is set up beside the present one. */
  bare("add-offered"),
  /** Answers `draft.replaces`: continue with the link's draft, or drop that draft and change nothing. */
  v.object({ kind: v.literal("answer-replace"), replace: v.boolean() }),
  /**
   * Makes the draft's gateway the node's: address, the secret main holds, the accepted certificate. Changes nothing
   * when the node already has exactly these. Refused with `another-gateway` until the person has agreed that the
   * identity signs there as well.
   */
  v.object({ kind: v.literal("use-draft"), allowAnotherGateway: v.exactOptional(v.boolean()) }),
  /** Ends the running check. */
  bare("cancel-check"),
  /** The wizard is done: carries out `startAtLogin` and shows the status page. */
  bare("finish-wizard"),
  v.object({ kind: v.literal("copy"), what: copied }),
  bare("open-log-folder"),
  bare("open-documentation"),
  /** Typed confirmation: the first 4 hex digits of the fingerprint. */
  v.object({ kind: v.literal("forget-device"), confirmation: text(100) }),
  v.object({ kind: v.literal("show-page"), page }),
  /** Refused when it is not offered, or before the question has been visible for half a second. */
  v.object({
    kind: v.literal("answer-question"),
    id: text(MAX_ID_LENGTH),
    answer: v.picklist(questionAnswers),
    /** What is remembered by this answer holds for every connection. */
    everywhere: v.exactOptional(v.boolean()),
    /** What was typed or taken; goes with the answer "reply". */
    reply: v.exactOptional(text(MAX_REPLY)),
  }),
  /** Refuses everything the person has seen listed, in one go; what arrived in the meantime stays open. */
  v.object({
    kind: v.literal("deny-questions"),
    ids: v.pipe(v.array(text(MAX_ID_LENGTH)), v.minLength(1), v.maxLength(MAX_QUESTIONS)),
  }),
  /** Ends a program that is running for the gateway, and everything it started. */
  v.object({ kind: v.literal("stop-program"), id: v.pipe(text(MAX_ID_LENGTH), v.nonEmpty()) }),
  /** What the person does about an agent that uses this computer. */
  v.object({ kind: v.literal("use-computer"), to: v.picklist(["pause", "resume", "end"]) }),
  /** Hides the main window, as its own button does. */
  bare("close-window"),
  /** Sends a message to the agent of the connected gateway. Only the window for it may. */
  v.object({
    kind: v.literal("ask-agent"),
    message: v.pipe(text(MAX_MESSAGE_LENGTH), v.nonEmpty()),
    sessionKey: v.pipe(text(MAX_SESSION_LENGTH), v.nonEmpty()),
    pictures: v.exactOptional(picturesGiven),
    texts: v.exactOptional(textsGiven),
  }),
  /** Drops what was said to the agent, here and on the disk. Only the window for it may. */
  bare("clear-conversation"),
  /** Puts a part of what the agent wrote on the clipboard. Only the window in which it is shown may. */
  v.object({ kind: v.literal("copy-text"), text: v.pipe(text(MAX_ANSWER_LENGTH), v.nonEmpty()) }),
  /** Opens a link of the agent's in the person's browser or mail program, after the person has seen where it leads. */
  v.object({ kind: v.literal("open-link"), link: v.pipe(text(MAX_LINK), v.nonEmpty()) }),
  /** Removes a program from the owner's list. */
  v.object({ kind: v.literal("remove-rule"), id: v.pipe(text(MAX_ID_LENGTH), v.nonEmpty()) }),
  /** Forgets the headers kept for an access page in front of the gateway in use. */
  bare("forget-edge-headers"),
  /** Has the system ask for this permission, or opens its settings if it was refused. */
  v.object({ kind: v.literal("grant-permission"), media: v.picklist(permissionMedia) }),
  ...toolRequests,
  /** Empties the log of what was requested and run. */
  bare("clear-activity"),
  bare("quit"),
]);

/** Which connection something is for; what else it says is read by its own schema. */
export const addressed = v.object({ connection: v.exactOptional(text(MAX_ID_LENGTH)) });

/** What is to be checked live, with the secret of the draft that main holds. */
export const checkInput = v.object({
  address: text(),
  credentialKind,
  acceptedTlsFingerprint: v.nullable(sha256),
  /** The person has just accepted this key of an SSH host: it is recorded where ssh keeps such keys. */
  acceptedSshHostKey: v.exactOptional(v.pipe(v.string(), v.regex(/^SHA256:[A-Za-z0-9+/]{43}$/))),
});

/** Which display a screenshot is of; null while none was chosen. */
export const displayIndex = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)));

/** The last lines of the log, or the licences of what Clawtray is made of. */
export const textName = v.picklist(["log", "licences"]);

export type TextName = v.InferOutput<typeof textName>;
export type AppRequest = Readonly<v.InferOutput<typeof appRequest>>;
export type CheckInput = Readonly<v.InferOutput<typeof checkInput>>;
export type Preferences = Readonly<Required<v.InferOutput<typeof preferencesChange>>>;
export type DraftChange = Readonly<v.InferOutput<typeof draftChange>>;
export type Page = v.InferOutput<typeof page>;
export type WizardStep = v.InferOutput<typeof wizardStep>;
/** `setup-code` comes only from a link or a code: address and one-time secret came together. */
export type CredentialKind = v.InferOutput<typeof credentialKind>;
