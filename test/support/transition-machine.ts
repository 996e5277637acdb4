import type { GatewayFailure, Hello } from "../../src/core/gateway/contract.ts";
import {
  type Effect,
  initialModel,
  type KnownGateway,
  type Model,
  type NodeEvent,
  snapshot,
} from "../../src/core/node/model.ts";
import { transition } from "../../src/core/node/transition.ts";

/** A failure of one kind, so that a test can change its parts. */
type Failed<Kind extends GatewayFailure["kind"]> = Extract<GatewayFailure, { kind: Kind }>;

export const deviceId = "ab".repeat(32);
export const gateway: KnownGateway = {
  url: "ws://127.0.0.1:18789",
  version: null,
  protocol: null,
  signatureVersion: null,
  called: [],
};
export const declared = { caps: ["system"], commands: ["system.run", "system.which"], permissions: {} };
export const hello: Hello = {
  serverVersion: "2026.9.6",
  protocol: 4,
  deviceToken: null,
  crowd: 0,
  methods: ["node.pending.pull"],
  pictures: "none",
  maxPayload: 1e6,
};
export const pairing: Failed<"pairing-required"> = {
  kind: "pairing-required",
  requestId: "r1",
  reason: "not-paired",
  keepAsking: true,
  retryAfterMs: null,
};
export const refusedToken: Failed<"credential"> = {
  kind: "credential",
  code: "AUTH_DEVICE_TOKEN_MISMATCH",
  problem: "rejected",
  sent: "device-token",
  expected: "token",
};
export const missing: Failed<"credential"> = {
  ...refusedToken,
  code: "AUTH_TOKEN_MISSING",
  problem: "missing",
  sent: null,
};
export const down: Failed<"unreachable"> = { kind: "unreachable", cause: "refused", detail: "" };
export const lost: Failed<"closed"> = { kind: "closed", code: 1006, reason: "", cause: "network" };

export const connected = (attempt: number, said: Hello): Extract<NodeEvent, { kind: "connected" }> => ({
  kind: "connected",
  attempt,
  hello: said,
  signatureVersion: "v3",
  declared,
  approvedSurface: null,
});

/** Runs the machine the way the driver does, with a clock that moves only when told. */
export class Machine {
  model: Model;
  /** The wall clock; the other one began an hour before it was right. */
  now = 1_000_000;
  mono = 3_600_000;
  random = 0.5;
  effects: Effect[] = [];
  constructor(known: KnownGateway | null = gateway, paused = false) {
    this.model = initialModel({ at: this.now, mono: this.mono }, known, "laptop", { paused });
  }
  send(event: NodeEvent): this {
    const now = { at: this.now, mono: this.mono, random: this.random };
    const next = transition(this.model, event, now);
    this.model = next.model;
    this.effects = [...next.effects];
    return this;
  }
  fail(failure: GatewayFailure): this {
    return this.send({ kind: "attempt-failed", attempt: this.model.attempt, failure });
  }
  connect(said: Hello = hello): this {
    return this.send(connected(this.model.attempt, said));
  }
  end(failure: GatewayFailure): this {
    return this.send({ kind: "session-ended", attempt: this.model.attempt, failure });
  }
  later(ms: number): this {
    this.now += ms;
    this.mono += ms;
    return this;
  }
  /** Somebody sets the wall clock. */
  setClockBy(ms: number): this {
    this.now += ms;
    return this;
  }
  /** Waits for what was planned, and for the looks at the port in between, until it connects. */
  untilItConnects(portIsOpen = false): number {
    const begin = this.mono;
    for (let step = 0; step < 1_000 && !this.connecting; step += 1) {
      this.later(this.wakeAt ?? 0).send({ kind: "retry-due" });
      if (this.looking) this.send({ kind: "looked", attempt: this.model.attempt, open: portIsOpen });
    }
    return this.mono - begin;
  }
  get state() {
    return snapshot(this.model);
  }
  get wakeAt(): number | null {
    const wake = this.effects.find((effect) => effect.kind === "wake-after");
    return wake?.kind === "wake-after" ? wake.delayMs : null;
  }
  get looking(): boolean {
    return this.effects.some((effect) => effect.kind === "look");
  }
  get connecting(): boolean {
    return this.effects.some((effect) => effect.kind === "connect");
  }
}

export const ready = (): Machine => new Machine().send({ kind: "identity-ready", deviceId });
