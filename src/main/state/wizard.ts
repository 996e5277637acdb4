import type { GatewaySetup } from "../../core/links/setup-code.ts";
import type { WizardDraft } from "../../shared/bridge.ts";
import type { EdgeHeader } from "../../shared/edge-header.ts";
import type { SharedCredential } from "../../shared/intent.ts";
import { emptyDraft, type StoredDraft } from "../settings/desktop-defaults.ts";
import type { DesktopSettingsStore } from "../settings/desktop-settings.ts";
import type { NodeHandle } from "./node.ts";

/** What a person may change in the draft directly. */
export type DraftChange = Partial<Omit<StoredDraft, "finished">>;

/** What the draft says about the gateway to use, with the secret: never leaves main. */
export interface DraftTarget {
  readonly address: string;
  readonly credential: SharedCredential | null;
  readonly tlsFingerprint: string | null;
  /** Typed for this address and no other. */
  readonly edgeHeaders: readonly EdgeHeader[];
}

/** The wizard's memory: kept across page, window and app; the secret only in this process. */
export interface Wizard {
  draft(): WizardDraft;
  change(change: DraftChange): void;
  /** An empty text forgets the secret. */
  setSecret(secret: string): void;
  /** Headers for an access page in front of the gateway at this address; held in memory until the node has them. */
  setEdgeHeaders(address: string, headers: readonly EdgeHeader[]): void;
  /** Takes over what a link brought, and goes to the gateway step. */
  takeSetup(setup: GatewaySetup, replaces: string | null): void;
  /** `token`: what else the link contained. */
  takeAddress(address: string, replaces: string | null, token?: string | null): void;
  /** Keeps a join link, in memory, until it is redeemed; its gateway is the draft's from now on. */
  holdJoinLink(link: URL): void;
  /** The join link that waits for the draft's gateway. */
  joinLink(): URL | null;
  /** Answers the question whether a link may replace the current gateway. */
  answerReplace(replace: boolean): void;
  /** Takes what a link offered, for a connection of its own; null when there is nothing. The draft stays as it is. */
  takeOffer(): Offer | null;
  /** Starts from what a link offered. */
  beginWith(offer: Offer): void;
  target(): DraftTarget;
  /** Returns to the gateway step, to choose another gateway. */
  reopen(): void;
  finish(): void;
  /** The node has the draft's secret now. */
  secretGiven(): void;
  /**
   * The gateway now knows this device: a secret that the node was given is no longer needed. One that is waiting in the
   * draft for another gateway stays.
   */
  forgetSecret(): void;
  reset(): void;
  subscribe(listener: () => void): () => void;
}

/** A gateway that a link would use instead of the current one. */
export interface Offer {
  readonly draft: StoredDraft;
  readonly secret: string | null;
  /** The address of the gateway in use. */
  readonly replaces: string;
}

