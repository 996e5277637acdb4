import { sendToInstance } from "../core/instance/instance.ts";

/** How long a running node may take to end its node, with what runs there, ms; and how often it is looked meanwhile. */
const LET_GO_PATIENCE = 10_000;
const LOOK_AGAIN = 200;

/**
 * Does what needs the folder of a connection. Where another process has it, that one is asked to let this connection go
 * (it goes on with the others), and it is tried again for ten seconds. Resolves with the last outcome.
 */
export async function onceLetGo<Outcome>(
  stateDir: string,
  attempt: () => Promise<Outcome>,
  isHeld: (outcome: Outcome) => boolean,
): Promise<Outcome> {
  const first = await attempt();
  if (!isHeld(first)) return first;
  const asked = await sendToInstance(stateDir, { request: "let-go" });
  if (asked.reply !== "done") return first;
  const until = performance.now() + LET_GO_PATIENCE;
  for (;;) {
    const again = await attempt();
    if (!isHeld(again) || performance.now() > until) return again;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
}
