import { networkInterfaces } from "node:os";
import multicastDns, { type ResponsePacket } from "multicast-dns";
import type { Discovery } from "../../shared/discovery.ts";
import { createRecordBook, gatewayService } from "./records.ts";

/** Networks that are asked at once: more than a computer with containers has, and a bound for one with thousands. */
const mostInterfaces = 64;
/** Packets per search; a network that says more than this is no longer listened to. */
const mostPackets = 2_000;
/** Questions per search, so that no answer makes it ask on and on. */
const mostQuestions = 128;

export interface Search {
  readonly durationMs: number;
  /** Ends it early, with what has been found. */
  readonly signal?: AbortSignal;
}

/**
 * Asks the networks of this computer for gateways, by multicast DNS over IPv4. It listens on UDP 5353 for
 * `durationMs` and closes it again; nothing is announced and no answer is acted on. Never throws.
 */
export function findNearby({ durationMs, signal }: Search): Promise<Discovery> {
  const addresses = ownAddresses();
  if (addresses.length === 0) return Promise.resolve({ gateways: [], problem: "no-network" });
  return new Promise((resolve) => {
    const book = createRecordBook();
    const asked = new Set<string>();
    let packets = 0;
    const sockets = addresses.map((address) => openOn(address, take));
    const timers = [
      setTimeout(ask, durationMs / 3),
      setTimeout(ask, (durationMs * 2) / 3),
      setTimeout(end, durationMs),
    ];
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) end();

    function ask(): void {
      for (const { send } of sockets) send([{ name: gatewayService, type: "PTR" }]);
    }
    function take(packet: ResponsePacket, sender: string): void {
      packets += 1;
      if (packets > mostPackets) {
        end();
        return;
      }
      book.add(sender, [...(packet.answers ?? []), ...(packet.additionals ?? [])]);
      const open = book.openQuestions().filter(({ name, type }) => !asked.has(`${type} ${name}`));
      const next = open.slice(0, mostQuestions - asked.size);
      for (const { name, type } of next) asked.add(`${type} ${name}`);
      if (next.length > 0) for (const { send } of sockets) send(next);
    }
    function end(): void {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      for (const { close } of sockets) close();
      const heard = sockets.some(({ works }) => works());
      resolve({ gateways: book.gateways(), problem: heard ? null : "no-multicast" });
    }
    ask();
  });
}

interface OpenSocket {
  /** Whether a question has gone out on it. */
  works(): boolean;
  send(
    questions: readonly { readonly name: string; readonly type: "PTR" | "SRV" | "TXT" | "A" | "AAAA" }[],
  ): void;
  close(): void;
}

/** One socket for each network: a question leaves by one interface only. */
function openOn(address: string, take: (packet: ResponsePacket, sender: string) => void): OpenSocket {
  let sent = false;
  let closed = false;
  const socket = multicastDns({ interface: address, bind: "0.0.0.0" });
  // A port that another program holds, a network that went away: the others may still answer.
  socket.on("error", () => {});
  socket.on("warning", () => {});
  socket.on("response", (packet, { address: sender }) => {
    if (!closed) take(packet, sender);
  });
  return {
    works: () => sent,
    send(questions) {
      if (closed) return;
      socket.query({ questions: questions.map(({ name, type }) => ({ name, type })) }, (error) => {
        if (error === null || error === undefined) sent = true;
      });
    },
    close() {
      if (closed) return;
      closed = true;
      socket.destroy();
    },
  };
}

/** One address for each of this computer's networks, loopback excluded. */
function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses?.find(({ family, internal }) => family === "IPv4" && !internal) ?? [])
    .map(({ address }) => address)
    .slice(0, mostInterfaces);
}
