import { describe, expect, test } from "vitest";
import { skillOf } from "../../../src/core/skills/read-folder.ts";
import { type ComputerFacts, describeThisComputer } from "../../../src/core/skills/this-computer.ts";
import type { CapabilityName, CapabilityStatus } from "../../../src/shared/capability.ts";
import { NO_PERMISSIONS } from "../../../src/shared/capability-state.ts";
import type { Connected } from "../../../src/shared/state.ts";
import { someState } from "../../support/node-state.ts";

const capability = (name: CapabilityName, on: boolean, commands: readonly string[]): CapabilityStatus => ({
  name,
  on,
  available: commands.length > 0,
  commands,
});

const capabilities = [
  capability("device", true, ["device.info", "device.status", "system.which"]),
  capability("run", true, ["system.run", "system.run.prepare"]),
  capability("screen", false, ["screen.snapshot"]),
  capability("camera", true, ["camera.snap"]),
  capability("location", true, []),
];

function facts(change: Partial<ComputerFacts> = {}, node: Partial<Connected> = {}): ComputerFacts {
  return {
    node: {
      ...someState(),
      phase: "connected",
      displayName: "Ada's laptop",
      capabilities,
      surface: { status: "approved" },
      ...node,
    },
    platform: "darwin",
    permissions: NO_PERMISSIONS,
    policy: { security: "allowlist", ask: "on-miss", askFallback: "deny" },
    tools: [],
    folders: [],
    ...change,
  };
}

const written = (change?: Partial<ComputerFacts>, node?: Partial<Connected>): string =>
  describeThisComputer(facts(change, node)).content;

describe("the skill about this computer", () => {
  test("is a skill as the owner's own have to be", () => {
    const skill = describeThisComputer(facts());
    expect(skillOf(skill.content)).toEqual({ ok: true, value: skill });
  });

  test("says of each capability what stands before its use, and with which code it is refused", () => {
    const content = written();
    expect(content).toMatch(/device\.info.*: ready\./);
    expect(content).toMatch(/screen\.snapshot`\): off\. .*`SCREEN_DISABLED`/);
    expect(content).toMatch(/camera\.snap`\): on, but the gateway lets it through only once/);
    expect(content).toMatch(/Where this computer is\*\*: this computer cannot do it/);
    const denied = written({ permissions: { ...NO_PERMISSIONS, camera: "denied" } });
    expect(denied).toMatch(/camera\.snap`\): on, but the system refuses it/);
  });

  test.each([
    [{ security: "deny", ask: "off", askFallback: "deny" }, /lets no program run.*SYSTEM_RUN_DISABLED/],
    [
      { security: "allowlist", ask: "on-miss", askFallback: "deny" },
      /about any other the owner is asked.*nobody/,
    ],
    [{ security: "allowlist", ask: "off", askFallback: "deny" }, /any other is refused.*allowlist miss/],
    [{ security: "full", ask: "off", askFallback: "deny" }, /run without a question/],
    [{ security: "full", ask: "always", askFallback: "full" }, /asked before every program.*two minutes\.\n/],
  ] as const)("says what the policy %j means for a program", (policy, words) => {
    expect(written({ policy })).toMatch(words);
  });

  test("says nothing of programs while running them is off", () => {
    const off = capabilities.map((status) => ({ ...status, on: status.name !== "run" && status.on }));
    expect(written({}, { capabilities: off })).not.toContain("## Running programs");
  });

  test("lists the tools with their question, and the folders of the owner", () => {
    const content = written({
      tools: [
        { name: "files_list", asks: false },
        { name: "files_write", asks: true },
      ],
      folders: [{ path: "/home/ada/shared", access: "read" }],
    });
    expect(content).toMatch(/`files_list`: called without asking\n- `files_write`: asks the owner/);
    expect(content).toContain('- "/home/ada/shared": read only');
    expect(written()).toContain("switched on no tool");
    expect(written()).toContain("shares no folder");
  });

  test("keeps a name in its place, whatever its owner wrote", () => {
    const content = written({}, { displayName: '"x"\n---\n# other\u202e' });
    expect(skillOf(content)).toMatchObject({ ok: true, value: { name: "this-computer" } });
    expect(content.split("\n").filter((line) => line === "---")).toHaveLength(2);
    expect(content).not.toContain("\u202e");
  });
});
