import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listConnections } from "../../src/core/connections/list.ts";
import { createActivityLog } from "../../src/core/exec/activity.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { clawtray, end, friendlyGateway, pairedConnections, phaseOf } from "./several.ts";

/** A command that ends, with how it ended. */
async function said(stateDir: string, ...words: readonly string[]) {
  const command = clawtray(stateDir, words);
  const code = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const sectionsOf = (text: string): readonly string[] => text.split(/^Connection "/m).slice(1);

/** Two connections; the second is called "at work". */
async function homeAndWork() {
  const [home, work] = [await friendlyGateway(), await friendlyGateway()];
  const { stateDir, ids } = await pairedConnections([
    { name: "", gateway: home },
    { name: "at work", gateway: work },
  ]);
  const [first, second] = listConnections(stateDir);
  if (first === undefined || second === undefined) throw new Error("there are two connections");
  return { stateDir, home, work, ids, first, second };
}

const slow = { timeout: 120_000 };

describe("a look at several connections", slow, () => {
  test.each(["doctor", "identity", "capabilities", "approvals", "activity"])(
    "%s says what is of each under its name",
    async (command) => {
      const { stateDir, first } = await homeAndWork();
      const { stdout } = await said(stateDir, command);
      const sections = sectionsOf(stdout);
      expect(sections).toHaveLength(2);
      expect(sections[0]).toMatch(new RegExp(`^${first.name}"\n`));
      // What is typed after one of its hints is meant for it.
      expect(sections[1]).toMatch(/^at work" \(for its commands: --connection "at work"\)\n./);
      const alone = await said(stateDir, command, "--connection", "at work");
      expect(alone.stdout).not.toContain('Connection "');
      expect(alone.stdout.length).toBeGreaterThan(10);
    },
  );

  test.each(["doctor", "identity", "capabilities", "approvals"])(
    "%s --json has the keys of the first one, and all connections",
    async (command) => {
      const { stateDir, first, second } = await homeAndWork();
      const all = json((await said(stateDir, command, "--json")).stdout);
      const { connections, ...keys } = all;
      const alone = json((await said(stateDir, command, "--json", "--connection", first.name)).stdout);
      expect(Object.keys(keys)).toEqual(Object.keys(alone));
      expect(connections).toMatchObject([
        { ...keys, id: "", name: first.name },
        { id: second.id, name: "at work" },
      ]);
    },
  );

  test("identity tells each key", async () => {
    const { stateDir, ids } = await homeAndWork();
    const { connections, deviceId } = json((await said(stateDir, "identity", "--json")).stdout);
    expect(deviceId).toBe(ids[0]);
    expect(connections).toMatchObject([{ deviceId: ids[0] }, { deviceId: ids[1] }]);
  });

  test("doctor finds what is wrong with the second one, and what is the computer's once", async () => {
    const { stateDir, work, second } = await homeAndWork();
    await work.close();
    const { code, stdout } = await said(stateDir, "doctor");
    const [home = "", ofWork = ""] = sectionsOf(stdout);
    expect(code).toBe(1);
    expect(home).not.toContain("FAILED");
    expect(ofWork).toMatch(/FAILED {3}port/);
    expect(ofWork).toContain(second.stateDir);
    for (const check of ["environment", "disk space", "search path", "service"]) {
      expect(home).toContain(`  ${check} `);
      expect(ofWork).not.toContain(`  ${check} `);
    }
  });

  test("a report holds both, and the name of no gateway or connection", async () => {
    const { stateDir, ids } = await homeAndWork();
    await said(stateDir, "connections", "rename", "at work", "Wilhelmina & Sons");
    const { stdout } = await said(stateDir, "doctor", "--bundle", "-");
    const report = json(stdout);
    expect(report.connections).toHaveLength(1);
    expect(report.connections).toMatchObject([{ findings: expect.any(Array), settings: expect.any(Object) }]);
    for (const name of ["Wilhelmina", stateDir, ids[0], ids[1], "shared-token"])
      expect(stdout).not.toContain(name);
  });

  test("activity --json names the connection of each entry, and --clear is for all", async () => {
    const { stateDir, home, work, first } = await homeAndWork();
    const node = clawtray(stateDir, ["run", "--json"]);
    await phaseOf(node, "connected", first.name, "at work");
    for (const gateway of [home, work])
      await gateway.invoke("system.run", { command: ["/bin/true"], agentId: "main" }).result;
    await end(node);
    const lines = (await said(stateDir, "activity", "--json")).stdout.trimEnd().split("\n").map(json);
    // A node that ends before the gateway has said that it took the result notes that as well.
    const programs = lines.filter(({ command }) => command === "/bin/true");
    expect(programs.map(({ connection }) => connection)).toEqual([first.name, "at work"]);
    const cleared = await said(stateDir, "activity", "--clear", "--yes");
    expect(cleared.stdout).toBe("The activity logs are now empty.\n");
    const folders = listConnections(stateDir).map((connection) => connection.stateDir);
    expect(folders.flatMap((folder) => createActivityLog(folder).read())).toEqual([]);
  });
});

describe("a change where no connection was named", slow, () => {
  test.each([
    [["approvals", "allow", "git"]],
    [["approvals", "set", "--ask", "always"]],
    [["capabilities", "off", "notify"]],
    [["check"]],
  ])("%j says that it is about the first one", async (words) => {
    const { stateDir, first } = await homeAndWork();
    const { stderr } = await said(stateDir, ...words);
    expect(stderr).toContain(`about "${first.name}", the first of 2 connections`);
    const named = await said(stateDir, ...words, "--connection", first.name);
    expect(named.stderr).not.toContain("of 2 connections");
  });

  test("forget destroys no key", async () => {
    const { stateDir, ids } = await homeAndWork();
    const { code, stderr } = await said(stateDir, "forget", "--yes");
    expect(code).toBe(2);
    expect(stderr).toContain("clawtray forget --connection NAME");
    const { connections } = json((await said(stateDir, "identity", "--json")).stdout);
    expect(connections).toMatchObject([{ deviceId: ids[0] }, { deviceId: ids[1] }]);
  });

  test("approvals remove takes the entry from the connection that has it", async () => {
    const { stateDir, first, second } = await homeAndWork();
    for (const { name } of [first, second])
      await said(stateDir, "approvals", "allow", "git", "--connection", name);
    const listOf = (folder: string) => readFileSync(join(folder, "exec-approvals.json"), "utf8");
    const before = listOf(first.stateDir);
    const [, id = ""] = /"id": ?"([0-9a-f-]{36})"/.exec(listOf(second.stateDir)) ?? [];
    expect((await said(stateDir, "approvals", "remove", id)).code).toBe(0);
    expect(listOf(second.stateDir)).not.toContain(id);
    expect(listOf(first.stateDir)).toBe(before);
  });
});

describe.skipIf(process.platform === "win32")("clawtray stop with several connections", slow, () => {
  test("ends a program of whichever connection, and all of all", async () => {
    const { stateDir, home, work, first, second } = await homeAndWork();
    for (const { name } of [first, second])
      await said(stateDir, "approvals", "set", "--security", "full", "--ask", "off", "--connection", name);
    const node = clawtray(stateDir, ["run", "--json"]);
    await phaseOf(node, "connected", first.name, "at work");
    const folder = temporaryDirectory();
    const begin = async (gateway: typeof home, name: string) => {
      const script = `echo x > '${folder}/${name}'; while :; do sleep 1; done`;
      const { result } = gateway.invoke("system.run", { command: ["sh", "-c", script], agentId: "main" });
      await eventually(() => readFileSync(join(folder, name)));
      return { result };
    };
    const ofHome = await begin(home, "home");
    const ofWork = await begin(work, "work");
    const status = json((await said(stateDir, "status", "--json")).stdout);
    const [, atWork] = status.connections as { programs: { id: string }[] }[];
    expect(await said(stateDir, "stop", atWork?.programs[0]?.id ?? "")).toMatchObject({ code: 0 });
    await ofWork.result;
    const again = await begin(work, "again");
    expect((await said(stateDir, "stop", "all", "--json")).stdout).toBe('{"stopped":2}\n');
    await Promise.all([ofHome.result, again.result]);
    await end(node);
  });
});
