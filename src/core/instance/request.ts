import {
  type AskReply,
  decodeAskReply,
  decodeReply,
  encodeRequest,
  type InstanceRequest,
  type RequestReply,
} from "./message.ts";
import type { Control } from "./proof.ts";
import { talk } from "./talk.ts";

export type RequestOutcome =
  | RequestReply
  /** No answer in time, as from a process of an older version, which reads no requests. */
  | { readonly reply: "silent" }
  /** Another program answers in the node's place: it was told nothing. */
  | { readonly reply: "unproven" };

/** How a question that went through the control socket ended. */
export type AskOutcome =
  | Exclude<AskReply, { reply: "answer-part" }>
  | { readonly reply: "silent" | "unproven" };

/**
 * Asks the agent and passes on the pieces of its answer; waits at most `timeoutMs` for each sign of life. Never throws.
 */
export async function sendQuestion(
  path: string,
  question: Extract<InstanceRequest, { request: "ask" }>,
  timeoutMs: number,
  control: Control | null,
  onPart: (text: string, fresh: boolean) => void,
): Promise<AskOutcome> {
  const answer = await talk<Exclude<AskReply, { reply: "answer-part" }>>({
    path,
    control,
    timeoutMs,
    say: encodeRequest(question),
    take(line) {
      const reply = decodeAskReply(line);
      if (reply?.reply !== "answer-part") return reply;
      onPart(reply.text, reply.fresh);
      return "heard";
    },
  });
  if (typeof answer !== "string") return answer;
  return { reply: answer === "unproven" ? "unproven" : "silent" };
}

/** Sends one request and waits for its reply, at most `timeoutMs`; never throws. */
export async function sendRequest(
  path: string,
  request: InstanceRequest,
  timeoutMs: number,
  control: Control | null = null,
): Promise<RequestOutcome> {
  // What the other side says about its state meanwhile is skipped.
  const answer = await talk<RequestReply>({
    path,
    control,
    timeoutMs,
    say: encodeRequest(request),
    take: decodeReply,
  });
  if (typeof answer !== "string") return answer;
  return { reply: answer === "unproven" ? "unproven" : "silent" };
}
