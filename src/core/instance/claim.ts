import type { InstanceSnapshot } from "./message.ts";

/** The process that has the state directory; its id is null where the system does not tell. */
export interface Holder {
  readonly pid: number | null;
  readonly answering: boolean;
}

export type ClaimFailure =
  | { readonly kind: "held"; readonly holder: Holder }
  /** No control socket can be made here. */
  | { readonly kind: "unusable"; readonly detail: string };

/** What is known of the process that has a state directory. */
export type InstanceAnswer =
  | { readonly kind: "snapshot"; readonly snapshot: InstanceSnapshot }
  | { readonly kind: "none" }
  /** There is one, and it did not answer in time. */
  | { readonly kind: "silent"; readonly pid: number | null };
