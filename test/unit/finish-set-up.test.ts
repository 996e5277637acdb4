import { expect, test, vi } from "vitest";
import { isDecided } from "../../src/main/requests/finish-set-up.ts";
import { snapshotOf, states } from "../support/app-snapshot.ts";

vi.mock("electron", () => ({ app: {} }));

const of = (node: keyof typeof states, draft: Partial<ReturnType<typeof snapshotOf>["draft"]> = {}) => {
  const snapshot = snapshotOf(states[node]);
  return isDecided({ ...snapshot, draft: { ...snapshot.draft, step: "pairing", ...draft } });
};

test("a set-up is decided once the gateway it asked has approved this computer", () => {
  expect(of("connected")).toBe(true);
  expect(of("connected", { step: "done" })).toBe(true);
  expect(of("awaiting-approval")).toBe(false);
  expect(of("waiting")).toBe(false);
});

test("not before its gateway was asked, nor while another one is offered, nor twice", () => {
  expect(of("connected", { step: "gateway" })).toBe(false);
  expect(of("connected", { step: "capabilities" })).toBe(false);
  expect(of("connected", { replaces: "wss://old.example" })).toBe(false);
  expect(of("connected", { finished: true })).toBe(false);
});
