import { decodeMessage, type InstanceMessage } from "./message.ts";
import type { Control } from "./proof.ts";
import { type TalkEnd, talk } from "./talk.ts";

/** What is behind a socket's path. */
export type Probe =
  | { readonly kind: "answered"; readonly message: InstanceMessage }
  | { readonly kind: TalkEnd };

/**
 * Connects, takes what the other side first says about itself, and hangs up. Waits at most `timeoutMs`; never throws.
 */
export async function probe(path: string, timeoutMs: number, control: Control | null = null): Promise<Probe> {
  const answer = await talk<InstanceMessage>({
    path,
    control,
    timeoutMs,
    say: null,
    take: (line) => decodeMessage(line) ?? "silent",
  });
  return typeof answer === "string" ? { kind: answer } : { kind: "answered", message: answer };
}
