import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { controlOf } from "../../src/core/instance/control-key.ts";
import type { InstanceRequest } from "../../src/core/instance/message.ts";
import { claimPipe, snapshotOfPipe } from "../../src/core/instance/pipe-claim.ts";
import { type Control, proveAsClient, proveAsServer } from "../../src/core/instance/proof.ts";
import { sendRequest } from "../../src/core/instance/request.ts";
import { talk } from "../../src/core/instance/talk.ts";
import { hostileLines, hostilePeer, relayTo } from "../support/hostile-peer.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const secret = "5e".repeat(32);

/** A control as on Windows, at a socket: a pipe's name means nothing elsewhere. */
function controlHere(ofSecret = secret): Control {
  const stateDir = temporaryDirectory();
  return { ...controlOf(ofSecret, stateDir), place: join(stateDir, "pipe") };
}

const describeHere = () => ({ pid: process.pid, version: "1", startedAt: 7, state: someState() });

async function holderAt(control: Control, taken: InstanceRequest[] = []) {
  const claim = await claimPipe(control, describeHere, async (request) => {
    taken.push(request);
    return { reply: "done" };
  });
  if (!claim.ok) throw new Error(JSON.stringify(claim.failure));
  onTestFinished(() => claim.value.close());
  return claim.value;
}

describe("the holder of a control pipe", () => {
  test("and whoever asks it prove themselves, and are understood", async () => {
    const control = controlHere();
    const taken: InstanceRequest[] = [];
    const holder = await holderAt(control, taken);
    expect(await snapshotOfPipe(control, 2_000)).toMatchObject({
      kind: "snapshot",
      snapshot: describeHere(),
    });
    expect(await sendRequest(control.place, { request: "pause" }, 2_000, control)).toEqual({ reply: "done" });
    expect(taken).toEqual([{ request: "pause" }]);
    holder.say({ role: "holder", ...describeHere(), state: someState(5) });
    expect(await snapshotOfPipe(control, 2_000)).toMatchObject({ snapshot: { state: { since: 5 } } });
    expect(await claimPipe(control, describeHere, null)).toEqual({
      ok: false,
      failure: { kind: "held", holder: { pid: process.pid, answering: true } },
    });
  });

  test("says nothing to a client that does not know the key, and takes no request of it", async () => {
    const control = controlHere();
    const taken: InstanceRequest[] = [];
    await holderAt(control, taken);
    const stranger = { ...control, key: Buffer.alloc(32) };
    expect(await snapshotOfPipe(stranger, 2_000)).toEqual({ kind: "unproven" });
    const request = '{"request":"pause"}\n';
    const hello = `${proveAsClient(stranger).hello}\n`;
    const attempts = [
      request,
      `${hello}{"proof":"${"0".repeat(64)}"}\n${request}`,
      `${hello}${hello}${request}`,
    ];
    for (const said of [...attempts, "x".repeat(100_000), "\n\n\n", '{"nonce":5}\n', '{"nonce":"AB"}\n']) {
      const heard = await everythingHeard(control.place, said);
      expect(heard).not.toContain("role");
      expect(heard).not.toContain("reply");
    }
    expect(taken).toEqual([]);
    expect(await snapshotOfPipe(control, 2_000)).toMatchObject({ kind: "snapshot" });
  });

  test("says nothing at all to one that only listens", async () => {
    const control = controlHere();
    const holder = await holderAt(control);
    const socket = connect(control.place);
    let heard = "";
    socket.on("data", (data) => {
      heard += data.toString();
    });
    // Another client's whole conversation fits in between.
    holder.say({ role: "holder", ...describeHere() });
    expect(await snapshotOfPipe(control, 2_000)).toMatchObject({ kind: "snapshot" });
    expect(heard).toBe("");
    socket.destroy();
  });

  test("still answers while a crowd of others says nothing", async () => {
    const control = controlHere();
    await holderAt(control);
    const crowd = Array.from({ length: 31 }, () => connect(control.place));
    for (const one of crowd) one.on("error", () => {});
    onTestFinished(() => {
      for (const one of crowd) one.destroy();
    });
    expect(await snapshotOfPipe(control, 2_000)).toMatchObject({ kind: "snapshot" });
  });
});

