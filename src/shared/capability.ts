/**
 * What the owner switches on and off, in words an owner understands rather than in commands. Looking up which programs
 * are installed (`system.which`) reveals something about the computer and belongs to `device`: it runs nothing, and it
 * stays available when running programs is off.
 */
export const capabilityNames = [
  "device",
  "notify",
  "run",
  "screen",
  "computer",
  "camera",
  "location",
  "presence",
] as const;

export type CapabilityName = (typeof capabilityNames)[number];

/** One switch each. Off means: neither declared nor run. */
export type CapabilitySwitches = Readonly<Record<CapabilityName, boolean>>;

/** One capability as it is on this computer. */
export interface CapabilityStatus {
  readonly name: CapabilityName;
  readonly on: boolean;
  /** False when this computer, or this program on it, cannot do it at all; the switch is kept all the same. */
  readonly available: boolean;
  /** What it declares to the gateway when on and available. */
  readonly commands: readonly string[];
}

/** True for the name of a capability; for input from outside. */
export function isCapabilityName(value: unknown): value is CapabilityName {
  return (capabilityNames as readonly unknown[]).includes(value);
}
