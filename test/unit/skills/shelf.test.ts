import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../../src/core/log/log.ts";
import { createSkillShelf } from "../../../src/core/skills/shelf.ts";
import { changeSkillChoices, forgetSkills, readSkillChoices } from "../../../src/core/skills/skills-file.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

function setting() {
  const stateDir = temporaryDirectory();
  const folder = temporaryDirectory();
  let fact = "one";
  let told = 0;
  const describeIt = () => ({ name: "this-computer", description: "About it.", content: fact });
  const shelf = createSkillShelf({ stateDir, clock: systemClock, log: silentLogger, describe: describeIt });
  onTestFinished(() => shelf.close());
  shelf.subscribe(() => {
    told += 1;
  });
  const write = (name: string, words = "words") => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "SKILL.md"), `---\nname: ${name}\ndescription: d\n---\n${words}\n`);
  };
  return {
    stateDir,
    folder,
    shelf,
    write,
    told: () => told,
    names: () => shelf.published().map(({ name }) => name),
    learn(next: string) {
      fact = next;
      shelf.factsChanged();
    },
  };
}

describe("the shelf of skills", () => {
  test("is empty until its owner chooses, follows the choices of another process, and forgets them", async () => {
    const { stateDir, folder, names, write, told } = setting();
    write("mine");
    expect(names()).toEqual([]);
    await changeSkillChoices(stateDir, { folder });
    await changeSkillChoices(stateDir, { thisComputer: true });
    await eventually(() => expect(names()).toEqual(["this-computer", "mine"]));
    expect(told()).toBeGreaterThan(0);
    await forgetSkills(stateDir);
    await eventually(() => expect(names()).toEqual([]));
  });

  test("tells of what changes in the folder, also deep in it and in one that is new", async () => {
    const { stateDir, folder, names, write, told, shelf } = setting();
    await changeSkillChoices(stateDir, { folder });
    await eventually(() => expect(told()).toBeGreaterThan(0));
    let before = told();
    write("fresh");
    await eventually(() => expect(told()).toBeGreaterThan(before));
    await eventually(() => expect(names()).toEqual(["fresh"]));
    before = told();
    write("fresh", "changed");
    await eventually(() => expect(told()).toBeGreaterThan(before));
    expect(shelf.published()[0]?.content).toContain("changed");
    before = told();
    rmSync(join(folder, "fresh"), { recursive: true });
    await eventually(() => expect(told()).toBeGreaterThan(before));
    expect(names()).toEqual([]);
  });

  test("tells when a fact about this computer changes, and only where that is told at all", async () => {
    const { stateDir, shelf, told, learn } = setting();
    await changeSkillChoices(stateDir, { thisComputer: true });
    await eventually(() => expect(shelf.published()).toHaveLength(1));
    const before = told();
    learn("two");
    await eventually(() => expect(told()).toBeGreaterThan(before));
    expect(shelf.published()[0]?.content).toBe("two");
  });

  test("publishes nothing by a file of choices that cannot be understood", async () => {
    const { stateDir, names } = setting();
    writeFileSync(
      join(stateDir, "skills.json"),
      '{"schemaVersion":1,"folder":"relative","thisComputer":true}',
    );
    expect(readSkillChoices(stateDir)).toMatchObject({ ok: false, failure: { kind: "damaged" } });
    expect(await changeSkillChoices(stateDir, { thisComputer: true })).toMatchObject({ ok: false });
    writeFileSync(join(stateDir, "skills.json"), '{"schemaVersion":2}');
    expect(readSkillChoices(stateDir)).toMatchObject({ ok: false, failure: { kind: "newer" } });
    expect(names()).toEqual([]);
  });
});
