import { releaseMonth } from "../../shared/release-month.ts";

/**
 * What a node says in `connect.computerUse` of how its desktop can be used. Source: openclaw 2026.9.6, its computer-use
 * contract (`ComputerUseCapabilityDescriptorSchema`, closed); without it a gateway takes a node for one of version 1.
 */
export interface ComputerUseDescriptor {
  readonly contractVersion: 2;
  /** `generation` changes whenever frames of before mean nothing any more. */
  readonly provider: { readonly id: string; readonly label: string; readonly generation: string };
  /** What the agent's tool may do, in the contract's words. */
  readonly actions: readonly string[];
  readonly targets: readonly ("screen" | "window" | "element" | "browser")[];
  readonly deliveryModes: readonly ("background" | "foreground")[];
  readonly observations: readonly ("image" | "accessibility" | "browser")[];
  readonly features: {
    readonly recording: boolean;
    readonly agentCursor: boolean;
    readonly multiDisplay: boolean;
  };
}

/**
 * Whether a gateway of this version knows the field; null is a gateway that has not said hello yet. One that does not
 * refuses the whole connect (read in 2026.7.1, 2026.8.1 and 2026.8.2; measured, 2026.6.11 and 2026.9.6). Pure.
 */
export const knowsComputerUse = (version: string | null): boolean => (releaseMonth(version) ?? 0) >= 2026_08;

/** Whether this is why it was refused: the gateway is older than the last time. Pure. */
export const refusesComputerUse = (failure: { readonly kind: string; readonly detail?: unknown }): boolean =>
  failure.kind === "refused" && String(failure.detail).includes("'computerUse'");
