import type { Duplex } from "node:stream";
import { failure, type Result, success } from "../../shared/result.ts";
import type { GatewayFailure } from "../gateway/contract.ts";
import { cleanDetail } from "../gateway/detail.ts";
import type { SshTarget } from "./address.ts";
import { tunnelArguments } from "./arguments.ts";
import { type SshChild, startSsh } from "./child.ts";
import { sshHome } from "./home.ts";
import { identifyHost } from "./host-key.ts";
import { findLockedKey } from "./locked-key.ts";
import {
  afterSigningIn,
  blameHome,
  changedFingerprint,
  forgetKeyCommand,
  hasSignedIn,
  lastSaying,
  readSshProblem,
  type SshProblem,
} from "./problem.ts";
import { findSshProgram } from "./program.ts";
import { SshStream } from "./stream.ts";

/** A failure of ssh, as the error with which its stream ends. */
export class SshEnded extends Error {
  override readonly name = "SshEnded";
  readonly failure: GatewayFailure;

  constructor(failure: GatewayFailure) {
    super("ssh ended");
    this.failure = failure;
  }
}

/**
 * Starts ssh towards the gateway's port and resolves once it has signed in. Whether anybody listens at that port only
 * becomes known afterwards: from a stream that ends with `SshEnded`. The signal ends ssh until then. Never throws.
 */
export async function openThroughSsh(
  target: SshTarget,
  signal: AbortSignal,
  environment = process.env,
): Promise<Result<Duplex, GatewayFailure>> {
  const program = findSshProgram(environment);
  if (program === null) return failure(sshFailure("no-program", "", null));
  const child = startSsh(program, tunnelArguments(target), environment);
  const signedIn = await untilSignedIn(child, signal);
  if (signal.aborted) {
    child.end();
    return failure({ kind: "aborted" });
  }
  if (!signedIn) return failure(await whyNot({ program, target, environment }, child.said(), signal));
  // 0 is the end of an established connection, by either end (measured, OpenSSH 9.2).
  const stream = new SshStream(child, (code) => {
    if (code === 0) return null;
    const said = afterSigningIn(child.said());
    return new SshEnded(sshFailure(readSshProblem(said), said, null));
  });
  // Until its next owner listens, and for the late error of a discarded one.
  stream.on("error", () => {});
  return success(stream);
}

/** What was tried. */
interface Tried {
  readonly program: string;
  readonly target: SshTarget;
  readonly environment: NodeJS.ProcessEnv;
}

/** True when ssh said that it has signed in; false when it ended, or the signal came. */
function untilSignedIn(child: SshChild, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (signedIn: boolean) => {
      signal.removeEventListener("abort", onAbort);
      resolve(signedIn);
    };
    const onAbort = () => settle(false);
    child.onSaid(() => {
      if (hasSignedIn(child.said())) settle(true);
    });
    void child.ended.then(() => settle(hasSignedIn(child.said())));
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

async function whyNot(
  { program, target, environment }: Tried,
  said: string,
  signal: AbortSignal,
): Promise<GatewayFailure> {
  const problem = blameHome(readSshProblem(said), sshHome());
  if (problem === "permission-denied") {
    // ssh itself does not say why it left a key out.
    const locked = await findLockedKey(program, target, signal, environment);
    if (signal.aborted) return { kind: "aborted" };
    return locked === null
      ? sshFailure(problem, said, null)
      : { kind: "ssh", problem: "key-locked", presented: null, detail: cleanDetail(locked, "") };
  }
  if (problem === "host-key-changed") {
    const presented = changedFingerprint(said);
    return { kind: "ssh", problem, presented, detail: forgetKeyCommand(said, target) };
  }
  if (problem !== "host-key-unknown") return sshFailure(problem, said, null);
  const look = await identifyHost(target, signal);
  if (signal.aborted) return { kind: "aborted" };
  if (look.kind === "unknown") return sshFailure(problem, said, look.hostKey.fingerprint);
  if (look.kind === "problem") return sshFailure(look.problem, said, look.presented);
  return sshFailure("failed", said, null);
}

const sshFailure = (problem: SshProblem, said: string, presented: string | null): GatewayFailure => ({
  kind: "ssh",
  problem,
  presented,
  detail: cleanDetail(lastSaying(said), ""),
});
