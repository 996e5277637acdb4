import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { changeSkillChoices } from "../../src/core/skills/skills-file.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

interface Sent {
  readonly name: string;
  readonly content: string;
}

/** Every list of skills it was sent. */
async function gatewayForSkills(options: ScriptedGatewayOptions = {}) {
  const lists: Sent[][] = [];
  const gateway = await createScriptedGateway({
    autoApproveDevice: true,
    autoApproveSurface: true,
    methods: {
      "node.skills.update": (params) => {
        const { skills } = params as { skills: Sent[] };
        lists.push(skills);
        return { skills };
      },
    },
    ...options,
  });
  onTestFinished(() => gateway.close());
  return { gateway, lists };
}

function run(gateway: ScriptedGateway, stateDir: string): CliProcess {
  const words = ["run", "--gateway", gateway.url, "--key-store", "file", "--state-dir", stateDir, "--json"];
  return new CliProcess(words, { OPENCLAW_GATEWAY_TOKEN: "shared-token" });
}

async function said(stateDir: string, ...words: string[]) {
  const process = new CliProcess([...words, "--state-dir", stateDir]);
  return { code: await process.exited, stdout: process.stdout, stderr: process.stderr };
}

describe("skills of this computer", () => {
  test("are published once their owner says so, and again when a switch changes what they tell", async () => {
    const stateDir = temporaryDirectory();
    const folder = temporaryDirectory();
    for (const name of ["mine", "broken"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "mine", "SKILL.md"), "---\nname: mine\ndescription: d\n---\nwords\n");
    writeFileSync(join(folder, "broken", "SKILL.md"), "no front matter");
    const { gateway, lists } = await gatewayForSkills();
    const node = run(gateway, stateDir);
    await eventually(() => expect(gateway.nodes()).toHaveLength(1));
    await eventually(() => expect(node.stdout).toContain('"status":"approved"'));
    const chosen = await said(stateDir, "skills", "folder", folder);
    expect(chosen).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Left out "broken": its SKILL.md'),
    });
    await said(stateDir, "skills", "this-computer", "on");
    const names = () => lists.at(-1)?.map(({ name }) => name);
    await eventually(() => expect(names()).toEqual(["this-computer", "mine"]));
    // An empty list had shown that this gateway knows skills.
    expect(lists[0]).toEqual([]);
    expect(lists.at(-1)?.[0]?.content).toMatch(/device\.info.*: /);
    await said(stateDir, "capabilities", "off", "device");
    await eventually(() =>
      expect(lists.at(-1)?.[0]?.content).toMatch(/device\.info.*: off\..*DEVICE_DISABLED/),
    );
    const listed = await said(stateDir, "skills", "--json");
    expect(JSON.parse(listed.stdout)).toEqual({
      folder,
      thisComputer: true,
      published: ["this-computer", "mine"],
      leftOut: [{ folder: "broken", why: "no-front-matter" }],
    });
  });

  test("are refused where there is no such folder, and none was chosen", async () => {
    const stateDir = temporaryDirectory();
    expect(await said(stateDir, "skills", "folder", join(stateDir, "gone"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no folder"),
    });
    expect((await said(stateDir, "skills")).stdout).toMatch(/this-computer: off.*No folder of skills/s);
  });

  test("are too new for an old gateway: its node stays connected, and says so", async () => {
    const stateDir = temporaryDirectory();
    await changeSkillChoices(stateDir, { thisComputer: true });
    const { gateway } = await gatewayForSkills({ generation: "old", methods: {} });
    const node = run(gateway, stateDir);
    await eventually(() => expect(node.stdout).toContain("gateway-without-skills"));
    expect(gateway.attempts.length).toBeLessThan(4);
    expect(gateway.nodes()).toHaveLength(1);
    expect((await said(stateDir, "skills")).stdout).toContain("This gateway is too old for the skills");
  });
});
