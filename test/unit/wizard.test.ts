import { expect, test } from "vitest";
import { initialDesktopSettings } from "../../src/main/settings/desktop-defaults.ts";
import type { DesktopSettingsStore } from "../../src/main/settings/desktop-settings.ts";
import { createWizard } from "../../src/main/wizard.ts";

function memoryStore(): DesktopSettingsStore {
  let current = initialDesktopSettings;
  return {
    recovered: null,
    read: () => current,
    update(change) {
      current = { ...current, ...change };
      return true;
    },
  };
}

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
