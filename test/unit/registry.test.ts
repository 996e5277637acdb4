import { describe, expect, test } from "vitest";
import type { Command } from "../../src/core/commands/command.ts";
import { createRegistry } from "../../src/core/commands/registry.ts";
import { defaultCapabilities } from "../../src/core/settings/settings.ts";
import type { CapabilitySwitches } from "../../src/shared/capability.ts";

const command = (name: string, capability: string | null): Command => ({
  name,
  capability,
  run: async () => null,
});

const offers = [
  { capability: "device", commands: [command("system.which", "system"), command("device.info", "device")] },
  { capability: "notify", commands: [command("system.notify", null)] },
  { capability: "camera", commands: [command("camera.snap", "camera"), command("camera.list", "camera")] },
  { capability: "presence", commands: [], commandless: true },
] as const;

function setting() {
  let switches: CapabilitySwitches = defaultCapabilities;
  const registry = createRegistry(offers, () => switches);
  const turn = (change: Partial<CapabilitySwitches>) => {
    switches = { ...switches, ...change };
  };
  return { registry, turn };
}

describe("the registry", () => {
  test("declares what is on, each command and capability once, in a steady order", () => {
    const { registry } = setting();
    expect(registry.surface()).toEqual({
      caps: ["device", "system"],
      commands: ["device.info", "system.notify", "system.which"],
      permissions: {},
    });
  });

  test("follows a switch at the next look, in what it declares and in what it finds", () => {
    const { registry, turn } = setting();
    expect(registry.find("camera.snap")).toEqual({ kind: "off", capability: "camera" });
    turn({ camera: true, device: false });
    expect(registry.find("camera.snap")).toMatchObject({ kind: "found", command: { name: "camera.snap" } });
    expect(registry.find("system.which")).toEqual({ kind: "off", capability: "device" });
    expect(registry.surface()).toMatchObject({
      caps: ["camera"],
      commands: ["camera.list", "camera.snap", "system.notify"],
    });
  });

  test("tells a command that is off from one that does not exist", () => {
    const { registry } = setting();
    expect(registry.find("location.get")).toEqual({ kind: "unknown" });
    expect(registry.find("constructor")).toEqual({ kind: "unknown" });
  });

  test("lists every capability, also what this computer cannot do", () => {
    const { registry, turn } = setting();
    turn({ location: true });
    const capabilities = registry.capabilities();
    expect(capabilities.map(({ name }) => name)).toEqual([
      "device",
      "notify",
      "run",
      "screen",
      "computer",
      "camera",
      "location",
      "presence",
    ]);
    expect(capabilities[5]).toEqual({
      name: "camera",
      on: false,
      available: true,
      commands: ["camera.list", "camera.snap"],
    });
    expect(capabilities[6]).toEqual({ name: "location", on: true, available: false, commands: [] });
    expect(capabilities[7]).toEqual({ name: "presence", on: false, available: true, commands: [] });
  });

  test("refuses two commands of one name", () => {
    const twice = [{ capability: "device", commands: [command("x", null), command("x", null)] }] as const;
    expect(() => createRegistry(twice, () => defaultCapabilities)).toThrow(/two commands/);
  });
});
