import { createConnection, type Socket } from "node:net";
import { type Argument, type ArrivedMessage, type Callee, readMessage, writeCall } from "./bus-message.ts";

/** What was called answered with an error; `code` is its name on the bus. */
export class BusError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "BusError";
    this.code = code;
  }
}

/** A connection to a message bus; what it owns at other programs ends with it. */
export interface Bus {
  /** The answer; rejects with a `BusError`, or with the reason for which the connection ended. */
  call(callee: Callee, args?: readonly Argument[]): Promise<ArrivedMessage>;
  /** One listener; a later one replaces it. Only what a match rule asked for, or was sent to us, arrives. */
  onSignal(listener: (signal: ArrivedMessage) => void): void;
  /** Rejects when the connection ends; never resolves. */
  readonly ended: Promise<never>;
}

/** The bus itself. Source: D-Bus Specification, "Message Bus Messages". */
export const theBus = (member: string): Callee => ({
  destination: "org.freedesktop.DBus",
  path: "/org/freedesktop/DBus",
  interface: "org.freedesktop.DBus",
  member,
});

/** The answer to our authentication is one short line. */
const MAX_LINE = 1_024;
const SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

/**
 * The socket of the system bus; null when its address is of a kind that is not supported. Source: D-Bus Specification,
 * "Well-known Message Bus Instances". Pure.
 */
export const systemBusSocket = (environment: Readonly<Record<string, string | undefined>>): string | null =>
  busSocket(environment.DBUS_SYSTEM_BUS_ADDRESS || SYSTEM_BUS);

/** The socket of the first of these addresses that is supported. Source: as above, "Server Addresses". Pure. */
export function busSocket(addresses: string): string | null {
  for (const address of addresses.split(";")) {
    const escaped = /^unix:(?:[^,]*,)*path=([^,]+)/.exec(address)?.[1];
    if (escaped === undefined) continue;
    try {
      return decodeURIComponent(escaped);
    } catch {}
  }
  return null;
}

/**
 * Opens a connection that lasts until the signal is aborted, and then ends at once. Rejects when there is no bus, when
 * it refuses us, and when the signal is aborted before.
 */
export async function openBus(socketPath: string, until: AbortSignal): Promise<Bus> {
  until.throwIfAborted();
  const socket = createConnection(socketPath);
  const waiting = new Map<number, (answer: ArrivedMessage) => void>();
  let listener: (signal: ArrivedMessage) => void = () => {};
  let serial = 0;

  const ended = new Promise<never>((_, reject) => {
    socket.on("error", reject);
    socket.once("close", () => reject(until.aborted ? until.reason : new Error("the bus has gone away")));
  });
  ended.catch(() => {});
  const abort = () => void socket.destroy();
  until.addEventListener("abort", abort, { once: true });
  socket.once("close", () => until.removeEventListener("abort", abort));

  const authenticated = new Promise<void>((resolve) => {
    receive(socket, resolve, (message) => {
      if (message.kind === "signal") return listener(message);
      waiting.get(message.replySerial)?.(message);
      waiting.delete(message.replySerial);
    });
  });

  function call(callee: Callee, args: readonly Argument[] = []): Promise<ArrivedMessage> {
    serial += 1;
    const answered = new Promise<ArrivedMessage>((resolve) => waiting.set(serial, resolve));
    socket.write(writeCall(serial, callee, args));
    return Promise.race([answered, ended]).then((answer) => {
      if (answer.kind !== "error") return answer;
      const [sentence] = answer.body;
      throw new BusError(answer.errorName, typeof sentence === "string" ? sentence : "");
    });
  }

  // Source: D-Bus Specification, "Authentication Protocol": EXTERNAL, the user's number in hexadecimal digits.
  const user = Buffer.from(String(process.geteuid?.() ?? "")).toString("hex");
  socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
  await Promise.race([authenticated, ended]);
  socket.write("BEGIN\r\n");
  await call(theBus("Hello"));
  return {
    call,
    ended,
    onSignal(next) {
      listener = next;
    },
  };
}

/** Reads the line that lets us in, then messages. What cannot be understood ends the connection. */
function receive(socket: Socket, onIn: () => void, onMessage: (message: ArrivedMessage) => void): void {
  let isIn = false;
  let rest = Buffer.alloc(0);

  function readLine(): void {
    const end = rest.indexOf("\r\n");
    if (end < 0) {
      if (rest.length > MAX_LINE) throw new Error("the bus did not answer our authentication");
      return;
    }
    if (!rest.toString("latin1", 0, end).startsWith("OK ")) throw new Error("the bus does not let us in");
    rest = rest.subarray(end + 2);
    isIn = true;
    onIn();
  }

  socket.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    try {
      if (!isIn) readLine();
      for (let next = isIn ? readMessage(rest) : null; next !== null; next = readMessage(rest)) {
        rest = rest.subarray(next.end);
        onMessage(next.message);
      }
    } catch (error) {
      socket.destroy(error as Error);
    }
  });
}
