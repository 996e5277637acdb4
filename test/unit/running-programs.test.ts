import { expect, test } from "vitest";
import { createRunningPrograms } from "../../src/core/exec/running-programs.ts";
import { stopPrograms } from "../../src/core/exec/stop-programs.ts";

const program = { id: "a", command: "sleep 9", directory: "/", agent: null, startedAt: 5 };

test("what runs is listed until it ends, and stopping it says so meanwhile", () => {
  const running = createRunningPrograms();
  let told = 0;
  let stops = 0;
  running.subscribe(() => {
    told += 1;
  });
  const end = running.begin(program, () => {
    stops += 1;
  });
  expect(running.list()).toEqual([{ ...program, stopping: false }]);
  expect(running.stop("b")).toBe(false);
  expect(running.stop("a")).toBe(true);
  expect(running.list()).toEqual([{ ...program, stopping: true }]);
  end();
  expect(running.list()).toEqual([]);
  expect(running.stop("a")).toBe(false);
  expect({ told, stops }).toEqual({ told: 3, stops: 1 });
});

test("stopping one leaves the others, and waits for it to end", async () => {
  const running = createRunningPrograms();
  const stopped: string[] = [];
  const end = running.begin(program, () => stopped.push("a"));
  running.begin({ ...program, id: "b" }, () => stopped.push("b"));
  const waiting = stopPrograms(running, "a", 60_000);
  expect(stopped).toEqual(["a"]);
  end();
  expect(await waiting).toEqual({ stopped: 1, still: 0 });
  expect(await stopPrograms(running, "gone", 60_000)).toEqual({ stopped: 0, still: 0 });
});

test("stopping all counts what has not ended in time", async () => {
  const running = createRunningPrograms();
  const end = running.begin(program, () => end());
  running.begin({ ...program, id: "deaf" }, () => {});
  expect(await stopPrograms(running, null, 1)).toEqual({ stopped: 2, still: 1 });
});
