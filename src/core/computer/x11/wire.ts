import { createConnection, type Socket } from "node:net";
import type { Clock } from "../../time/clock.ts";
import type { Cookie } from "./authority.ts";
import { readSetup, type Setup, setupRequest } from "./setup.ts";

/** The connection to the X server ended, or could not be opened. */
export class ServerLost extends Error {
  override name = "ServerLost";
}

/** The server refused a request. `code` as in "Errors" of the X11 protocol. */
export class RequestRefused extends Error {
  readonly code: number;
  constructor(code: number, major: number, minor: number) {
    super(`X error ${code} for request ${major}.${minor}`);
    this.name = "RequestRefused";
    this.code = code;
  }
}

/** A connection to an X server. Requests are carried out in the order in which they were handed over. */
export interface XConnection {
  readonly setup: Setup;
  /** Sends what has no answer. Errors of it are nobody's: what must be known is asked. */
  send(opcode: number, detail: number, body?: Buffer): void;
  /** The answer, at least 32 bytes; rejects with `RequestRefused` or `ServerLost`. */
  ask(opcode: number, detail: number, body?: Buffer): Promise<Buffer>;
  /** Every event as it came, in its order among the answers. One listener, a later one replaces it. */
  onEvent(listener: (event: Buffer) => void): void;
  /** Resolves when the connection has ended, with the reason. */
  readonly ended: Promise<ServerLost>;
  /** Sends what was handed over, and ends. */
  close(): void;
}

interface Waiting {
  readonly sequence: number;
  readonly resolve: (answer: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** More than any answer that we ask for; the largest is a strip of a picture. Bytes. */
const MAX_ANSWER = 4 * 1_024 * 1_024;

/**
 * How long the server may take to answer, in milliseconds: one that is there does in one, but a program that has it to
 * itself, as a window manager while a window is moved, keeps the others waiting.
 */
export const ANSWER_PATIENCE = 10_000;

/**
 * Opens one. Rejects with `ServerLost`. A server that owes an answer for longer than `ANSWER_PATIENCE` is lost, and so is
 * one that does not end the connection within that time when it is closed.
 */
export function connectTo(
  socketPath: string,
  cookie: Cookie,
  clock: Pick<Clock, "after">,
): Promise<XConnection> {
  return talk(createConnection(socketPath), cookie, clock);
}

function talk(socket: Socket, cookie: Cookie, clock: Pick<Clock, "after">): Promise<XConnection> {
  const waiting: Waiting[] = [];
  let listener: (event: Buffer) => void = () => {};
  let sequence = 0;
  let lost: ServerLost | null = null;
  let isClosed = false;
  const waitAnew = patience(socket, clock);

  const ended = new Promise<ServerLost>((resolve) => {
    let reason = "the X server has gone away";
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.once("close", () => {
      waitAnew(false);
      lost = new ServerLost(reason);
      resolve(lost);
      for (const one of waiting.splice(0)) one.reject(lost);
    });
  });

  function send(opcode: number, detail: number, body: Buffer = Buffer.alloc(0)): void {
    // What is written after the end would take with it what is still on its way.
    if (lost || isClosed) return;
    sequence = (sequence + 1) & 0xffff;
    // Everything that is handed over in one turn leaves in one piece.
    if (socket.writableCorked === 0) {
      socket.cork();
      queueMicrotask(() => socket.uncork());
    }
    socket.write(requestOf(opcode, detail, body));
  }

  function take(packet: Buffer): void {
    const kind = packet.readUInt8(0);
    if (kind > 1) {
      listener(packet);
      return;
    }
    const isTheirs = waiting[0]?.sequence === packet.readUInt16LE(2);
    const one = isTheirs ? waiting.shift() : undefined;
    if (one && !isClosed) waitAnew(waiting.length > 0);
    if (kind === 1) one?.resolve(packet);
    else one?.reject(new RequestRefused(packet.readUInt8(1), packet.readUInt8(10), packet.readUInt16LE(8)));
  }

  const opened = new Promise<Setup>((resolve, reject) => {
    ended.then(reject);
    const onSetup = (setup: Setup) => {
      waitAnew(false);
      resolve(setup);
    };
    socket.on(
      "data",
      reader(onSetup, take, (error) => socket.destroy(error)),
    );
  });
  socket.write(setupRequest(cookie));
  waitAnew(true);
  return opened.then((setup) => ({
    setup,
    send,
    ask(opcode, detail, body) {
      if (lost || isClosed) return Promise.reject(lost ?? new ServerLost("the connection is closed"));
      send(opcode, detail, body);
      if (waiting.length === 0) waitAnew(true);
      return new Promise((resolve, reject) => waiting.push({ sequence, resolve, reject }));
    },
    onEvent(next) {
      listener = next;
    },
    ended,
    close() {
      if (lost || isClosed) return;
      isClosed = true;
      waitAnew(true);
      socket.end();
    },
  }));
}

/** Ends the connection when a wait that was begun, true, is neither begun anew nor ended, false, in time. */
function patience(socket: Socket, clock: Pick<Clock, "after">): (isOwed: boolean) => void {
  let stop = () => {};
  return (isOwed) => {
    stop();
    const giveUp = () => void socket.destroy(new Error("the X server does not answer"));
    stop = isOwed ? clock.after(ANSWER_PATIENCE, giveUp) : () => {};
  };
}

function requestOf(opcode: number, detail: number, body: Buffer): Buffer {
  const length = 4 + body.length + (-body.length & 3);
  const request = Buffer.alloc(length);
  request.writeUInt8(opcode, 0);
  request.writeUInt8(detail, 1);
  request.writeUInt16LE(length / 4, 2);
  body.copy(request, 4);
  return request;
}

/** Cuts what arrives into the server's first answer, and then packets. What cannot be understood ends the connection. */
function reader(
  onSetup: (setup: Setup) => void,
  onPacket: (packet: Buffer) => void,
  onFault: (error: Error) => void,
): (data: Buffer) => void {
  let isOpen = false;
  /** What is not read yet: in pieces until there is enough of it, for a picture arrives in many. */
  let pieces: Buffer[] = [];
  let held = 0;
  let needed = 0;

  /** The length of the first packet, as far as that is known. */
  function lengthOf(rest: Buffer): number {
    if (rest.length < (isOpen ? 32 : 8)) return isOpen ? 32 : 8;
    const length = isOpen ? packetLength(rest) : 8 + rest.readUInt16LE(6) * 4;
    if (length > MAX_ANSWER) throw new Error("the X server's answer is too long");
    return length;
  }

  function take(): void {
    let rest = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    for (needed = lengthOf(rest); rest.length >= needed; needed = lengthOf(rest)) {
      const packet = rest.subarray(0, needed);
      rest = rest.subarray(needed);
      if (isOpen) {
        onPacket(packet);
        continue;
      }
      onSetup(readSetup(packet));
      isOpen = true;
    }
    pieces = rest.length > 0 ? [rest] : [];
    held = rest.length;
  }

  return (data) => {
    pieces.push(data);
    held += data.length;
    try {
      if (held >= needed) take();
    } catch (error) {
      onFault(error instanceof Error ? error : new Error(String(error)));
    }
  };
}

/** Answers, and events of extensions, say how much follows their 32 bytes. */
function packetLength(packet: Buffer): number {
  const kind = packet.readUInt8(0) & 0x7f;
  return kind === 1 || kind === 35 ? 32 + packet.readUInt32LE(4) * 4 : 32;
}