describe("a program that took the pipe's name", () => {
  test.each(hostileLines)("is not believed when it says %s", { timeout: 20_000 }, async (_, line) => {
    const control = controlHere();
    const peer = await hostilePeer(control.place, (client) => client.end(`${line}\n`));
    expect(await snapshotOfPipe(control, 2_000)).toEqual({ kind: "unproven" });
    expect(await claimPipe(control, describeHere, null)).toEqual({
      ok: false,
      failure: { kind: "unproven" },
    });
    const request = await sendRequest(control.place, { request: "resume" }, 2_000, control);
    expect(request).toEqual({ reply: "unproven" });
    expect(peer.heard()).not.toContain("resume");
    expect(peer.heard()).not.toContain(secret);
    expect(peer.heard()).not.toContain(control.key.toString("hex"));
  });

  test("is not believed when it knows another key, or sends back what it hears", async () => {
    const control = controlHere();
    const other = proveAsServer({ ...control, key: Buffer.alloc(32, 1) });
    const answers: ((line: string) => string)[] = [
      (line) => other.answer(line) ?? "",
      (line) => line,
      (line) => JSON.stringify({ ...JSON.parse(line), proof: "0".repeat(64) }),
      (line) => JSON.stringify({ ...JSON.parse(line), proof: 0 }),
      () => JSON.stringify({ nonce: "0".repeat(64), proof: "é".repeat(64) }),
    ];
    let answer = answers[0];
    await hostilePeer(control.place, (client) => {
      client.on("data", (data) => client.write(`${answer?.(data.toString().trimEnd())}\n`));
    });
    for (const one of answers) {
      answer = one;
      expect(await snapshotOfPipe(control, 2_000)).toEqual({ kind: "unproven" });
    }
  });

  test("cannot say again what the holder once said", async () => {
    const control = controlHere();
    let recorded = "";
    const holder = await holderAt(control);
    const recorder = { ...control, place: `${control.place}-relay` };
    await hostilePeer(
      recorder.place,
      relayTo(control.place, (data, from) => {
        if (from === "server") recorded += data.toString();
        return data;
      }),
    );
    // The place is the holder's own, so the conversation that is recorded is a good one.
    const heard = await talk({
      path: recorder.place,
      control,
      timeoutMs: 2_000,
      say: null,
      take: (line) => ({ line }),
    });
    expect(heard).toMatchObject({ line: expect.stringContaining("holder") });
    await holder.close();
    await hostilePeer(control.place, (client) => client.write(recorded));
    expect(await snapshotOfPipe(control, 2_000)).toEqual({ kind: "unproven" });
  });

  test("cannot pass on what the holder says under another name", async () => {
    const control = controlHere();
    await holderAt(control);
    const squat = { ...control, place: `${control.place}-squat` };
    await hostilePeer(squat.place, relayTo(control.place));
    expect(await snapshotOfPipe(squat, 2_000)).toEqual({ kind: "unproven" });
  });

  test.each([
    ["another text", (line: string) => line.replace('"version":"1"', '"version":"2"')],
    ["a line twice", (line: string) => (line.includes("holder") ? line.repeat(2) : line)],
    [
      "a line of its own before",
      (line: string) => (line.includes("holder") ? `{"role":"holder"}\n${line}` : line),
    ],
  ])("cannot slip %s into a conversation it passes on", async (what, change) => {
    const control = controlHere();
    await holderAt(control);
    const path = `${control.place}-between`;
    await hostilePeer(
      path,
      relayTo(control.place, (data, from) =>
        from === "server" ? Buffer.from(change(data.toString())) : data,
      ),
    );
    let lines = 0;
    const heard = await talk({
      path,
      control,
      timeoutMs: 2_000,
      say: null,
      take: (line) => {
        lines += 1;
        return what === "a line twice" && lines === 1 ? null : { line };
      },
    });
    expect(heard).toBe("unproven");
  });
});

describe("a proof", () => {
  test("holds for its role, its place, its key and its nonces alone", () => {
    const control = controlHere();
    const client = proveAsClient(control);
    const server = proveAsServer(control);
    const answer = server.answer(client.hello) ?? "";
    const proven = client.answer(answer);
    expect(proven).not.toBeNull();
    expect(server.check(proven?.line ?? "")).not.toBeNull();
    const { proof } = JSON.parse(answer);
    // The server's own proof is none of a client.
    expect(server.check(JSON.stringify({ proof }))).toBeNull();
    expect(proveAsClient(control).answer(answer)).toBeNull();
    expect(proveAsServer(control).check(proven?.line ?? "")).toBeNull();
    for (const other of [controlHere("00".repeat(32)), { ...control, place: "elsewhere" }]) {
      const stranger = proveAsServer(other);
      expect(client.answer(stranger.answer(client.hello) ?? "")).toBeNull();
    }
  });

  test("has a name and a key of its own for each secret and each folder", () => {
    const controls = [
      controlOf(secret, "C:\\one"),
      controlOf(secret, "C:\\two"),
      controlOf("00".repeat(32), "C:\\one"),
    ];
    expect(new Set(controls.map(({ place }) => place)).size).toBe(3);
    expect(new Set(controls.map(({ key }) => key.toString("hex"))).size).toBe(3);
    for (const { place, key } of controls) {
      expect(place).toMatch(/^\\\\\.\\pipe\\clawtray-[0-9a-f]{32}$/);
      expect(place).not.toContain(key.toString("hex").slice(0, 16));
    }
  });
});

/** What comes back for raw bytes until the far side hangs up, or one second passed without it. */
function everythingHeard(path: string, said: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(path, () => socket.end(said));
    socket.on("data", (data) => {
      heard += data.toString();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard));
  });
}
