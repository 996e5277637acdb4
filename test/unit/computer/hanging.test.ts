import { mkdirSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { displayPlace } from "../../../src/core/computer/x11/display-name.ts";
import { openX11Driver } from "../../../src/core/computer/x11/open.ts";
import { ANSWER_PATIENCE, connectTo } from "../../../src/core/computer/x11/wire.ts";
import { ManualClock } from "../../support/clock.ts";
import { memoryMark } from "../../support/memory-mark.ts";

const silent = "the X server does not answer";

/** One screen without depths, no formats and no vendor: the least that lets a client in. */
function setupAnswer(): Buffer {
  const body = Buffer.alloc(32 + 40);
  body.writeUInt8(1, 20);
  body.writeUInt32LE(0x100, 32);
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(body.length / 4, 6);
  return Buffer.concat([head, body]);
}

/** A server that says this to whoever connects, and nothing more; not even that it has seen the end. */
async function hangingServer(says: Buffer) {
  // Of this process, and hardly anybody's display.
  const name = `:${20_000 + process.pid}`;
  const { socketPath = "" } = displayPlace(name) ?? {};
  mkdirSync("/tmp/.X11-unix", { recursive: true });
  const sockets: Socket[] = [];
  let heard = 0;
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (heard === 0) socket.write(says);
      heard += data.length;
    });
  }).listen(socketPath);
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const clock = new ManualClock();
  return {
    name,
    socketPath,
    clock,
    /** Until it has got more than the bytes of a first request. */
    heardMore: (than: number) => vi.waitFor(() => expect(heard).toBeGreaterThan(than)),
    isLeft: () => vi.waitFor(() => expect(sockets.map(({ readableEnded }) => readableEnded)).toEqual([true])),
  };
}

const FIRST_REQUEST = 12;

test.each([
  ["answers nothing", Buffer.alloc(0), 0],
  ["answers only the half of its set-up", setupAnswer().subarray(0, 40), 0],
  ["answers its set-up and then nothing", setupAnswer(), FIRST_REQUEST],
])("a display whose server %s is unavailable after a while, and is left", async (_, says, bytes) => {
  const { name, clock, heardMore, isLeft } = await hangingServer(says);
  let isOver = false;
  const opening = openX11Driver({
    environment: { DISPLAY: name },
    mark: memoryMark(),
    ownPids: () => new Set(),
    clock,
  });
  void opening.then(() => {
    isOver = true;
  });
  await heardMore(bytes);
  clock.advance(ANSWER_PATIENCE - 1);
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  clock.advance(1);
  expect(await opening).toEqual({ ok: false, failure: { kind: "unavailable", detail: silent } });
  await isLeft();
});

test("a request that is never answered ends the connection, however long nothing was asked before", async () => {
  const { socketPath, clock, isLeft } = await hangingServer(setupAnswer());
  const x = await connectTo(socketPath, { name: "", data: Buffer.alloc(0) }, clock);
  clock.advance(10 * ANSWER_PATIENCE);
  const asked = x.ask(43, 0);
  clock.advance(ANSWER_PATIENCE);
  await expect(asked).rejects.toThrow(silent);
  expect((await x.ended).message).toBe(silent);
  await isLeft();
});

test("a connection is closed even if the server never hears of it", async () => {
  const { socketPath, clock } = await hangingServer(setupAnswer());
  const x = await connectTo(socketPath, { name: "", data: Buffer.alloc(0) }, clock);
  x.close();
  clock.advance(ANSWER_PATIENCE);
  await x.ended;
});
