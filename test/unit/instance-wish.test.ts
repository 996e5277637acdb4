import { readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { askWish, claimInstance } from "../../src/core/instance/instance.ts";
import type { InstanceWish, WishReply } from "../../src/core/instance/message.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const wish: InstanceWish = { wish: "set-capability", capability: "camera", on: false };

async function holder(takeWish?: (wish: InstanceWish) => Promise<WishReply>) {
  const stateDir = temporaryDirectory();
  const claim = await claimInstance({
    stateDir,
    describe: () => ({ pid: process.pid, version: "1", startedAt: 7, state: someState() }),
    ...(takeWish === undefined ? {} : { takeWish }),
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

describe("a wish of another process", () => {
  it("is carried out by the one that holds the state folder, and answered", async () => {
    const taken: InstanceWish[] = [];
    const { stateDir } = await holder(async (one) => {
      taken.push(one);
      return { reply: "done" };
    });
    expect(await askWish(stateDir, wish, 2_000)).toEqual({ reply: "done" });
    expect(taken).toEqual([wish]);
  });

  it("that could not be carried out is answered so", async () => {
    const { stateDir } = await holder(async () => {
      throw new Error("no");
    });
    expect(await askWish(stateDir, wish, 2_000)).toEqual({ reply: "not-done" });
  });

  it("finds nobody where nobody holds the folder, and silence at one that takes none", async () => {
    expect(await askWish(temporaryDirectory(), wish, 500)).toEqual({ reply: "none" });
    expect(await askWish(join(temporaryDirectory(), "missing"), wish, 500)).toEqual({ reply: "none" });
    const { stateDir } = await holder();
    expect(await askWish(stateDir, wish, 300)).toEqual({ reply: "silent" });
  });

  it.each([
    ["no JSON", "hello\n"],
    ["null", "null\n"],
    ["another wish", '{"wish":"forget-device"}\n'],
    ["an unknown capability", '{"wish":"set-capability","capability":"everything","on":true}\n'],
    ["an inherited name", '{"wish":"set-capability","capability":"toString","on":true}\n'],
    ["no boolean", '{"wish":"set-capability","capability":"camera","on":"yes"}\n'],
    ["a line without end", '{"wish":"set-capability","capability":"camera","on":true}'],
    ["a very long line", `${" ".repeat(5_000)}${JSON.stringify(wish)}\n`],
  ])("is not taken when it is %s", async (_, text) => {
    const taken: InstanceWish[] = [];
    const { path } = await holder(async (one) => {
      taken.push(one);
      return { reply: "done" };
    });
    // The far side closes once it has read our end: by then it has read the wish.
    expect(await exchange(path, text)).not.toContain("reply");
    expect(taken).toEqual([]);
  });

  it("is taken once per connection", async () => {
    const taken: InstanceWish[] = [];
    const { path } = await holder(async (one) => {
      taken.push(one);
      return { reply: "done" };
    });
    await exchange(path, `${JSON.stringify(wish)}\n`.repeat(3));
    expect(taken).toHaveLength(1);
  });
});
