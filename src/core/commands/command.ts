import type { ComputerUseDescriptor } from "../gateway/computer-use.ts";

/** What a command may use while it runs. */
export interface InvokeContext {
  readonly invokeId: string;
  /** Aborted by `node.invoke.cancel`, by the time limit, and when the session ends. */
  readonly signal: AbortSignal;
  /** Time limit of this invoke, milliseconds. */
  readonly timeoutMs: number;
  /** The agent's session it is for, as the gateway says; absent when it does not. */
  readonly sessionKey?: string;
  /** Largest result, as JSON, that the gateway accepts on this connection, bytes. */
  readonly largestResult: number;
  /**
   * Streams a piece of output; pieces longer than the wire allows are split. Resolves once the gateway has taken it:
   * await it, and output never piles up in memory.
   */
  progress(chunk: string): Promise<void>;
  /**
   * Gives its place among the running invokes to another: this one is now waiting for a person. It does not get one
   * back, so it must itself limit whatever it starts afterwards.
   */
  stepAside(): void;
  /** A program has been started for it; for a caller that does not wait for the end. */
  onStarted?(id: string): void;
}

/**
 * One command of the node. `run` gets the parsed parameters and resolves with the payload,
 * or throws a CommandError whose code and message reach the caller.
 */
export interface Command {
  readonly name: string;
  /**
   * What is declared in `caps` for this command, as the gateway's documentation names it; null when it has no name
   * there.
   */
  readonly capability: string | null;
  /** The largest parameters it takes, as JSON, bytes; omitted when a few megabytes are more than enough. */
  readonly largestParams?: number;
  /** For a command that uses the desktop: how, as the gateway is told at connect. */
  readonly computerUse?: ComputerUseDescriptor;
  /** For a command without a capability's switch: whether there is anything to call; asked at every lookup. */
  isDeclared?(): boolean;
  run(params: unknown, context: InvokeContext): Promise<unknown>;
}

/** An error the caller is meant to read. `code` is the one in the gateway's documentation where there is one. */
export class CommandError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "CommandError";
    this.code = code;
  }
}

/**
 * An error with one of the documented codes of the device commands. The official nodes put it first
 * in the message, and callers look for it there (openclaw 2026.9.6, docs/nodes/camera.md); here it is
 * the error's code as well.
 */
export function coded(code: string, sentence: string): CommandError {
  return new CommandError(code, `${code}: ${sentence}`);
}
