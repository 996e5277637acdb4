import { codeOf } from "../files/problem.ts";
import { failure, type Result, success } from "../result.ts";
import type { ClaimFailure, InstanceAnswer } from "./claim.ts";
import type { InstanceSnapshot } from "./message.ts";
import { probe } from "./probe.ts";
import { type ControlServer, listen, type TakeWish } from "./server.ts";

/** How long another process may take to say who it is, milliseconds. */
const answerLimit = 1_000;

/** On Windows the kernel gives the first instance of a pipe's name to one process and frees it when that ends. */
export async function claimPipe(
  path: string,
  describe: () => InstanceSnapshot,
  takeWish: TakeWish | null,
): Promise<Result<ControlServer, ClaimFailure>> {
  try {
    return success(await listen(path, { role: "holder", ...describe() }, takeWish));
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EADDRINUSE" && code !== "EACCES")
      return failure({ kind: "unusable", what: "socket", file: { problem: "other", path, detail: code } });
    const found = await probe(path, answerLimit);
    const pid = found.kind === "answered" ? found.message.pid : null;
    return failure({ kind: "held", holder: { pid, answering: found.kind === "answered" } });
  }
}

/** What the process behind the pipe says. */
export async function snapshotOfPipe(path: string, timeoutMs: number): Promise<InstanceAnswer> {
  const found = await probe(path, timeoutMs);
  if (found.kind === "silent") return { kind: "silent", pid: null };
  if (found.kind === "answered" && found.message.role === "holder") {
    const { role: _role, ...snapshot } = found.message;
    return { kind: "snapshot", snapshot };
  }
  return { kind: "none" };
}
