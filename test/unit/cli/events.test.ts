import { expect, test } from "vitest";
import { eventView } from "../../../src/cli/view/events.ts";
import type { NodeState } from "../../../src/shared/state.ts";
import { someState } from "../../support/node-state.ts";

const base = { ...someState(), gateway: { url: "ws://gateway:18789", version: null, protocol: null } };
const at = (phase: object): NodeState => ({ ...base, ...phase }) as NodeState;
const connecting = at({ phase: "connecting", lastFailure: null });
const refused = at({ phase: "waiting", reason: "refused", retryAt: 9 });
const connected = at({ phase: "connected", surface: { status: "approved" } });
const timeout = at({ phase: "waiting", reason: "timeout", retryAt: 9 });

function told(states: readonly (readonly [at: number, state: NodeState])[]): readonly string[] {
  const lines: string[] = [];
  let now = 0;
  const show = eventView(
    (_at, line) => void lines.push(line),
    () => now,
  );
  for (const [time, state] of states) {
    now = time;
    show(state);
  }
  return lines;
}

test("an outage is one line, however often it is tried, and one more an hour", () => {
  const outage = Array.from({ length: 240 }, (_, index) => [
    [index * 30_000, connecting] as const,
    [index * 30_000 + 100, refused] as const,
  ]).flat();
  const lines = told(outage);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/^Connecting/);
  expect(lines[2]).toMatch(/still failing after \d+ attempts/);
});

test("another reason is another line, reasons that take turns are told once, and no line has a break in it", () => {
  const lines = told([
    [0, connecting],
    [1, refused],
    [2, connecting],
    [3, timeout],
    [4, connecting],
    [5, refused],
  ]);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).not.toContain("\n");
});

test("the end of each outage is a line, and being connected is told once", () => {
  const hour = 60 * 60 * 1_000;
  const lines = told([
    [0, connecting],
    [1, connected],
    [2, connected],
    [2 * hour, connected],
    [2 * hour + 1, refused],
    [2 * hour + 2, connecting],
    [2 * hour + 3, connected],
    [2 * hour + 4, timeout],
    [2 * hour + 5, connecting],
    [2 * hour + 6, connected],
  ]);
  expect(lines.map((line) => line.split(/[ .]/)[0])).toEqual([
    "Connecting",
    "Connected",
    "Waiting",
    "Connected",
    "Waiting",
    "Connected",
  ]);
});
