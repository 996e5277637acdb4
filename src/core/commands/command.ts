/** What a command may use while it runs. */
export interface InvokeContext {
  readonly invokeId: string;
  /** Aborted by `node.invoke.cancel`, by the time limit, and when the session ends. */
  readonly signal: AbortSignal;
  /** Time limit of this invoke, milliseconds. */
  readonly timeoutMs: number;
  /** Largest result, as JSON, that the gateway accepts by this connection, bytes. */
  readonly largestResult: number;
  /**
   * Streams a piece of output; pieces longer than the wire allows are split. Resolves when the
   * gateway has taken it: wait for it, and output never piles up in memory.
   */
  progress(chunk: string): Promise<void>;
  /**
   * Gives the place among those that run to another: this one waits for a person now. It does not
   * get one back, so what it starts afterwards it must bound by itself.
   */
  stepAside(): void;
}

/**
 * One command of the node. `run` gets the parsed parameters and resolves with the payload,
 * or throws a CommandError whose code and message reach the caller.
 */
export interface Command {
  readonly name: string;
  /** What is declared in `caps` for this command, as the gateway's documentation names it; null where it has no name. */
  readonly capability: string | null;
  /** The largest parameters it takes, as JSON, bytes; left out where a few megabytes are more than enough. */
  readonly largestParams?: number;
  run(params: unknown, context: InvokeContext): Promise<unknown>;
}

/** An error the caller is meant to read. `code` is the gateway documentation's own where it has one. */
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
