import type { FileFailure } from "../files/problem.ts";
import type { InstanceSnapshot } from "./message.ts";

/** The process that has the state directory; its id is null where the system does not tell. */
export interface Holder {
  readonly pid: number | null;
  readonly answering: boolean;
}

export type ClaimFailure =
  | { readonly kind: "held"; readonly holder: Holder }
  /** The folder cannot be used, or no control socket can be made in it. */
  | { readonly kind: "unusable"; readonly what: "folder" | "socket"; readonly file: FileFailure };

/** What is known of the process that has a state directory. */
export type InstanceAnswer =
  | { readonly kind: "snapshot"; readonly snapshot: InstanceSnapshot }
  | { readonly kind: "none" }
  /** There is one, and it did not answer in time. */
  | { readonly kind: "silent"; readonly pid: number | null };
