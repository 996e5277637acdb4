import { describe, expect, test } from "vitest";
import type { DeclaredSurface, Hello, SurfaceAnswer } from "../../src/core/gateway/contract.ts";
import {
  type Effect,
  initialModel,
  type Model,
  type NodeEvent,
  snapshot,
} from "../../src/core/node/model.ts";
import type { SurfaceTimer } from "../../src/core/node/surface.ts";
import { transition } from "../../src/core/node/transition.ts";

const deviceId = "ab".repeat(32);
const gateway = {
  url: "ws://127.0.0.1:18789",
  version: null,
  protocol: null,
  signatureVersion: null,
  called: [],
};
const declared: DeclaredSurface = {
  caps: ["system"],
  commands: ["system.run", "system.which"],
  permissions: {},
};
const all = { caps: ["system"], commands: ["system.run", "system.which"] };
const part = { caps: ["system"], commands: ["system.which"] };
const approved = { status: "approved" } as const;
const unknown = { status: "unknown" } as const;
const pending = (requestId: string | null) => ({
  status: "pending",
  requestId,
  adminCommand: requestId === null ? "openclaw nodes pending" : `openclaw nodes approve ${requestId}`,
});

/** A node that is connected, and the timers that its driver would keep. */
class Connected {
  model: Model;
  now = 1_000_000;
  effects: readonly Effect[] = [];
  timers = new Map<SurfaceTimer, number>();
  constructor(approvedSurface: typeof all | null, hello: Partial<Hello> = {}) {
    this.model = initialModel({ at: this.now, mono: this.now }, gateway, "laptop", { paused: false });
    this.send({ kind: "identity-ready", deviceId });
    this.connect(approvedSurface, hello);
  }
  connect(approvedSurface: typeof all | null, hello: Partial<Hello> = {}): this {
    return this.send({
      kind: "connected",
      attempt: this.model.attempt,
      hello: {
        serverVersion: "2026.9.6",
        protocol: 4,
        deviceToken: null,
        crowd: 0,
        methods: ["node.pending.pull"],
        maxPayload: 1e6,
        pictures: "none",
        ...hello,
      },
      signatureVersion: "v3",
      declared,
      approvedSurface,
    });
  }
  send(event: NodeEvent): this {
    const next = transition(this.model, event, { at: this.now, mono: this.now, random: 0.5 });
    this.model = next.model;
    this.effects = next.effects;
    for (const effect of next.effects) {
      if (effect.kind !== "surface-timer") continue;
      if (effect.delayMs === null) this.timers.delete(effect.what);
      else this.timers.set(effect.what, this.now + effect.delayMs);
    }
    return this;
  }
  answer(answer: SurfaceAnswer): this {
    return this.send({ kind: "surface-answered", attempt: this.model.attempt, answer });
  }
  due(what: SurfaceTimer, busy = false): this {
    this.now = this.timers.get(what) ?? this.now;
    this.timers.delete(what);
    return this.send({ kind: "surface-due", attempt: this.model.attempt, what, busy });
  }
  resolved(isApproved: boolean, nodeId = deviceId): this {
    const { attempt } = this.model;
    return this.send({ kind: "surface-resolved", attempt, nodeId, approved: isApproved });
  }
  invoked(command: string): this {
    return this.send({ kind: "invoked", attempt: this.model.attempt, command });
  }
  after(what: SurfaceTimer): number | null {
    const at = this.timers.get(what);
    return at === undefined ? null : at - this.now;
  }
  get surface() {
    const state = snapshot(this.model);
    return state.phase === "connected" ? state.surface : null;
  }
  get kinds() {
    return this.effects.map(({ kind }) => kind);
  }
}

describe("the surface of a session that begins", () => {
  test("works at once where the gateway knows no surface approval", () => {
    const node = new Connected(null, { methods: [] });
    expect(node.surface).toEqual(approved);
    expect(node.kinds).toContain("surface-approved");
    expect(node.kinds).not.toContain("ask-surface");
  });

  test("is believed to be approved where it was, and the gateway is asked", () => {
    const node = new Connected(all);
    expect(node.surface).toEqual(approved);
    expect(node.kinds).toContain("ask-surface");
    expect(node.answer({ kind: "pending", requestId: "s1" }).surface).toEqual(pending("s1"));
  });

  test.each([
    ["nothing", null],
    ["a part of it", part],
  ])("waits for a person where %s was approved before", (_, before) => {
    const node = new Connected(before);
    expect(node.surface).toEqual(unknown);
    expect(node.kinds).toContain("ask-surface");
    expect(node.after("renew")).toBe(240_000);
  });

  test("begins its work before anything is asked", () => {
    const { kinds } = new Connected(null);
    expect(kinds.indexOf("start-session")).toBeLessThan(kinds.indexOf("ask-surface"));
  });
});

