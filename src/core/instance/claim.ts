import type { FileFailure } from "../files/problem.ts";
import type { InstanceSnapshot } from "./message.ts";

/** The process that has the state directory; its id is null where the system does not say. */
export interface Holder {
  readonly pid: number | null;
  readonly answering: boolean;
}

export type ClaimFailure =
  | { readonly kind: "held"; readonly holder: Holder }
  /** Another program answers in this one's place, and does not know the control key. */
  | { readonly kind: "unproven" }
  /** The folder cannot be used, or no control socket can be created in it. */
  | { readonly kind: "unusable"; readonly what: "folder" | "socket"; readonly file: FileFailure };

/** What is known of the process that has a state directory. */
export type InstanceAnswer =
  | { readonly kind: "snapshot"; readonly snapshot: InstanceSnapshot }
  | { readonly kind: "none" }
  /** Another program answers in its place and cannot prove that it is Clawtray: nothing it said was kept. */
  | { readonly kind: "unproven" }
  /** There is one, and it did not answer in time. */
  | { readonly kind: "silent"; readonly pid: number | null };

/** The same, with the socket that answered: a request goes there without looking again. */
export type LocatedAnswer =
  | Exclude<InstanceAnswer, { readonly kind: "snapshot" }>
  | { readonly kind: "snapshot"; readonly snapshot: InstanceSnapshot; readonly path: string };
