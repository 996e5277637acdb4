import type { Result } from "../../../result.ts";
import type { CageRefusal, CageRequest, Grant } from "./grant.ts";

/** A program as it is to be started so that it is contained. */
export interface Launch {
  /** Absolute path of what is really started. */
  readonly file: string;
  /** All words, the first included. */
  readonly argv: readonly string[];
  /** What it gets as descriptors 3 and further. */
  readonly descriptors: readonly number[];
  /** Where the program finds its private folder. */
  readonly temporary: string;
  /** To be called once it was started. */
  started(): void;
  /** To be called once it ended, or was not started. */
  ended(): void;
}

/** A wall around a program: what it may not touch is not there, or cannot be changed. */
export interface Cage {
  /** What a run could touch, as things are now, or why it cannot be contained; starts nothing and holds nothing. */
  check(request: CageRequest): Result<Grant, CageRefusal>;
  /** Real folders as they are at this moment are what the program gets, whatever becomes of their names. */
  prepare(request: CageRequest): Result<Launch, CageRefusal>;
}

/** Null where this computer has none that works. Cheap after the first time. */
export type FindCage = () => Promise<Cage | null>;
