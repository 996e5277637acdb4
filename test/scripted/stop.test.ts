import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway } from "./gateway.ts";

const place = (stateDir: string): readonly string[] => ["--state-dir", stateDir, "--key-store", "file"];

/** A command that ends, with how it ended. */
async function said(...words: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = new CliProcess(words);
  const code = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

/** A node where everything runs, and a way to start a program there that runs until it is stopped. */
async function nodeWithPrograms() {
  const gateway = await createScriptedGateway({
    token: null,
    autoApproveDevice: true,
    autoApproveSurface: true,
  });
  onTestFinished(() => gateway.close());
  const stateDir = temporaryDirectory();
  const work = temporaryDirectory();
  const allowed = await said("approvals", "set", "--security", "full", "--ask", "off", ...place(stateDir));
  expect(allowed.code).toBe(0);
  const node = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)]);
  await node.phase("connected");
  return {
    stateDir,
    begin: async (name: string, first = "") => {
      const marker = join(work, name);
      const script = `${first}echo $$ > '${marker}.new' && mv '${marker}.new' '${marker}'; while :; do sleep 1; done`;
      const { result } = gateway.invoke("system.run", { command: ["sh", "-c", script], agentId: "main" });
      return { result, pid: await eventually(() => Number(readFileSync(marker, "utf8"))) };
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const shownIds = (text: string): readonly string[] =>
  [...text.matchAll(/clawtray stop ([0-9a-f]{8})/g)].map(([, id = ""]) => id);

describe.skipIf(process.platform === "win32")("clawtray stop", { timeout: 120_000 }, () => {
  test("ends the one program that was named, and no other", async () => {
    const { stateDir, begin } = await nodeWithPrograms();
    const { stdout: before } = await said("status", ...place(stateDir));
    expect(shownIds(before)).toEqual([]);
    const first = await begin("first");
    const second = await begin("second");
    const status = await said("status", ...place(stateDir));
    const [one = "", other = ""] = shownIds(status.stdout);
    expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining("A program is running, since") });
    expect(shownIds((await said("activity", ...place(stateDir))).stdout)).toEqual([one, other]);

    expect(await said("stop", one, ...place(stateDir))).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Stopped: sh -c .*first/),
      stderr: "",
    });
    expect(await first.result).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining("stopped by the owner of this computer") },
    });
    expect(shownIds((await said("status", ...place(stateDir))).stdout)).toEqual([other]);
    expect(shownIds((await said("activity", ...place(stateDir))).stdout)).toEqual([other]);

    expect(await said("stop", "all", "--json", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: '{"stopped":1}\n',
    });
    expect(await second.result).toMatchObject({ ok: false });
    // The node itself goes on.
    expect(await said("status", ...place(stateDir))).toMatchObject({ code: 0 });
  });

  test("also ends what does not listen to being asked, and says it only once it is gone", async () => {
    const { stateDir, begin } = await nodeWithPrograms();
    const deaf = await begin("deaf", "trap '' TERM; ");
    expect(await said("stop", "all", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: "Stopped 1 program.\n",
    });
    expect(isAlive(deaf.pid)).toBe(false);
  });

  test("tells programs to scripts: which run, since when, and that they are the log's", async () => {
    const { stateDir, begin } = await nodeWithPrograms();
    await begin("only");
    const { programs } = JSON.parse((await said("status", "--json", ...place(stateDir))).stdout) as {
      programs: { id: string }[];
    };
    expect(programs).toMatchObject([{ agent: "main", stopping: false, startedAt: expect.any(Number) }]);
    const entry: unknown = JSON.parse((await said("activity", "--json", ...place(stateDir))).stdout);
    expect(entry).toMatchObject({ run: programs[0]?.id, running: true });
    await said("stop", programs[0]?.id ?? "", ...place(stateDir));
    const after: unknown = JSON.parse((await said("activity", "--json", ...place(stateDir))).stdout);
    expect(after).not.toHaveProperty("running");
  });

  test("says so where there is nothing to stop, and no such program", async () => {
    const { stateDir } = await nodeWithPrograms();
    expect(await said("stop", "all", ...place(stateDir))).toEqual({
      code: 0,
      stdout: "Nothing is running for the gateway.\n",
      stderr: "",
    });
    expect(await said("stop", "deadbeef", ...place(stateDir))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('No running program has an ID that starts with "deadbeef"'),
    });
    expect(await said("stop", ...place(stateDir))).toMatchObject({ code: 2 });
    expect(await said("stop", "a", ...place(stateDir))).toMatchObject({ code: 2 });
    expect(await said("stop", "all", ...place(temporaryDirectory()))).toMatchObject({
      code: 7,
      stderr: expect.stringContaining("No node is running here"),
    });
  });
});
