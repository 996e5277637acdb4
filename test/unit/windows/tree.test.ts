import { describe, expect, test } from "vitest";
import {
  endWindowsTree,
  readProcesses,
  treeOf,
  type WindowsProcess,
} from "../../../src/core/exec/process/windows-tree.ts";

const at = (pid: number, parent: number, born: bigint | null = null): WindowsProcess => ({
  pid,
  parent,
  born,
});

describe("a tree of processes on Windows", () => {
  test.each<readonly [string, readonly WindowsProcess[], readonly number[]]>([
    ["the first alone", [at(10, 1), at(11, 1)], [10]],
    [
      "what it started, and what that started",
      [at(12, 11), at(11, 10), at(10, 1), at(13, 12)],
      [10, 11, 12, 13],
    ],
    ["what is left when the first has ended", [at(11, 10), at(12, 11)], [11, 12]],
    [
      "none older than what would have started it",
      [at(10, 1, 50n), at(11, 10, 40n), at(12, 10, 60n)],
      [10, 12],
    ],
    ["those of unknown age", [at(10, 1, 50n), at(11, 10)], [10, 11]],
    ["a ring, once", [at(10, 12), at(11, 10), at(12, 11)], [10, 11, 12]],
    ["never this program or the system", [at(process.pid, 10), at(4, 10), at(0, 10), at(11, 10)], [11]],
    ["nothing", [at(20, 1)], []],
  ])("is %s", (_, all, expected) => {
    expect([...treeOf([10], all)].sort((one, other) => one - other)).toEqual(expected);
  });

  test("is read out of what PowerShell and wmic print", () => {
    expect(readProcesses("4 100 638000000000000000\r\n100 101 638000000000000001\r\n")).toEqual([
      at(100, 4, 638_000_000_000_000_000n),
      at(101, 100, 638_000_000_000_000_001n),
    ]);
    expect(
      readProcesses("ParentProcessId  ProcessId  \r\r\n0                0          \r\n4   \r\n"),
    ).toEqual([at(0, 0)]);
    expect(readProcesses("Get-CimInstance : Access denied\r\n100 101 \r\n 7 8 x\r\n")).toEqual([
      at(101, 100),
    ]);
  });

  /** A computer on which whatever is killed goes, and `appearing` comes in the round after. */
  function computer(
    works: boolean,
    all: readonly WindowsProcess[],
    appearing: readonly WindowsProcess[] = [],
  ) {
    const killed: number[] = [];
    let alive = [...all];
    let asked = 0;
    return {
      killed,
      asked: () => asked,
      tools: {
        taskkill: async () => works,
        async processes() {
          asked += 1;
          const now = alive;
          alive = asked === 1 ? [...alive, ...appearing] : alive;
          return now.filter(({ pid }) => !killed.includes(pid));
        },
        kill: (pid: number) => void killed.push(pid),
      },
    };
  }

  test("is taskkill's to end", async () => {
    const { tools, asked, killed } = computer(true, [at(10, 1), at(11, 10)]);
    await endWindowsTree(10, tools);
    expect(asked()).toBe(0);
    expect(killed).toEqual([10]);
  });

  test("is ended by us where taskkill fails, parents first, and what appears meanwhile too", async () => {
    const { tools, killed } = computer(false, [at(12, 11), at(10, 1), at(11, 10), at(99, 1)], [at(13, 12)]);
    await endWindowsTree(10, tools);
    expect([...new Set(killed)]).toEqual([10, 11, 12, 13]);
  });

  test("loses at least its first where nobody tells what there is", async () => {
    const { tools, killed } = computer(false, []);
    await endWindowsTree(10, tools);
    expect(killed).toEqual([10]);
  });

  test("does not keep us for ever where nothing can be ended", async () => {
    let asked = 0;
    await endWindowsTree(10, {
      taskkill: async () => false,
      processes: async () => [at(10, 1), at(100 + ++asked, 10)],
      kill: () => {},
    });
    expect(asked).toBeLessThan(10);
  });
});
