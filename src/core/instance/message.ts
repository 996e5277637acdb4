import { type CapabilityName, isCapabilityName } from "../../shared/capability.ts";
import type { Intent } from "../../shared/intent.ts";
import type { NodeState } from "../../shared/state.ts";
import { type FileFailure, fileDetail } from "../files/problem.ts";
import { isRecord } from "../record.ts";

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

/**
 * What another process of the same person may ask of the one that holds the state directory: one
 * line, once per connection. No secret and no address goes this way, and nothing that cannot be
 * turned back.
 */
export type InstanceWish =
  | { readonly wish: "set-capability"; readonly capability: CapabilityName; readonly on: boolean }
  | { readonly wish: "pause" | "resume" };

/** The wish as the node's own front end would say it. */
export const intentOf = (wish: InstanceWish): Intent =>
  wish.wish === "set-capability"
    ? { kind: "set-capability", capability: wish.capability, on: wish.on }
    : { kind: wish.wish };

export type WishReply =
  | { readonly reply: "done" | "not-done" }
  /** It holds, and will not at the next start: it could not be saved. `detail` is `fileDetail`'s. */
  | { readonly reply: "not-saved"; readonly detail: Readonly<Record<string, string>> };

/** What is answered to a wish that the node carried out with this outcome. */
export function replyTo(
  outcome: { readonly ok: boolean; readonly unsaved?: FileFailure } | undefined,
): WishReply {
  if (outcome === undefined || !outcome.ok) return { reply: "not-done" };
  return outcome.unsaved === undefined
    ? { reply: "done" }
    : { reply: "not-saved", detail: fileDetail(outcome.unsaved) };
}

export const encodeWish = (wish: InstanceWish): string => `${JSON.stringify(wish)}\n`;
export const encodeReply = (reply: WishReply): string => `${JSON.stringify(reply)}\n`;

/** A received wish, or null when it is none. */
export function decodeWish(line: string): InstanceWish | null {
  try {
    const { wish, capability, on } = JSON.parse(line) as Readonly<Record<string, unknown>>;
    if (wish === "pause" || wish === "resume") return { wish };
    return wish === "set-capability" && isCapabilityName(capability) && typeof on === "boolean"
      ? { wish, capability, on }
      : null;
  } catch {
    return null;
  }
}

/** A received reply, or null for any other line. */
export function decodeReply(line: string): WishReply | null {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value)) return null;
    const { reply, detail } = value;
    if (reply === "not-saved") return { reply, detail: isRecord(detail) && areTexts(detail) ? detail : {} };
    return reply === "done" || reply === "not-done" ? { reply } : null;
  } catch {
    return null;
  }
}

const areTexts = (value: Record<string, unknown>): value is Record<string, string> =>
  Object.values(value).every((item) => typeof item === "string");
