import { failure, type Result, success } from "../../shared/result.ts";
import { codeOf } from "../files/problem.ts";
import type { ClaimFailure, LocatedAnswer } from "./claim.ts";
import type { InstanceSnapshot } from "./message.ts";
import { type Probe, probe } from "./probe.ts";
import type { Control } from "./proof.ts";
import { type ControlServer, type HandleRequest, listen } from "./server.ts";

/** How long another process may take to say who it is, milliseconds. */
const ANSWER_LIMIT = 1_000;

/**
 * On Windows the kernel gives the first instance of a pipe's name to one process and frees it when that process ends
 * (libuv's `uv_pipe_bind` asks for `FILE_FLAG_FIRST_PIPE_INSTANCE`). Windows lets everybody on the computer read such a
 * pipe, and Node cannot change that: so nothing is said before a client has proven that it knows the key.
 */
export async function claimPipe(
  control: Control,
  describe: () => InstanceSnapshot,
  handleRequest: HandleRequest | null,
): Promise<Result<ControlServer, ClaimFailure>> {
  const path = control.place;
  // Asked first: where the flag is not known (Wine 8), this is all that keeps a second process away.
  const before = heldBy(await probe(path, ANSWER_LIMIT, control));
  if (before !== null) return failure(before);
  try {
    const first = { role: "holder" as const, ...describe() };
    return success(await listen({ path, first, handleRequest, control }));
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EADDRINUSE" && code !== "EACCES")
      return failure({ kind: "unusable", what: "socket", file: { problem: "other", path, detail: code } });
    const found = heldBy(await probe(path, ANSWER_LIMIT, control));
    return failure(found ?? { kind: "held", holder: { pid: null, answering: false } });
  }
}

/** Who has the pipe, as far as it says; null when nobody seems to. */
function heldBy(found: Probe): ClaimFailure | null {
  switch (found.kind) {
    case "answered":
      return { kind: "held", holder: { pid: found.message.pid, answering: true } };
    case "silent":
      return { kind: "held", holder: { pid: null, answering: false } };
    case "unproven":
      return { kind: "unproven" };
    default:
      return null;
  }
}

/** What the process behind the pipe says. */
export async function snapshotOfPipe(control: Control, timeoutMs: number): Promise<LocatedAnswer> {
  const found = await probe(control.place, timeoutMs, control);
  // One that is ending, or already has as many clients as it takes, hangs up.
  if (found.kind === "silent" || found.kind === "hung-up") return { kind: "silent", pid: null };
  if (found.kind === "unproven") return { kind: "unproven" };
  if (found.kind === "answered" && found.message.role === "holder") {
    const { role: _role, ...snapshot } = found.message;
    return { kind: "snapshot", snapshot, path: control.place };
  }
  return { kind: "none" };
}