describe("what a gateway answers about the surface", () => {
  test("that waits names the request, and is asked for again, often at first and rarely later", () => {
    const node = new Connected(null).answer({ kind: "pending", requestId: "s1" });
    expect(node.surface).toEqual(pending("s1"));
    const pauses: (number | null)[] = [];
    for (let look = 0; look < 400; look += 1) {
      pauses.push(node.after("ask"));
      expect(node.due("ask").kinds).toContain("ask-surface");
      node.answer({ kind: "pending", requestId: "s1" });
    }
    expect(pauses[0]).toBe(2_000);
    expect(pauses).toContain(5_000);
    expect(pauses.at(-1)).toBe(30_000);
  });

  test("that works ends all asking", () => {
    const node = new Connected(null).answer({ kind: "pending", requestId: "s1" });
    node.due("ask").answer({ kind: "approved" });
    expect(node.surface).toEqual(approved);
    expect(node.kinds).toContain("surface-approved");
    expect(node.timers.size).toBe(0);
    expect(node.answer({ kind: "no-request" }).effects).toEqual([]);
    expect(node.surface).toEqual(approved);
  });

  test("about some surface is not taken for the wider one", () => {
    expect(new Connected(part).answer({ kind: "approved" }).surface).toEqual(pending(null));
  });

  test("that has no request is renewed for a new one, more and more rarely", () => {
    const node = new Connected(null);
    const pauses: (number | null)[] = [];
    for (let round = 0; round < 4; round += 1) {
      node.answer({ kind: "no-request" });
      expect(node.surface).toEqual(unknown);
      pauses.push(node.after("renew"));
      node.due("renew");
      expect(node.kinds).toContain("connect");
      node.connect(null);
    }
    expect(pauses).toEqual([60_000, 15 * 60_000, 60 * 60_000, 60 * 60_000]);
  });

  test("where it cannot be asked leaves what was approved before as it was", () => {
    expect(new Connected(all).answer({ kind: "unsupported" }).surface).toEqual(approved);
    const node = new Connected(null).answer({ kind: "unsupported" });
    expect(node.surface).toEqual(unknown);
    expect(node.after("ask")).toBeNull();
    expect(node.after("renew")).toBe(240_000);
  });

  test("in no words we know changes nothing, and is asked for again", () => {
    const node = new Connected(null).answer({ kind: "unclear" });
    expect(node.surface).toEqual(unknown);
    expect(node.after("ask")).toBe(2_000);
  });

  test("to an older session is ignored", () => {
    const node = new Connected(null);
    const { attempt } = node.model;
    node.due("renew").connect(null);
    node.send({ kind: "surface-answered", attempt, answer: { kind: "approved" } });
    expect(node.surface).toEqual(unknown);
  });
});

describe("what tells of an approval", () => {
  test("is the gateway's event for this node, and for no other", () => {
    const node = new Connected(null).answer({ kind: "pending", requestId: "s1" });
    expect(node.resolved(true, "cd".repeat(32)).surface).toEqual(pending("s1"));
    expect(node.resolved(true).surface).toEqual(approved);
  });

  test("of a rejection asks at once, once at a time", () => {
    const node = new Connected(null);
    // The first question is still with the gateway.
    expect(node.resolved(false).kinds).not.toContain("ask-surface");
    node.answer({ kind: "pending", requestId: "s1" });
    expect(node.after("ask")).toBe(1_000);
    expect(node.due("ask").kinds).toContain("ask-surface");
  });

  test("is an invoke, of a command that was added where only that is new", () => {
    expect(new Connected(null).invoked("system.which").surface).toEqual(approved);
    const widened = new Connected(part);
    expect(widened.invoked("system.which").surface).toEqual(unknown);
    expect(widened.invoked("system.run").surface).toEqual(approved);
  });
});

describe("the renewal of a session for its surface", () => {
  test("waits while something runs", () => {
    const node = new Connected(null);
    node.due("renew", true);
    expect(node.kinds).not.toContain("connect");
    expect(node.after("renew")).toBe(5_000);
    expect(node.due("renew").kinds).toContain("connect");
  });

  test("keeps showing what is shown", () => {
    const node = new Connected(null).answer({ kind: "pending", requestId: "s1" });
    node.due("renew");
    expect(node.surface).toEqual(pending("s1"));
  });

  test("goes on counting the same wait", () => {
    const node = new Connected(null, { serverVersion: "2026.3.31" });
    const pauses: (number | null)[] = [];
    for (let round = 0; round < 60; round += 1) {
      node.answer({ kind: "unsupported" });
      pauses.push(node.after("renew"));
      node.due("renew").connect(null, { serverVersion: "2026.3.31" });
    }
    expect(pauses[0]).toBe(10_000);
    expect(pauses.at(-1)).toBe(60_000);
  });

  test("forgets the wait when the device itself is no longer admitted", () => {
    const node = new Connected(null).answer({ kind: "no-request" });
    node.due("renew");
    const failure = { requestId: "r1", reason: "not-paired", keepAsking: true, retryAfterMs: null };
    node.send({
      kind: "attempt-failed",
      attempt: node.model.attempt,
      failure: { kind: "pairing-required", ...failure },
    });
    expect(node.kinds).toContain("forget-surface");
    node.now += 60_000;
    node.send({ kind: "retry-due" }).connect(null).answer({ kind: "no-request" });
    expect(node.after("renew")).toBe(60_000);
  });
});
