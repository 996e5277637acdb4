import { describe, expect, test } from "vitest";
import type { CapabilityName } from "../../src/shared/capability.ts";
import {
  capabilityState,
  isWithheld,
  NO_PERMISSIONS,
  type SystemPermissions,
} from "../../src/shared/capability-state.ts";
import type { Connected, NodeState } from "../../src/shared/state.ts";
import { describeCapability } from "../../src/shared/words/describe-capability.ts";
import { englishCatalogue } from "../../src/shared/words/en/catalogue.ts";
import { states } from "../support/app-snapshot.ts";

const commandsOf: Partial<Record<CapabilityName, readonly string[]>> = {
  device: ["device.info", "device.status", "system.which"],
  run: ["system.run", "system.run.prepare"],
  screen: ["screen.record", "screen.snapshot"],
  camera: ["camera.clip", "camera.list", "camera.snap"],
};

const connected: Connected = states.connected;
const pending = (added?: readonly string[]): Connected => ({
  ...connected,
  surface: {
    status: "pending",
    requestId: added === undefined ? "s" : null,
    adminCommand: "openclaw nodes pending",
  },
  ...(added === undefined ? {} : { added }),
});

function of(
  name: CapabilityName,
  node: NodeState = connected,
  { on = true, permissions = NO_PERMISSIONS }: { on?: boolean; permissions?: SystemPermissions } = {},
) {
  const commands = commandsOf[name] ?? [];
  const status = { name, on, available: commands.length > 0, commands };
  return capabilityState({ status, node, platform: "linux", permissions });
}

describe("the state of a capability", () => {
  test("is off or not available whatever else is true", () => {
    expect(of("camera", connected, { on: false })).toEqual({ state: "off" });
    expect(of("location")).toEqual({ state: "not-available" });
  });

  test("needs no command where the node itself tells the gateway", () => {
    const status = { name: "presence", on: true, available: true, commands: [] } as const;
    const parts = { status, platform: "linux", permissions: NO_PERMISSIONS } as const;
    expect(capabilityState({ ...parts, node: connected })).toEqual({ state: "usable", withheld: [] });
    expect(capabilityState({ ...parts, node: pending() })).toMatchObject({ state: "needs-approval" });
  });

  test("needs the screen's own switch for computer use", () => {
    const status = { name: "computer", on: true, available: true, commands: ["computer.act"] } as const;
    const screen = (on: boolean): Connected => ({
      ...connected,
      capabilities: [{ name: "screen", on, available: true, commands: ["screen.snapshot"] }],
    });
    const stateWith = (node: NodeState) =>
      capabilityState({ status, node, platform: "linux", permissions: NO_PERMISSIONS }).state;
    expect(stateWith(screen(false))).toBe("needs-screen");
    expect(stateWith(screen(true))).toBe("usable");
  });

  test("names the permission of the system before what the gateway wants", () => {
    const permissions = { ...NO_PERMISSIONS, camera: "denied", screen: "granted" } as const;
    expect(of("camera", pending(), { permissions })).toEqual({ state: "needs-system", media: "camera" });
    expect(of("screen", connected, { permissions }).state).toBe("usable");
    expect(of("run", connected, { permissions }).state).toBe("usable");
    const silent = { ...NO_PERMISSIONS, microphone: "denied" } as const;
    expect(of("camera", connected, { permissions: silent }).state).not.toBe("needs-system");
  });

  test("is not usable without a connection", () => {
    for (const node of [states.connecting, states["awaiting-approval"], states.waiting, states.paused])
      expect(of("run", node)).toEqual({ state: "not-connected" });
  });

  test("waits for the approval of everything, or of what was added alone", () => {
    expect(of("run", pending())).toMatchObject({ state: "needs-approval", withheld: [] });
    const widened = pending(["camera.clip", "camera.list", "camera.snap"]);
    expect(of("run", widened).state).toBe("usable");
    expect(of("camera", widened)).toEqual({
      state: "needs-approval",
      command: "openclaw nodes pending",
      withheld: ["camera.clip", "camera.snap"],
    });
  });

  test("needs the gateway's configuration where nothing of it is let through without", () => {
    expect(of("camera")).toEqual({ state: "needs-gateway", withheld: ["camera.clip", "camera.snap"] });
    expect(of("screen")).toEqual({ state: "usable", withheld: ["screen.record"] });
    expect(of("device")).toEqual({ state: "usable", withheld: ["device.info", "device.status"] });
  });

  test("believes what the gateway has called", () => {
    expect(of("camera", { ...connected, called: ["camera.snap"] })).toEqual({
      state: "usable",
      withheld: ["camera.clip"],
    });
    const unknown: Connected = { ...connected, surface: { status: "unknown" } };
    expect(of("run", unknown)).toEqual({ state: "not-told" });
    expect(of("run", { ...unknown, called: ["system.run"] }).state).toBe("usable");
  });
});

test("what is withheld goes by the gateway's version and this system", () => {
  expect(isWithheld("screen.snapshot", "2026.9.6", "linux")).toBe(false);
  expect(isWithheld("screen.snapshot", "2026.6.11", "linux")).toBe(true);
  expect(isWithheld("screen.snapshot", "2026.6.11", "win32")).toBe(false);
  expect(isWithheld("location.get", "2026.9.6", "linux")).toBe(false);
  expect(isWithheld("location.get", "2026.6.11", "linux")).toBe(true);
  expect(isWithheld("device.info", "2026.9.6", "linux")).toBe(true);
  expect(isWithheld("device.info", "2026.9.6", "darwin")).toBe(false);
  expect(isWithheld("screen.snapshot", null, "linux")).toBe(false);
  for (const version of ["2026.1.29", "2026.9.6", null])
    for (const platform of ["linux", "win32", "darwin"] as const) {
      expect(isWithheld("camera.snap", version, platform)).toBe(true);
      expect(isWithheld("system.run", version, platform)).toBe(false);
    }
});

test("the words name the line of the configuration by the gateway's version", () => {
  const said = (version: string) => {
    const node = { ...connected, gateway: { url: "ws://gateway.local:18789", version, protocol: 4 } };
    return describeCapability(of("camera", node), node, englishCatalogue.capabilityStates).sentence;
  };
  expect(said("2026.9.6")).toContain('gateway.nodes.commands.allow: ["camera.clip", "camera.snap"]');
  expect(said("2026.6.11")).toContain("gateway.nodes.allowCommands: [");
});
