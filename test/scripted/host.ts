import type { ConnectParams } from "./admission.ts";
import type { SettledOptions } from "./options.ts";
import type { PairingState } from "./pairing.ts";

/** One connection attempt, as the gateway saw it. */
export interface Attempt {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What `connect` carried; null until it came. Holds the credential: never print it. */
  params: ConnectParams | null;
  outcome: "open" | "connected" | { readonly refused: string };
}

/** An invoke that waits for its result. */
export interface Invocation {
  readonly progress: Record<string, unknown>[];
  settle(result: Record<string, unknown>): void;
}

/** What a connection needs of the gateway it belongs to. */
export interface Host {
  readonly options: SettledOptions;
  readonly pairing: PairingState;
  /** Invocations waiting for a result, by id. */
  readonly invocations: Map<string, Invocation>;
  /** Refuse this connect with `UNAVAILABLE`, as a gateway that has just started. */
  starting(): boolean;
  /** Tells whoever waits for a condition that something is different. */
  changed(): void;
}
