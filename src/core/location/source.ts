import type { Result } from "../../shared/result.ts";

export type DesiredAccuracy = "coarse" | "balanced" | "precise";

export interface LocationRequest {
  readonly accuracy: DesiredAccuracy;
  /** A place that was determined longer ago than this is not taken, ms. */
  readonly maxAgeMs: number;
  /** For all of it, ms. */
  readonly timeoutMs: number;
}

/** A place, as the system knows it. What the system does not know is null. */
export interface Place {
  /** Degrees, north and east. */
  readonly latitude: number;
  readonly longitude: number;
  /** Meters. */
  readonly accuracy: number;
  readonly altitude: number | null;
  /** Meters per second. */
  readonly speed: number | null;
  /** Degrees clockwise from north. */
  readonly heading: number | null;
  /** When it was determined, ms since the epoch. */
  readonly at: number;
}

/** Why there is no place. A source answers with this and never throws for it. */
export type LocationProblem =
  /** The owner has switched locations off for the whole system. */
  | { readonly kind: "system-off" }
  /** The system, or the person it asked, does not let this program know. */
  | { readonly kind: "denied" }
  | { readonly kind: "timeout" }
  | { readonly kind: "failed"; readonly detail: string };

/** What tells where this computer is. */
export interface LocationSource {
  /** Ends early, with any problem, when the signal is aborted. Nothing of the answer is kept. */
  locate(request: LocationRequest, signal: AbortSignal): Promise<Result<Place, LocationProblem>>;
}
