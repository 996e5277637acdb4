import { describe, expect, onTestFinished, test } from "vitest";
import { addConnection } from "../../src/core/connections/change.ts";
import { claimInstance, sendToInstance } from "../../src/core/instance/instance.ts";
import type { InstanceRequest } from "../../src/core/instance/message.ts";
import type { ToldComputer } from "../../src/core/instance/told-computer.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { friendlyGateway } from "./harness.ts";

const place = (stateDir: string): readonly string[] => ["--state-dir", stateDir, "--key-store", "file"];
const until = Date.UTC(2030, 0, 1, 12);

/** A command that ends, with how it ended. */
async function said(...words: string[]) {
  const command = new CliProcess(words);
  const code = await command.exited;
  return { code, stdout: command.stdout, stderr: command.stderr };
}

/** What looks like the desktop app to a terminal: it tells this of computer use, and notes what is asked of it. */
async function appTelling(
  computer: ToldComputer | undefined,
  url = "wss://gateway.example.org",
  stateDir = temporaryDirectory(),
) {
  const asked: InstanceRequest[] = [];
  const gateway = { url, version: null, protocol: null };
  const told = computer === undefined ? {} : { computer };
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: 7, version: "1", startedAt: 1, state: { ...someState(), gateway }, ...told }),
    async handleRequest(request) {
      asked.push(request);
      return { reply: "done" };
    },
  });
  if (!claim.ok) throw new Error(claim.failure.kind);
  onTestFinished(() => claim.value.release());
  return { stateDir, asked, publish: claim.value.publish };
}

describe("clawtray computer", () => {
  test("tells what an agent does, pauses it and ends it", async () => {
    const { stateDir, asked, publish } = await appTelling({ phase: "active", scope: "control", until });
    expect(await said("computer", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^An agent of wss:\/\/gateway\.example\.org controls this computer, until 2030/,
      ),
    });
    expect(JSON.parse((await said("computer", "status", "--json", ...place(stateDir))).stdout)).toEqual({
      phase: "active",
      scope: "control",
      until,
      gateway: "wss://gateway.example.org",
    });
    expect((await said("status", ...place(stateDir))).stdout).toContain(
      "Computer use: An agent controls this computer, until",
    );
    expect(await said("computer", "pause", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Paused. Let the agent go on in the tray menu or the window"),
    });
    publish({ computer: { phase: "paused", scope: "view", until } });
    expect((await said("computer", ...place(stateDir))).stdout).toMatch(
      /^Paused: an agent of .* may see this screen/,
    );
    expect(await said("computer", "end", "--json", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: '{"ended":true}\n',
    });
    expect(asked).toEqual([
      { request: "hold-computer", how: "pause" },
      { request: "hold-computer", how: "end" },
    ]);
  });

  test("while an agent has mouse and keyboard, a terminal widens nothing", async () => {
    const control = { phase: "active", scope: "control", until } as const;
    const { stateDir, asked, publish } = await appTelling(control);
    const refused = { code: 1, stderr: expect.stringContaining("may have typed this") };
    const widening = ["capabilities", "on", "camera", ...place(stateDir)];
    expect(await said(...widening)).toMatchObject(refused);
    expect(await said("approvals", "allow", "ls", ...place(stateDir))).toMatchObject(refused);
    publish({ computer: { ...control, phase: "paused" } });
    expect(await said(...widening)).toMatchObject(refused);
    expect(asked).toEqual([]);
    expect((await said("computer", "end", ...place(stateDir))).code).toBe(0);
    expect((await said("pause", ...place(stateDir))).stderr).not.toContain("typed");
    // Whoever only looks types nothing, and of what is over nothing is left.
    for (const computer of [{ ...control, scope: "view" }, { phase: "asking" }, { phase: "idle" }] as const) {
      publish({ computer });
      expect((await said(...widening)).stderr).not.toContain("typed");
    }
    expect(asked).toContainEqual({ request: "set-capability", capability: "camera", on: true });
  });

  test("refuses what an agent asks for, and does not say that it was paused", async () => {
    const { stateDir, asked } = await appTelling({ phase: "asking" });
    expect((await said("computer", ...place(stateDir))).stdout).toContain("asks to use this computer");
    expect(await said("computer", "pause", ...place(stateDir))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("nothing to pause yet"),
    });
    expect(asked).toEqual([]);
    expect(await said("computer", "end", ...place(stateDir))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("Refused"),
    });
    expect(asked).toHaveLength(1);
  });

  test("lets no agent go on: there is no such command, and no such request", async () => {
    const { stateDir, asked } = await appTelling({ phase: "paused", scope: "control", until });
    expect(await said("computer", "resume", ...place(stateDir))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("goes on only from the tray menu or the window"),
    });
    const request = { request: "hold-computer", how: "resume" } as unknown as InstanceRequest;
    expect(await sendToInstance(stateDir, request, 300)).toEqual({ reply: "silent" });
    expect(asked).toEqual([]);
  });

  test("finds the one of several connections that it is about", async () => {
    const { stateDir, asked } = await appTelling({ phase: "idle" });
    const added = await addConnection(stateDir, "work");
    if (!added.ok) throw new Error(added.failure.kind);
    const work = await appTelling(
      { phase: "active", scope: "view", until },
      "wss://work.example.org",
      added.value.stateDir,
    );
    expect(JSON.parse((await said("computer", "--json", ...place(stateDir))).stdout)).toMatchObject({
      connection: "work",
      gateway: "wss://work.example.org",
    });
    expect((await said("status", ...place(stateDir))).stdout).toContain(
      '"work": Computer use: An agent sees this screen',
    );
    expect((await said("computer", "end", ...place(stateDir))).code).toBe(0);
    expect([asked.length, work.asked.length]).toEqual([0, 1]);
  });

  test("says so where nothing goes on, where no node runs, and where a node offers or tells nothing of it", async () => {
    const idle = await appTelling({ phase: "idle" });
    expect(await said("computer", "end", ...place(idle.stateDir))).toEqual({
      code: 0,
      stdout: "No agent is using this computer, and none asks to.\n",
      stderr: "",
    });
    expect(await said("computer", ...place(temporaryDirectory()))).toMatchObject({
      code: 7,
      stderr: expect.stringContaining("No node is running here"),
    });
    const older = await appTelling(undefined);
    expect(await said("computer", ...place(older.stateDir))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Stop it and start it again"),
    });
    const gateway = await friendlyGateway({ token: null });
    const stateDir = temporaryDirectory();
    await new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)]).phase("connected");
    expect(await said("computer", ...place(stateDir))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the desktop app alone"),
    });
  });
});
