import type { PicturesTaken } from "../../shared/picture/picture.ts";
import { isRecord } from "../../shared/record.ts";
import type { Clock } from "../time/clock.ts";
import type {
  ActivityAnswer,
  AgentMessage,
  Delivery,
  GatewaySession,
  PublishAnswer,
  SurfaceAnswer,
} from "./contract.ts";
import { readEvent } from "./events.ts";
import type { RpcResult, RpcSession } from "./rpc.ts";
import { canonicalSessionKey } from "./session-key.ts";

/** Pauses after which a temporarily refused message is sent again, ms. */
const RETRY_PAUSES = [50, 200, 500, 1_000];
/** A command is waiting for the skills' programs; without an answer its owner is asked as if there were none. Ms. */
const SKILLS_TIMEOUT = 5_000;
/** How long a gateway may take over a message, ms, with the time that pictures need on a slow line. */
const MESSAGE_TIMEOUT = 30_000;
const PICTURES_TIMEOUT = 300_000;

export interface SessionOptions {
  /** This node's own id at the gateway: the device's. */
  readonly nodeId: string;
  readonly clock: Clock;
  readonly pictures: PicturesTaken;
}

/** The wire's methods and sentences as verbs and values; see `GatewaySession` for what it promises. */
export function createGatewaySession(
  rpc: RpcSession,
  { nodeId, clock, pictures }: SessionOptions,
): GatewaySession {
  /** Sends it again while the gateway refuses it temporarily, so that an answer is not lost. */
  async function deliver(method: string, params: object): Promise<Delivery> {
    for (const pause of RETRY_PAUSES) {
      const answer = await rpc.request(method, params);
      if (!isPassing(answer)) return deliveryOf(answer);
      await new Promise<void>((resolve) => clock.after(pause, resolve));
    }
    return deliveryOf(await rpc.request(method, params));
  }

  return {
    ended: rpc.ended,
    maxPayload: rpc.maxPayload,
    pictures,
    check: () => rpc.check(),
    close: () => rpc.close(),
    listen: (listener) => rpc.listen((arrival) => listener(readEvent(arrival))),
    sendResult: (id, outcome) => deliver("node.invoke.result", { id, nodeId, ...outcome }),
    sendProgress: (invokeId, seq, chunk) => deliver("node.invoke.progress", { invokeId, nodeId, seq, chunk }),
    sendEvent: async (event, payload) => deliveryOf(await rpc.request("node.event", { event, payload })),
    sendActivity: async (payload) =>
      activityAnswer(await rpc.request("node.event", { event: "node.presence.activity", payload })),
    async askAgent(message) {
      const { sessionKey } = message;
      // The one tells nothing under the name as it was given, the other only under that.
      for (const key of new Set([canonicalSessionKey(sessionKey), sessionKey.trim()])) {
        const payload = { sessionKey: key };
        const followed = await rpc.request("node.event", { event: "chat.subscribe", payload });
        if (!followed.ok) return { delivery: deliveryOf(followed), detail: followed.error.message };
      }
      const payload = agentRequest(message);
      const limit = payload.attachments === undefined ? MESSAGE_TIMEOUT : PICTURES_TIMEOUT;
      const asked = await rpc.request("node.event", { event: "agent.request", payload }, limit);
      return { delivery: deliveryOf(asked), detail: asked.ok ? "" : asked.error.message };
    },
    surfaceStatus: async () =>
      // An empty inventory declares nothing, and the refusal contains what we want to know.
      surfaceAnswer(await rpc.request("node.runnerInventory.update", { protocolFeatures: [] })),
    publishTools: async (tools) =>
      publishAnswer(await rpc.request("node.pluginTools.update", { tools }), "tools"),
    publishSkills: async (skills) =>
      publishAnswer(await rpc.request("node.skills.update", { skills }), "skills"),
    skillPrograms: async () => programNames(await rpc.request("skills.bins", {}, SKILLS_TIMEOUT)),
  };
}

/** Source of `attachments`: openclaw 2026.6.11 and 2026.9.6, measured; the gateway looks at the bytes itself. */
const agentRequest = ({ message, sessionKey, timeoutMs, pictures = [] }: AgentMessage) => ({
  message,
  sessionKey,
  timeoutSeconds: timeoutMs / 1_000,
  ...(pictures.length === 0
    ? {}
    : {
        attachments: pictures.map(({ name, type, data }) => ({
          type: "image",
          mimeType: type,
          fileName: name,
          content: data,
        })),
      }),
});

/**
 * A gateway that is just recording what this node offers refuses everything else from it for a moment. Source: measured
 * with openclaw 2026.9.6, `UNAVAILABLE` with `details.code` `PAIRING_CHANGED`.
 */
function isPassing(answer: RpcResult): boolean {
  if (answer.ok || answer.error.code !== "UNAVAILABLE") return false;
  return isRecord(answer.error.details) && answer.error.details.code === "PAIRING_CHANGED";
}

/** A gateway that no longer waits for a result says `ignored` (measured, 2026.1.29 and 2026.9.6). */
function deliveryOf(answer: RpcResult): Delivery {
  if (answer.ok) return isRecord(answer.payload) && answer.payload.ignored === true ? "refused" : "taken";
  return answer.error.code === "CLOSED" || answer.error.code === "TIMEOUT" ? "unanswered" : "refused";
}

/** Measured, openclaw 2026.9.6: refused in a payload; older ones take an event they do not know. */
function activityAnswer(answer: RpcResult): ActivityAnswer {
  const { handled, reason } = answer.ok && isRecord(answer.payload) ? answer.payload : {};
  if (handled !== false) return deliveryOf(answer);
  return reason === "permission_required" ? "not-approved" : "refused";
}

/** Measured, openclaw 2026.8.1 to 2026.9.6: the refusal of an empty inventory names the request, or says there is none. */
function surfaceAnswer(answer: RpcResult): SurfaceAnswer {
  if (answer.ok) return { kind: "approved" };
  const { code, message } = answer.error;
  const requestId = /openclaw nodes approve ([\w-]{1,100})/.exec(message)?.[1];
  if (requestId !== undefined) return { kind: "pending", requestId };
  if (/not current/.test(message)) return { kind: "no-request" };
  return code === "INVALID_REQUEST" ? { kind: "unsupported" } : { kind: "unclear" };
}

/**
 * Measured, openclaw 2026.1.29 to 2026.9.6: older ones answer that the role may not, which here is no lost pairing.
 */
function publishAnswer(answer: RpcResult, what: "tools" | "skills"): PublishAnswer {
  if (answer.ok) {
    const kept = isRecord(answer.payload) ? answer.payload[what] : null;
    return { kind: "taken", kept: Array.isArray(kept) ? kept.length : 0 };
  }
  const { code, message } = answer.error;
  const isUnknown = code === "INVALID_REQUEST" && /unauthorized role|unknown method/i.test(message);
  return isUnknown ? { kind: "unsupported" } : { kind: "refused", detail: `${code}: ${message}` };
}

/** Source: openclaw 2026.9.6, docs/tools/exec-approvals.md (`skills.bins`). */
function programNames(answer: RpcResult): readonly string[] | null {
  if (!answer.ok) return null;
  const bins = isRecord(answer.payload) ? answer.payload.bins : null;
  return Array.isArray(bins) ? bins.filter((name) => typeof name === "string") : [];
}
