import type { Result } from "../../../../shared/result.ts";
import type { CageRefusal, CageRequest, Grant } from "./grant.ts";

/** How a program is to be started so that it is contained. */
export interface Launch {
  /** Absolute path of what is really started. */
  readonly file: string;
  /** All arguments, the first included. */
  readonly argv: readonly string[];
  /** What it gets as descriptors 3 and up; one may be a pipe for the cage's own messages. */
  readonly descriptors: readonly (number | "pipe")[];
  /** Where the program finds its private folder. */
  readonly temporary: string;
  /** To be called once it has started. */
  started(): void;
  /**
   * Whether the program itself was reached; false when the cage ended before that. For one that ended by itself, with
   * an exit code; `told` is what came through the pipe.
   */
  wasReached(told: string): boolean;
  /** To be called once it has ended, or was not started. */
  ended(): void;
}

/** A wall around a program: what the program may not touch is missing, or cannot be changed. */
export interface Cage {
  /** What a run could touch, as things are now, or why it cannot be contained; starts nothing and holds nothing. */
  check(request: CageRequest): Result<Grant, CageRefusal>;
  /** The program gets the real folders as they are at this moment, whatever becomes of their names. */
  prepare(request: CageRequest): Result<Launch, CageRefusal>;
}

/** Null when this computer has none that works. Cheap after the first time. */
export type FindCage = () => Promise<Cage | null>;
