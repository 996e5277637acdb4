import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { connectTo } from "../../../src/core/computer/x11/wire.ts";
import { ManualClock } from "../../support/clock.ts";

/** What a client sends, bytes. */
const [SETUP_REQUEST, REQUEST] = [12, 4];

/** One screen without depths, no formats and no vendor. */
function setup(): Buffer {
  const answer = Buffer.alloc(8 + 32 + 40);
  answer.writeUInt8(1, 0);
  answer.writeUInt16LE((answer.length - 8) / 4, 6);
  answer.writeUInt8(1, 28);
  return answer;
}

function answerTo(sequence: number, more: string): Buffer {
  const answer = Buffer.alloc(32 + more.length);
  answer.writeUInt8(1, 0);
  answer.writeUInt16LE(sequence, 2);
  answer.writeUInt32LE(more.length / 4, 4);
  answer.write(more, 32, "latin1");
  return answer;
}

function event(kind: number, mark: string): Buffer {
  const told = Buffer.alloc(32);
  told.writeUInt8(kind, 0);
  told.write(mark, 4, "latin1");
  return told;
}

/** Lets a client in, and answers its three requests with these words; all in pieces of so many bytes. */
async function serverThatSays(words: Buffer, size: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "clawtray-x-"));
  const socketPath = join(folder, "X0");
  const say = async (socket: Socket, all: Buffer) => {
    for (let at = 0; at < all.length; at += size) {
      socket.write(all.subarray(at, at + size));
      await setImmediate();
    }
  };
  const server = createServer((socket) => {
    let heard = 0;
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (heard === 0) void say(socket, setup());
      heard += data.length;
      if (heard === SETUP_REQUEST + 3 * REQUEST) void say(socket, words);
    });
  }).listen(socketPath);
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return socketPath;
}

test.each([1, 7, 31, 32, 33, 200, 10_000])(
  "what comes in pieces of %i bytes is read as it was sent",
  async (size) => {
    const words = [
      event(2, "one"),
      answerTo(1, "a long answer".padEnd(400, ".")),
      event(3, "two"),
      event(4, "three"),
      answerTo(2, ""),
      answerTo(3, "last"),
    ];
    const socketPath = await serverThatSays(Buffer.concat(words), size);
    const told: string[] = [];
    const x = await connectTo(socketPath, { name: "", data: Buffer.alloc(0) }, new ManualClock());
    x.onEvent((packet) => told.push(packet.toString("latin1", 4).replace(/\0+$/, "")));
    const answers = await Promise.all([x.ask(43, 0), x.ask(43, 0), x.ask(43, 0)]);
    expect(answers.map((answer) => answer.toString("latin1", 32).replace(/\.+$/, ""))).toEqual([
      "a long answer",
      "",
      "last",
    ]);
    expect(told).toEqual(["one", "two", "three"]);
    x.close();
  },
);
