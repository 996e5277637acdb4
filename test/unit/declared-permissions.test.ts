import { describe, expect, test } from "vitest";
import { createProgramEnvironment } from "../../src/core/exec/process/program-environment.ts";
import { assembleRegistry } from "../../src/core/node/assemble-registry.ts";
import { createMemory } from "../../src/core/node/memory.ts";
import type { PresenceSource } from "../../src/core/presence/source.ts";
import { emptySettings, type GatewaySettings } from "../../src/core/settings/settings.ts";
import type { CapabilitySwitches } from "../../src/shared/capability.ts";
import { NO_PERMISSIONS, type SystemPermissions } from "../../src/shared/capability-state.ts";
import { ManualClock } from "../support/clock.ts";
import { memorySettings } from "../support/memory-settings.ts";

const gateway: GatewaySettings = {
  url: "wss://gateway.example",
  tlsFingerprint: null,
  signatureVersion: "v3",
  lastVersion: "2026.9.6",
  lastProtocol: 4,
  approvedSurface: null,
  allowInsecure: false,
};
const presence: PresenceSource = {
  idleSeconds: async () => 0,
  lock: async () => "unknown",
  onLock: () => () => {},
};
const unused = async () => {
  throw new Error("nothing is captured here");
};

async function setting(
  switched: Partial<CapabilitySwitches>,
  approvedSurface: GatewaySettings["approvedSurface"] = null,
  system: Partial<SystemPermissions> = {},
) {
  const settings = memorySettings();
  const capabilities = { ...emptySettings.capabilities, ...switched };
  await settings.update({ gateway: { ...gateway, approvedSurface }, capabilities });
  const registry = assembleRegistry({
    settings,
    sources: {
      presence,
      notifier: { show: unused },
      camera: { devices: unused, snap: unused, record: unused },
    },
    appVersion: "1.0.0",
    programs: async () => createProgramEnvironment({}, "linux"),
    permissions: () => ({ ...NO_PERMISSIONS, ...system }),
  });
  return { settings, permissions: () => registry.surface().permissions, surface: () => registry.surface() };
}

const nothing = {
  accessibility: false,
  camera: false,
  location: false,
  microphone: false,
  notifications: false,
  screenRecording: false,
};

describe("the permissions that a node declares", () => {
  test("are what is switched on, available and granted by the system", async () => {
    const at = async (...words: Parameters<typeof setting>) => (await setting(...words)).permissions();
    expect(await at({})).toEqual({ ...nothing, notifications: true });
    const all = { camera: true, screen: true, location: true, presence: true, notify: false };
    // Nothing here shows a screen or knows a place.
    expect(await at(all)).toEqual({ ...nothing, accessibility: true, camera: true, microphone: true });
    expect(await at({ camera: true }, null, { camera: "granted", microphone: "denied" })).toEqual({
      ...nothing,
      camera: true,
      notifications: true,
    });
    expect(await at({ camera: true }, null, { camera: "not-decided" })).toMatchObject({ camera: false });
  });

  test("are none where a surface was approved before they were part of it, until presence needs one", async () => {
    const before = { caps: ["device"], commands: ["device.info"] };
    expect((await setting({ camera: true }, before)).permissions()).toEqual({});
    expect((await setting({ presence: true }, before)).permissions()).toMatchObject({ accessibility: true });
    const since = { ...before, permissions: [] };
    expect((await setting({}, since)).permissions()).toMatchObject({ notifications: true });
  });

  test("are remembered with what was approved, where any were declared", async () => {
    const first = await setting({ presence: true });
    const memory = createMemory(first.settings, new ManualClock(), () => {});
    memory.surfaceApproved(first.surface());
    expect(first.settings.read().gateway?.approvedSurface).toMatchObject({
      permissions: ["accessibility", "notifications"],
    });
    const old = await setting({}, { caps: ["device"], commands: ["device.info"] });
    createMemory(old.settings, new ManualClock(), () => {}).surfaceApproved(old.surface());
    expect(old.settings.read().gateway?.approvedSurface).not.toHaveProperty("permissions");
  });
});
