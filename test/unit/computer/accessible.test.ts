import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { announce } from "../../../src/core/computer/accessible.ts";

type SessionBus = Parameters<typeof announce>[0];

/** The setting of a desktop. What is asked and set is so a moment later. */
function desktop() {
  const status: Record<string, boolean> = { IsEnabled: false, ScreenReaderEnabled: false };
  const log: string[] = [];
  const bus: SessionBus = {
    ended: new Promise(() => {}),
    async call({ member }, args = []) {
      const [, name, value] = args.map(([, given]) => given);
      await setImmediate();
      if (member === "Get") return { body: [status[String(name)] ? 1 : 0] } as never;
      status[String(name)] = Array.isArray(value) && value[1] === true;
      log.push(`${String(name)} ${status[String(name)]}`);
      return { body: [] } as never;
    },
  };
  return { status, log, bus };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    if (turn > 1_000) throw new Error("never true");
    await setImmediate();
  }
}

test("it is put back by whoever is left while it is being set", async () => {
  for (let turns = 0; turns < 8; turns += 1) {
    const { status, log, bus } = desktop();
    const over = new AbortController();
    const done = announce(bus, over.signal);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    over.abort();
    await done;
    expect([turns, status.IsEnabled]).toEqual([turns, false]);
    expect(log.length % 2).toBe(0);
  }
});

test("it is on for one that comes before another is left", async () => {
  for (let turns = 0; turns < 8; turns += 1) {
    const { status, bus } = desktop();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = announce(bus, first.signal);
    await until(() => status.IsEnabled === true);
    const done = announce(bus, second.signal);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    first.abort();
    await left;
    await until(() => status.IsEnabled === true);
    second.abort();
    await done;
    expect([turns, status.IsEnabled]).toEqual([turns, false]);
  }
});

test("it stays on for a screen reader, and where it was on before", async () => {
  const { status, log, bus } = desktop();
  const over = new AbortController();
  const done = announce(bus, over.signal);
  await until(() => status.IsEnabled === true);
  status.ScreenReaderEnabled = true;
  over.abort();
  await done;
  expect(status.IsEnabled).toBe(true);
  await announce(bus, AbortSignal.abort());
  await announce(bus, new AbortController().signal);
  expect(log).toEqual(["IsEnabled true"]);
});

test("a bus that fails holds up nobody", async () => {
  const { status, bus } = desktop();
  await announce({ ...bus, call: () => Promise.reject(new Error("gone")) }, new AbortController().signal);
  const over = new AbortController();
  const done = announce(bus, over.signal);
  await until(() => status.IsEnabled === true);
  over.abort();
  await done;
});
