import { connect } from "node:net";
import { readLines } from "./lines.ts";
import { type Control, MAX_PROOF_LENGTH, plain, proveAsClient, type Seal } from "./proof.ts";

/** Why a conversation with a control socket ended without an answer. */
export type TalkEnd =
  /** Somebody holds it and says nothing, or nothing we understand: stopped, too busy, or another program. */
  | "silent"
  /** Nobody holds it: its process ended without removing it. */
  | "dead"
  /** It no longer exists. */
  | "gone"
  /** It hung up without a word: it is ending, or out of descriptors. Ask again. */
  | "hung-up"
  /** Whoever holds it does not know the key: nothing it says is believed. */
  | "unproven";

/** A line longer than this is not one of ours, UTF-16 units. */
const MAX_LINE_LENGTH = 1 << 20;

export interface Talk<Answer> {
  readonly path: string;
  /** What the other side must prove to know; null where only its owner can reach the socket. */
  readonly control: Control | null;
  readonly timeoutMs: number;
  /** Said once the other side has proven who it is. */
  readonly say: string | null;
  /**
   * The answer in a line; null to wait for the next one, `heard` to wait as long again, `silent` when no other can help.
   */
  take(line: string): Answer | "silent" | "heard" | null;
}

/**
 * Connects, lets the other side prove itself, takes its answer and hangs up. Waits at most `timeoutMs`, from the start
 * or the last line that was `heard`; never throws.
 */
export function talk<Answer extends object>(options: Talk<Answer>): Promise<Answer | TalkEnd> {
  const { path, control, timeoutMs, say, take } = options;
  return new Promise((resolve) => {
    const proof = control === null ? null : proveAsClient(control);
    let seal: Seal | null = proof === null ? plain : null;
    const socket = connect(path, () => {
      if (proof !== null) socket.write(`${proof.hello}\n`);
      else if (say !== null) socket.write(`${say}\n`);
    });
    const finish = (end: Answer | TalkEnd): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(end);
    };
    let timer = setTimeout(() => finish("silent"), timeoutMs);

    function hearProof(line: string): void {
      const proven = proof?.answer(line) ?? null;
      if (proven === null) {
        finish("unproven");
        return;
      }
      seal = proven.seal;
      socket.write(`${proven.line}\n`);
      if (say !== null) socket.write(`${seal.seal(say)}\n`);
    }

    function hear(line: string, agreed: Seal): void {
      const opened = agreed.open(line);
      const answer = opened === null ? "unproven" : take(opened);
      if (answer === "heard") {
        clearTimeout(timer);
        timer = setTimeout(() => finish("silent"), timeoutMs);
      } else if (answer !== null) finish(answer);
    }

    readLines(
      socket,
      () => (seal === null ? MAX_PROOF_LENGTH : MAX_LINE_LENGTH),
      (line) => {
        if (seal === null) hearProof(line);
        else hear(line, seal);
        return socket.destroyed ? "enough" : "more";
      },
      () => finish(seal === null ? "unproven" : "silent"),
    );
    socket.on("close", () => finish("hung-up"));
    socket.on("error", (error: NodeJS.ErrnoException) => finish(endOf(error.code)));
  });
}

function endOf(code: string | undefined): TalkEnd {
  if (code === "ECONNREFUSED") return "dead";
  if (code === "ENOENT") return "gone";
  if (code === "ECONNRESET" || code === "EPIPE") return "hung-up";
  // A full queue of a stopped process, or somebody else's socket: taken, as far as we can know.
  return "silent";
}
