import { expect, test } from "vitest";
import { findOwners } from "../../../src/core/computer/x11/owners.ts";
import { RequestRefused, type XConnection } from "../../../src/core/computer/x11/wire.ts";

const ROOT = 1;
const requests = { internAtom: 16, getProperty: 20, queryTree: 15, translateCoordinates: 40 };
const PID_NAME = 100;

/** A window, where it is from left to right, its program's word for who it is, and what lies in it, lowest first. */
interface Window {
  readonly id: number;
  readonly from: number;
  readonly to: number;
  readonly pid?: number;
  readonly inside?: readonly Window[];
}

/** A server that has these windows; `rounds` counts how often it was waited for. */
function serverWith(first: readonly Window[]) {
  let shown = first;
  let rounds = 0;
  let isCounted = false;
  const answer = () => Buffer.alloc(64);
  const root = (): Window => ({ id: ROOT, from: 0, to: 100, inside: shown });
  const find = (id: number, from: Window = root()): Window | null =>
    from.id === id ? from : ((from.inside ?? []).map((one) => find(id, one)).find(Boolean) ?? null);

  function answered(opcode: number, body: Buffer): Buffer {
    if (opcode === requests.internAtom) {
      const isPid = body.subarray(4).toString() === "_NET_WM_PID";
      const named = answer();
      named.writeUInt32LE(isPid ? PID_NAME : PID_NAME + 1, 8);
      return named;
    }
    const isPlace = opcode === requests.translateCoordinates;
    const window = find(body.readUInt32LE(isPlace ? 4 : 0));
    if (window === null) throw new RequestRefused(3, opcode, 0);
    const told = answer();
    if (isPlace) {
      const x = body.readInt16LE(8);
      const child = (window.inside ?? []).findLast(({ from, to }) => x >= from && x < to);
      told.writeUInt32LE(child?.id ?? 0, 8);
    } else if (opcode === requests.getProperty && body.readUInt32LE(4) === PID_NAME && window.pid) {
      told.writeUInt8(32, 1);
      told.writeUInt32LE(1, 16);
      told.writeUInt32LE(window.pid, 32);
    } else if (opcode === requests.queryTree) {
      const inside = window.inside ?? [];
      told.writeUInt16LE(inside.length, 16);
      for (const [index, { id }] of inside.entries()) told.writeUInt32LE(id, 32 + index * 4);
    }
    return told;
  }

  const x: Pick<XConnection, "ask"> = {
    ask: (opcode, _detail, body = Buffer.alloc(0)) => {
      if (!isCounted) rounds += 1;
      isCounted = true;
      return new Promise((resolve, reject) =>
        setImmediate(() => {
          isCounted = false;
          try {
            resolve(answered(opcode, body));
          } catch (error) {
            reject(error);
          }
        }),
      );
    },
  };
  return {
    owners: () => findOwners(x as XConnection, ROOT, null),
    show: (windows: readonly Window[]) => {
      shown = windows;
    },
    async roundsOf<Value>(work: Promise<Value>): Promise<number> {
      const before = rounds;
      await work;
      return rounds - before + 1;
    },
  };
}

const editor: Window = {
  id: 10,
  from: 0,
  to: 50,
  inside: [{ id: 11, from: 0, to: 50, pid: 1_000, inside: [{ id: 12, from: 0, to: 40 }] }],
};
const browser: Window = { id: 20, from: 50, to: 100, inside: [{ id: 21, from: 50, to: 100, pid: 2_000 }] };
const at = (x: number) => ({ x, y: 5 });

test("the windows of the last place are all asked about at once", async () => {
  const { owners, roundsOf } = serverWith([editor, browser]);
  const found = await owners();
  expect(await found.at(at(10))).toEqual([1_000]);
  expect(await roundsOf(found.at(at(20)))).toBeLessThanOrEqual(2);
  expect(await roundsOf(found.at(at(60)))).toBeGreaterThan(2);
});

test.each<[string, readonly Window[], number, readonly number[]]>([
  ["another window is there", [editor, browser], 60, [2_000]],
  ["none is there", [editor], 60, []],
  ["less lies in the same window", [editor, browser], 45, [1_000]],
  [
    "another program's window lies in the same one",
    [{ ...editor, inside: [{ id: 13, from: 0, to: 50, pid: 3_000 }] }],
    10,
    [3_000],
  ],
  ["a window has come on top of it", [editor, { id: 30, from: 0, to: 50, pid: 4_000 }], 10, [4_000]],
  [
    "a window has come into the innermost one",
    [
      {
        ...editor,
        inside: [
          {
            id: 11,
            from: 0,
            to: 50,
            pid: 1_000,
            inside: [{ id: 12, from: 0, to: 40, inside: [{ id: 14, from: 0, to: 40, pid: 5_000 }] }],
          },
        ],
      },
    ],
    10,
    [1_000, 5_000],
  ],
  ["all of them have gone", [browser], 10, []],
  [
    "the same windows are another program's",
    [{ ...editor, inside: [{ id: 11, from: 0, to: 50, pid: 6_000 }] }],
    10,
    [6_000],
  ],
])("after a place in the editor: %s", async (_, windows, x, pids) => {
  const { owners, show } = serverWith([editor, browser]);
  const found = await owners();
  expect(await found.at(at(10))).toEqual([1_000]);
  show(windows);
  expect(await found.at(at(x))).toEqual(pids);
  show([editor, browser]);
  expect(await found.at(at(10))).toEqual([1_000]);
});
