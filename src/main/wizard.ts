import type { WizardDraft } from "../shared/bridge.ts";
import type { SharedCredential } from "../shared/intent.ts";
import type { GatewaySetup } from "./links/setup-code.ts";
import { emptyDraft, type StoredDraft } from "./settings/desktop-defaults.ts";
import type { DesktopSettingsStore } from "./settings/desktop-settings.ts";

/** What a person may change of the draft directly. */
export type DraftChange = Partial<Omit<StoredDraft, "finished">>;

/** What the draft says about the gateway to use, with the secret: never leaves main. */
export interface DraftTarget {
  readonly address: string;
  readonly credential: SharedCredential | null;
  readonly tlsFingerprint: string | null;
}

/** The wizard's memory: kept across page, window and app; the secret only in this process. */
export interface Wizard {
  draft(): WizardDraft;
  change(change: DraftChange): void;
  /** Empty text forgets the secret. */
  setSecret(secret: string): void;
  /** Takes over what a link brought, and goes to the gateway step. */
  takeSetup(setup: GatewaySetup, replaces: string | null): void;
  takeAddress(address: string, replaces: string | null): void;
  /** Answers the question whether a link may replace the present gateway. */
  answerReplace(replace: boolean): void;
  target(): DraftTarget;
  /** Another gateway is to be chosen: the gateway step again. */
  reopen(): void;
  finish(): void;
  /** The node has the draft's secret now. */
  secretGiven(): void;
  /**
   * The gateway knows this device now: a secret that the node was given is not needed any more. One that
   * waits in the draft for another gateway stays.
   */
  forgetSecret(): void;
  reset(): void;
  subscribe(listener: () => void): () => void;
}

/** Builds the wizard's memory over the stored draft. */
export function createWizard(settings: DesktopSettingsStore): Wizard {
  let secret: string | null = null;
  /** Whether the node has it. */
  let given = false;
  let replaces: string | null = null;
  /** The draft as it was before a link asked to replace it. */
  let before: StoredDraft | null = null;
  const listeners = new Set<() => void>();

  function store(draft: StoredDraft): void {
    settings.update({ draft });
    for (const listener of listeners) listener();
  }

  function take(draft: StoredDraft, newSecret: string | null, newReplaces: string | null): void {
    if (newReplaces !== null && replaces === null) before = settings.read().draft;
    if (secret !== newSecret) given = false;
    secret = newSecret;
    replaces = newReplaces;
    store(draft);
  }

  return {
    draft: () => ({ ...settings.read().draft, hasSecret: secret !== null, replaces }),
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
    takeAddress(address, replacing) {
      take({ ...settings.read().draft, step: "gateway", address, finished: false }, secret, replacing);
    },
    answerReplace(replace) {
      replaces = null;
      if (!replace && before !== null) {
        secret = null;
        store(before);
      } else {
        store(settings.read().draft);
      }
      before = null;
    },
    target() {
      const { address, credentialKind, acceptedTlsFingerprint } = settings.read().draft;
      return {
        address,
        credential: credentialOf(credentialKind, secret),
        tlsFingerprint: acceptedTlsFingerprint,
      };
    },
    reopen() {
      secret = null;
      replaces = null;
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
      // Nothing is left to be entered: the device signs in by itself from now on.
      store({ ...settings.read().draft, credentialKind: "none" });
    },
    reset() {
      secret = null;
      replaces = null;
      before = null;
      store(emptyDraft);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
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
