import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { claimInstance, sendToInstance } from "../../src/core/instance/instance.ts";
import type { InstanceRequest, RequestReply } from "../../src/core/instance/message.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const request: InstanceRequest = { request: "set-capability", capability: "camera", on: false };

async function holder(handleRequest?: (request: InstanceRequest) => Promise<RequestReply>) {
  const stateDir = temporaryDirectory();
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: "1", startedAt: 7, state: someState() }),
    ...(handleRequest === undefined ? {} : { handleRequest }),
  });
  if (!claim.ok) throw new Error(claim.failure.kind);
  onTestFinished(() => claim.value.release());
  const socket = readdirSync(stateDir).find((name) => name.endsWith(".sock")) ?? "";
  return { stateDir, path: join(stateDir, socket) };
}

/** What comes back for raw bytes, until the far side is quiet and we hang up. */
function exchange(path: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket = connect(path, () => socket.end(text));
    socket.on("data", (data) => {
      received += data.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
}

describe("a request of another process", () => {
  test("is carried out by the one that holds the state folder, and answered", async () => {
    const taken: InstanceRequest[] = [];
    const { stateDir } = await holder(async (one) => {
      taken.push(one);
      return { reply: "done" };
    });
    expect(await sendToInstance(stateDir, request, 2_000)).toEqual({ reply: "done" });
    expect(taken).toEqual([request]);
  });

  test("costs the one that holds the folder two connections: one that finds it, one that asks", async () => {
    const { stateDir } = await holder(async () => ({ reply: "done" }));
    let connections = 0;
    const count = () => {
      connections += 1;
    };
    subscribe("net.server.socket", count);
    onTestFinished(() => void unsubscribe("net.server.socket", count));
    await sendToInstance(stateDir, request, 2_000);
    expect(connections).toBe(2);
  });

  test("that could not be carried out is answered so", async () => {
    const { stateDir } = await holder(async () => {
      throw new Error("no");
    });
    expect(await sendToInstance(stateDir, request, 2_000)).toEqual({ reply: "not-done" });
  });

  test("finds nobody where nobody holds the folder, and silence at one that takes none", async () => {
    expect(await sendToInstance(temporaryDirectory(), request, 500)).toEqual({ reply: "none" });
    expect(await sendToInstance(join(temporaryDirectory(), "missing"), request, 500)).toEqual({
      reply: "none",
    });
    const { stateDir } = await holder();
    expect(await sendToInstance(stateDir, request, 300)).toEqual({ reply: "silent" });
  });

  test.each([
    ["no JSON", "hello\n"],
    ["null", "null\n"],
    ["another request", '{"request":"forget-device"}\n'],
    ["an unknown capability", '{"request":"set-capability","capability":"everything","on":true}\n'],
    ["an inherited name", '{"request":"set-capability","capability":"toString","on":true}\n'],
    ["no boolean", '{"request":"set-capability","capability":"camera","on":"yes"}\n'],
    ["a program without an ID", '{"request":"stop-program"}\n'],
    ["a program's ID that is no text", '{"request":"stop-program","id":{"length":0}}\n'],
    ["a line without end", '{"request":"set-capability","capability":"camera","on":true}'],
    ["a very long line", `${" ".repeat(27_000_000)}${JSON.stringify(request)}\n`],
  ])("is not taken when it is %s", async (_, text) => {
    const taken: InstanceRequest[] = [];
    const { path } = await holder(async (one) => {
      taken.push(one);
      return { reply: "done" };
    });
    // The far side closes once it has read our end: by then it has read the request.
    expect(await exchange(path, text)).not.toContain("reply");
    expect(taken).toEqual([]);
  });

  test("is taken once per connection", async () => {
    const taken: InstanceRequest[] = [];
    const { path } = await holder(async (one) => {
      taken.push(one);
      return { reply: "done" };
    });
    await exchange(path, `${JSON.stringify(request)}\n`.repeat(3));
    expect(taken).toHaveLength(1);
  });
});