/** Builds the wizard's memory over the stored draft. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one short method for each thing a person does, all over the same secret and offer.
export function createWizard(settings: Pick<DesktopSettingsStore, "read" | "update">): Wizard {
  let secret: string | null = null;
  let edge: { readonly address: string; readonly headers: readonly EdgeHeader[] } | null = null;
  const edgeHeadersFor = (address: string) => (edge?.address === address ? edge.headers : []);
  let waiting: { readonly address: string; readonly link: URL } | null = null;
  const joinLinkFor = (address: string) => (waiting?.address === address ? waiting.link : null);
  /** The last token that a link contained. */
  let linkToken: string | null = null;
  /** Whether the node has the secret. */
  let given = false;
  /**
   * What a link brought, until the owner has said whether it may replace the gateway in use. In memory only: no part of
   * it is kept before the answer, so that a restart finds the draft as the owner left it.
   */
  let offered: Offer | null = null;
  const listeners = new Set<() => void>();

  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  function store(draft: StoredDraft): void {
    settings.update({ draft });
    tell();
  }

  function adopt({ draft, secret: brought }: Pick<Offer, "draft" | "secret">): void {
    if (secret !== brought) given = false;
    secret = brought;
    offered = null;
    store(draft);
  }

  function take(draft: StoredDraft, brought: string | null, replaces: string | null): void {
    if (replaces === null) {
      adopt({ draft, secret: brought });
    } else {
      offered = { draft, secret: brought, replaces };
      tell();
    }
  }

  return {
    draft() {
      const {
        draft,
        secret: held,
        replaces,
      } = offered ?? { draft: settings.read().draft, secret, replaces: null };
      const edgeHeaderNames = edgeHeadersFor(draft.address).map(({ name }) => name);
      const tokenFromLink = draft.credentialKind === "token" && held !== null && held === linkToken;
      const fromLink = joinLinkFor(draft.address) !== null ? "join-link" : tokenFromLink ? "token" : null;
      return { ...draft, hasSecret: held !== null, fromLink, edgeHeaderNames, replaces };
    },
    change(change) {
      const draft = { ...settings.read().draft, ...change };
      const kindChanged =
        change.credentialKind !== undefined && change.credentialKind !== settings.read().draft.credentialKind;
      if (kindChanged) secret = null;
      store(draft);
    },
    setSecret(text) {
      secret = text === "" ? null : text;
      given = false;
      store(settings.read().draft);
    },
    setEdgeHeaders(address, headers) {
      edge = headers.length === 0 ? null : { address, headers };
      tell();
    },
    takeSetup(setup, replacing) {
      const draft: StoredDraft = {
        ...settings.read().draft,
        step: "gateway",
        address: setup.urls[0],
        credentialKind: "setup-code",
        acceptedTlsFingerprint: setup.tlsFingerprint,
        finished: false,
      };
      take(draft, setup.bootstrapToken, replacing);
    },
    takeAddress(address, replacing, token = null) {
      const before = settings.read().draft;
      // A certificate was accepted for the gateway that showed it, and a secret entered for the one it was asked for.
      const other = before.address === address ? {} : { acceptedTlsFingerprint: null };
      const draft: StoredDraft = { ...before, ...other, step: "gateway", address, finished: false };
      if (token !== null) linkToken = token;
      if (token !== null) take({ ...draft, credentialKind: "token" }, token, replacing);
      else if (replacing === null) take(draft, secret, null);
      else take({ ...draft, credentialKind: "none" }, null, replacing);
    },
    holdJoinLink(link) {
      const address = gatewayOf(link);
      waiting = { address, link };
      this.takeAddress(address, null);
    },
    joinLink: () => joinLinkFor(settings.read().draft.address),
    answerReplace(replace) {
      const answered = offered;
      offered = null;
      if (replace && answered !== null) adopt(answered);
      else tell();
    },
    takeOffer() {
      const taken = offered;
      offered = null;
      tell();
      return taken;
    },
    beginWith: ({ draft, secret }) =>
      adopt({ draft: { ...draft, startAtLogin: settings.read().draft.startAtLogin }, secret }),
    target() {
      const { address, credentialKind, acceptedTlsFingerprint } = settings.read().draft;
      return {
        address,
        credential: credentialOf(credentialKind, secret),
        tlsFingerprint: acceptedTlsFingerprint,
        edgeHeaders: edgeHeadersFor(address),
      };
    },
    reopen() {
      secret = null;
      edge = null;
      waiting = null;
      offered = null;
      store({ ...settings.read().draft, step: "gateway", credentialKind: "none", finished: false });
    },
    finish() {
      store({ ...settings.read().draft, step: "done", finished: true });
    },
    secretGiven() {
      given = true;
    },
    forgetSecret() {
      if (secret === null || !given) return;
      secret = null;
      // Nothing is left to enter: from now on the device signs in on its own.
      store({ ...settings.read().draft, credentialKind: "none" });
    },
    reset() {
      secret = null;
      edge = null;
      waiting = null;
      offered = null;
      store(emptyDraft);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Where the gateway of a join link is: what precedes `/j/...`. */
const gatewayOf = ({ origin, pathname }: URL): string => origin + pathname.replace(/\/j\/[^/]+$/, "");

/** A credential from the wizard has done its work once a connection is established. */
export function forgetSecretOnceConnected(
  node: Pick<NodeHandle, "state" | "subscribe">,
  wizard: Wizard,
): void {
  node.subscribe(() => {
    if (node.state().phase === "connected") wizard.forgetSecret();
  });
}

function credentialOf(kind: WizardDraft["credentialKind"], secret: string | null): SharedCredential | null {
  if (secret === null) return null;
  switch (kind) {
    case "token":
      return { kind: "token", token: secret };
    case "password":
      return { kind: "password", password: secret };
    case "setup-code":
      return { kind: "bootstrap", bootstrapToken: secret };
    case "none":
      return null;
  }
}
