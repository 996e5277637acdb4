import { expect, test } from "vitest";
import type { DesktopSettingsStore } from "../../src/main/settings/desktop-settings.ts";
import { createWizard } from "../../src/main/state/wizard.ts";
import { memoryStore } from "../support/memory-store.ts";

const setup = {
  urls: ["wss://new.example"] as const,
  bootstrapToken: "one-time",
  expiresAt: null,
  tlsFingerprint: null,
};

test("a secret that waits for another gateway outlives what the present connection tells of itself", () => {
  const wizard = createWizard(memoryStore());
  wizard.takeSetup(setup, "wss://old.example");
  // The old gateway is connected, and says so at every change.
  wizard.forgetSecret();
  expect(wizard.draft()).toMatchObject({ hasSecret: true, credentialKind: "setup-code" });
  wizard.answerReplace(true);
  wizard.secretGiven();
  wizard.forgetSecret();
  expect(wizard.draft()).toMatchObject({ hasSecret: false, credentialKind: "none" });
  expect(wizard.target().credential).toBe(null);
});

test("a new secret is not forgotten because an older one was given", () => {
  const wizard = createWizard(memoryStore());
  wizard.change({ credentialKind: "token" });
  wizard.setSecret("first");
  wizard.secretGiven();
  wizard.setSecret("second");
  wizard.forgetSecret();
  expect(wizard.target().credential).toEqual({ kind: "token", token: "second" });
});

test("after a restart the draft of a set-up code says that its secret is gone", () => {
  const store = memoryStore();
  createWizard(store).takeSetup(setup, null);
  expect(createWizard(store).draft()).toMatchObject({ credentialKind: "setup-code", hasSecret: false });
});

const owners = {
  address: "wss://own.example",
  acceptedTlsFingerprint: "ab".repeat(32),
  step: "done",
} as const;
const strangers = { ...setup, urls: ["wss://stranger.example"] as const, tlsFingerprint: "cd".repeat(32) };

/** A draft of the owner's, with a secret, to which a stranger's link came. */
function offeredTo(store: DesktopSettingsStore) {
  const wizard = createWizard(store);
  wizard.change({ ...owners, credentialKind: "token" });
  wizard.finish();
  wizard.setSecret("own");
  const before = JSON.stringify(store.read());
  wizard.takeSetup(strangers, owners.address);
  return { wizard, before };
}

test("until it is answered, nothing of a stranger's link is kept, checked or used; the question shows it", () => {
  const store = memoryStore();
  const { wizard, before } = offeredTo(store);
  expect(wizard.draft()).toMatchObject({ address: strangers.urls[0], replaces: owners.address });
  expect(JSON.stringify(store.read())).toBe(before);
  expect(wizard.target()).toEqual({
    address: owners.address,
    credential: { kind: "token", token: "own" },
    tlsFingerprint: owners.acceptedTlsFingerprint,
    edgeHeaders: [],
  });
  // The field of the page that the question took the place of still had something to hand over.
  wizard.change({ address: "wss://own.example:1" });
  expect(store.read().draft.address).toBe("wss://own.example:1");
  expect(createWizard(store).draft()).toMatchObject({
    ...owners,
    address: "wss://own.example:1",
    replaces: null,
  });
});

test("declined, the owner's draft is there with its secret; accepted, the stranger's is, and nothing else", () => {
  const declined = offeredTo(memoryStore()).wizard;
  declined.answerReplace(false);
  expect(declined.draft()).toMatchObject({ ...owners, finished: true, hasSecret: true, replaces: null });
  expect(declined.target().credential).toEqual({ kind: "token", token: "own" });

  const accepted = offeredTo(memoryStore()).wizard;
  accepted.answerReplace(true);
  expect(accepted.draft()).toMatchObject({ step: "gateway", finished: false, replaces: null });
  expect(accepted.target()).toEqual({
    address: strangers.urls[0],
    credential: { kind: "bootstrap", bootstrapToken: "one-time" },
    tlsFingerprint: strangers.tlsFingerprint,
    edgeHeaders: [],
  });
});

test("of two links that wait, the later one is asked about", () => {
  const { wizard } = offeredTo(memoryStore());
  wizard.takeAddress("wss://third.example", owners.address);
  expect(wizard.draft()).toMatchObject({ address: "wss://third.example", hasSecret: false });
  wizard.answerReplace(true);
  expect(wizard.target()).toMatchObject({
    address: "wss://third.example",
    credential: null,
    tlsFingerprint: null,
  });
});
