import type { BlockedCause } from "../../shared/blocked.ts";
import type { NameProblem } from "../../shared/connection.ts";

/** One gateway that this computer is a node of, or will be: a state folder with a name. */
export interface Connection {
  /** Never used again for another; empty for the first one. */
  readonly id: string;
  /** Its owner's name for it, or one made from its gateway; no other has it, whatever the case. */
  readonly name: string;
  /** Settings, key, rules and activity of its own. */
  readonly stateDir: string;
  readonly first: boolean;
}

/** Why a connection was not added, renamed or removed; everything is as it was. */
export type ConnectionProblem =
  | { readonly kind: "name"; readonly why: NameProblem }
  /** It has been removed meanwhile. */
  | { readonly kind: "gone" }
  /** The first one is the state folder itself: it can be forgotten, and not removed. */
  | { readonly kind: "first" }
  /** In the form in which a node's state reports it. */
  | { readonly kind: "blocked"; readonly cause: BlockedCause };
