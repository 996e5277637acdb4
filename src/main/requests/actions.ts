import type { BlockedCause } from "../../shared/blocked.ts";
import type { AppRequest, Outcome } from "../../shared/bridge.ts";
import type { Intent } from "../../shared/intent.ts";
import { connectionHandlers } from "./connection-requests.ts";
import { desktopHandlers } from "./desktop-requests.ts";
import { type Asking, DONE, type Handlers, handle, NOT_NOW } from "./handlers.ts";
import { nodeHandlers } from "./node-requests.ts";
import type { RequestParts } from "./request-parts.ts";
import { toolHandlers } from "./tool-requests.ts";
import { wizardHandlers } from "./wizard-requests.ts";

/** What the person asks for, from the page or from the tray. */
export interface Actions {
  intend(intent: Intent): Promise<Outcome>;
  /** Without `asking` no window is asking. */
  request(request: AppRequest, asking?: Asking): Promise<Outcome>;
}

/** Carries out what window and tray ask for. */
export function createActions(parts: RequestParts): Actions {
  const { node, log } = parts;

  async function intend(intent: Intent): Promise<Outcome> {
    const outcome = await node.intend(intent);
    if (outcome?.ok) return DONE;
    if (outcome?.cause.reason === "another-gateway") return refusal(outcome.cause);
    const reason = outcome?.cause.reason ?? "not-started";
    log.log("warn", "an intent was refused", { intent: intent.kind, reason });
    return outcome === null ? NOT_NOW : refusal(outcome.cause);
  }

  const handlers: Handlers = {
    ...desktopHandlers(parts),
    ...wizardHandlers(parts),
    ...nodeHandlers(parts, intend),
    ...connectionHandlers(parts),
    ...toolHandlers(parts),
  };
  return { intend, request: (request, asking = { inSight: false }) => handle(handlers, request, asking) };
}

/** Why the node refused, as the page is told. Pure. */
function refusal(cause: BlockedCause): Outcome {
  switch (cause.reason) {
    case "another-gateway":
      return { ok: false, problem: "another-gateway", detail: cause.detail };
    case "address-invalid":
    case "insecure-address":
      return { ok: false, problem: "address-invalid", detail: cause };
    default:
      return { ok: false, problem: "blocked", detail: cause };
  }
}
