import type { NodeState } from "../../shared/state.ts";

/** What the process that holds a state directory says of itself. */
export interface InstanceSnapshot {
  readonly pid: number;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly state: NodeState;
}

/**
 * One line of the control socket, the first at once after connecting. A candidate is a process
 * still finding out whether it is alone.
 */
export type InstanceMessage =
  | { readonly role: "candidate"; readonly pid: number }
  | ({ readonly role: "holder" } & InstanceSnapshot);

export const encodeMessage = (message: InstanceMessage): string => `${JSON.stringify(message)}\n`;

/** A received line, or null when it is none of ours. */
export function decodeMessage(line: string): InstanceMessage | null {
  try {
    const message = JSON.parse(line) as Partial<InstanceMessage> | null;
    if (typeof message !== "object" || typeof message?.pid !== "number") return null;
    if (message.role === "candidate") return { role: "candidate", pid: message.pid };
    return message.role === "holder" && typeof message.state === "object"
      ? (message as InstanceMessage)
      : null;
  } catch {
    return null;
  }
}
