import { randomBytes } from "node:crypto";
import { chmodSync, readdirSync, renameSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { failure, type Result, success } from "../../shared/result.ts";
import { type FileFailure, fileFailure } from "../files/problem.ts";
import type { ClaimFailure, Holder, LocatedAnswer } from "./claim.ts";
import type { InstanceSnapshot } from "./message.ts";
import { pidOfSocket, socketName } from "./place.ts";
import { probe } from "./probe.ts";
import { type ControlServer, type HandleRequest, listen } from "./server.ts";

/** How long another process may take to say who it is, milliseconds. */
const ANSWER_LIMIT = 1_000;

/** How long processes starting at once may take to settle which one stays, milliseconds. */
const SETTLE_LIMIT = 10_000;

/** A directory that this process has claimed; `path` is the socket that marks it. */
export interface ClaimedDirectory {
  readonly control: ControlServer;
  readonly path: string;
}

/**
 * Why two processes can never both hold a directory: each first shows a listening socket of its own, under a name
 * nobody else ever uses, and only then looks at the others'. Of two, the one that looks later sees the other. Whoever
 * sees a holder leaves; whoever sees another candidate leaves if its own name sorts later, and otherwise waits until
 * that one has left or holds. Only sockets that refuse a connection are removed: their process is gone, and no living
 * one has the name.
 */
export async function claimDirectory(
  directory: string,
  describe: () => InstanceSnapshot,
  handleRequest: HandleRequest | null,
): Promise<Result<ClaimedDirectory, ClaimFailure>> {
  const deadline = Date.now() + SETTLE_LIMIT;
  let holder: Holder = { pid: null, answering: false };
  while (Date.now() < deadline) {
    const candidate = await show(directory, handleRequest);
    if (!candidate.ok) return failure({ kind: "unusable", what: "socket", file: candidate.failure });
    const verdict = await compare(directory, candidate.value.name, deadline);
    if (verdict.kind === "alone") {
      candidate.value.control.say({ role: "holder", ...describe() });
      return success({ control: candidate.value.control, path: join(directory, candidate.value.name) });
    }
    await candidate.value.control.close();
    if (verdict.kind === "held") return failure({ kind: "held", holder: verdict.holder });
    holder = verdict.holder;
    // The other candidate may yet give way to a third: look again a little later, not in step with it.
    await delay(20 + Math.random() * 60);
  }
  return failure({ kind: "held", holder });
}

/** What the process that holds the directory says, and at which socket; candidates are passed over. */
export async function snapshotInDirectory(directory: string, timeoutMs: number): Promise<LocatedAnswer> {
  const found = await probeAll(directory, timeoutMs);
  for (const { path, probe } of found) {
    if (probe.kind === "answered" && probe.message.role === "holder") {
      const { role: _role, ...snapshot } = probe.message;
      return { kind: "snapshot", snapshot, path };
    }
  }
  const silent = found.find(({ probe }) => probe.kind === "silent");
  return silent === undefined ? { kind: "none" } : { kind: "silent", pid: silent.pid };
}

function probeAll(directory: string, timeoutMs: number) {
  return Promise.all(
    socketsIn(directory).map(async ({ name, pid }) => {
      const path = join(directory, name);
      return { pid, path, probe: await probe(path, timeoutMs) };
    }),
  );
}

interface Candidate {
  readonly name: string;
  readonly control: ControlServer;
}

/** Listens first and takes its name second: between binding and listening, a socket refuses like a dead one. */
async function show(
  directory: string,
  handleRequest: HandleRequest | null,
): Promise<Result<Candidate, FileFailure>> {
  const name = socketName(process.pid, randomBytes(6).toString("hex"));
  const path = join(directory, name);
  const hidden = path.replace(/\.sock$/, ".tmp");
  try {
    const control = await listen({
      path: hidden,
      first: { role: "candidate", pid: process.pid },
      handleRequest,
      control: null,
    });
    try {
      chmodSync(hidden, 0o600);
      renameSync(hidden, path);
    } catch (error) {
      await control.close();
      throw error;
    }
    const close = async () => {
      remove(path);
      await control.close();
    };
    return success({ name, control: { say: control.say, close } });
  } catch (error) {
    return fileFailure(directory, error);
  }
}

type Verdict =
  | { readonly kind: "alone" }
  | { readonly kind: "held"; readonly holder: Holder }
  | { readonly kind: "yield"; readonly holder: Holder };

async function compare(directory: string, own: string, deadline: number): Promise<Verdict> {
  while (true) {
    let waiting = false;
    for (const { name, pid } of socketsIn(directory)) {
      if (name === own) continue;
      const path = join(directory, name);
      const found = await probe(path, ANSWER_LIMIT);
      if (found.kind === "dead") remove(path);
      if (found.kind === "silent") return { kind: "held", holder: { pid, answering: false } };
      if (found.kind === "dead" || found.kind === "gone") continue;
      const holder = { pid, answering: found.kind === "answered" };
      const holds = found.kind === "answered" && found.message.role === "holder";
      if (holds) return { kind: "held", holder };
      if (name < own || Date.now() >= deadline) return { kind: "yield", holder };
      waiting = true;
    }
    if (!waiting) return { kind: "alone" };
    await delay(10);
  }
}

function socketsIn(directory: string): { name: string; pid: number }[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch {
    // Deleted meanwhile: nobody's sockets are in it.
    return [];
  }
  return names.flatMap((name) => {
    const pid = pidOfSocket(name);
    return pid === null ? [] : [{ name, pid }];
  });
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Another process has removed it already.
  }
}
