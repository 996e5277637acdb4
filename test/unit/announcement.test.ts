import { expect, test } from "vitest";
import { type Announcement, decide } from "../../src/main/notifications/announcement.ts";
import type { NodeState } from "../../src/shared/state.ts";
import { states } from "../support/app-snapshot.ts";
import { causeOf } from "../support/blocked-causes.ts";

/** What a person hears along these states. */
function heard(...along: NodeState[]): Announcement[] {
  let told: readonly string[] = [];
  return along.flatMap((state) => {
    const decision = decide(state, told);
    told = decision.told;
    return decision.announce === null ? [] : [decision.announce];
  });
}

const awaiting = states["awaiting-approval"];
const pending = {
  ...states.connected,
  surface: { status: "pending", requestId: "s", adminCommand: "x" },
} as const;

test("approval needed and granted are told once each", () => {
  expect(heard(states.connecting, awaiting, states.connected)).toEqual(["approval-needed", "granted"]);
});

test("a renewed request, and a connection lost in between, are the same thing and not told again", () => {
  const renewed = { ...awaiting, requestId: "request-2" };
  expect(heard(awaiting, renewed, states.waiting, states.connecting, awaiting)).toEqual(["approval-needed"]);
});

test("a second request after having been connected is a new thing", () => {
  expect(heard(awaiting, states.connected, awaiting)).toEqual([
    "approval-needed",
    "granted",
    "approval-needed",
  ]);
});

test("both approvals of a first pairing are told, and the grant once", () => {
  expect(heard(awaiting, pending, pending, states.connected)).toEqual([
    "approval-needed",
    "surface-needed",
    "granted",
  ]);
});

test("an ordinary reconnect tells nothing", () => {
  expect(heard(states.connected, states.waiting, states.connecting, states.connected)).toEqual([]);
});

test("the same reason to act is told once until it is over, another one at once", () => {
  const other = { ...states.blocked, ...causeOf("credential-rejected") };
  expect(heard(states.blocked, states.connecting, states.blocked)).toEqual(["attention"]);
  expect(heard(states.blocked, other)).toEqual(["attention", "attention"]);
  expect(heard(states.blocked, states.connected, states.blocked)).toEqual(["attention", "attention"]);
});
