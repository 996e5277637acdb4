import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { announce, markFile, putBackOn } from "../../../src/core/computer/announced.ts";
import { memoryMark } from "../../support/memory-mark.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

type SessionBus = Parameters<typeof announce>[0];

/**
 * The setting of a desktop, and who holds a name on its bus: each connection once. What is asked and set is so a moment
 * later.
 */
function desktop() {
  const status: Record<string, boolean> = { IsEnabled: false, ScreenReaderEnabled: false };
  const log: string[] = [];
  const holders: symbol[] = [];
  function connect(): SessionBus & { readonly die: () => void } {
    const self = Symbol();
    const letGo = () => {
      if (holders.includes(self)) holders.splice(holders.indexOf(self), 1);
    };
    let isDead = false;
    return {
      ended: new Promise(() => {}),
      async call({ member }, args = []) {
        const [, name, value] = args.map(([, given]) => given);
        await setImmediate();
        if (isDead) return new Promise(() => {});
        switch (member) {
          case "RequestName":
            holders.push(self);
            return { body: [holders[0] === self ? 1 : 2] } as never;
          case "ReleaseName":
            letGo();
            return { body: [1] } as never;
          case "ListQueuedOwners":
            if (holders.length === 0) throw new Error("org.freedesktop.DBus.Error.NameHasNoOwner");
            return { body: [holders.map(String)] } as never;
          case "Get":
            return { body: [status[String(name)] ? 1 : 0] } as never;
          default:
            status[String(name)] = Array.isArray(value) && value[1] === true;
            log.push(`${String(name)} ${status[String(name)]}`);
            return { body: [] } as never;
        }
      },
      /** As in a process that is killed. */
      die() {
        isDead = true;
        letGo();
      },
    };
  }
  return { status, log, connect, bus: connect() };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    if (turn > 1_000) throw new Error("never true");
    await setImmediate();
  }
}

/** What another process of ours does: its sessions take turns with each other, and not with ours. */
async function otherProcess() {
  const path = "../../../src/core/computer/announced.ts?another";
  return ((await import(/* @vite-ignore */ path)) as { announce: typeof announce }).announce;
}

test("it is put back by whoever is left while it is being set", async () => {
  for (let turns = 0; turns < 12; turns += 1) {
    const { status, log, bus } = desktop();
    const mark = memoryMark();
    const over = new AbortController();
    const done = announce(bus, over.signal, mark);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    over.abort();
    await done;
    expect([turns, status.IsEnabled, mark.isThere()]).toEqual([turns, false, false]);
    expect(log.length % 2).toBe(0);
  }
});

test("it is on for one that comes before another is left", async () => {
  for (let turns = 0; turns < 8; turns += 1) {
    const { status, bus } = desktop();
    const mark = memoryMark();
    const [first, second] = [new AbortController(), new AbortController()];
    const left = announce(bus, first.signal, mark);
    await until(() => status.IsEnabled === true);
    const done = announce(bus, second.signal, mark);
    for (let turn = 0; turn < turns; turn += 1) await setImmediate();
    first.abort();
    await left;
    await until(() => status.IsEnabled === true);
    second.abort();
    await done;
    expect([turns, status.IsEnabled, mark.isThere()]).toEqual([turns, false, false]);
  }
});

test("it stays on for a screen reader, and where it was on before", async () => {
  const { status, log, bus } = desktop();
  const mark = memoryMark();
  const over = new AbortController();
  const done = announce(bus, over.signal, mark);
  await until(() => status.IsEnabled === true);
  status.ScreenReaderEnabled = true;
  over.abort();
  await done;
  expect([status.IsEnabled, mark.isThere()]).toEqual([true, false]);
  await announce(bus, AbortSignal.abort(), mark);
  await announce(bus, new AbortController().signal, mark);
  expect(log).toEqual(["IsEnabled true"]);
});

test("a bus that fails holds up nobody", async () => {
  const { status, bus } = desktop();
  const failing = { ...bus, call: () => Promise.reject(new Error("gone")) };
  await announce(failing, new AbortController().signal, memoryMark());
  const over = new AbortController();
  const done = announce(bus, over.signal, memoryMark());
  await until(() => status.IsEnabled === true);
  over.abort();
  await done;
});

test("the mark is there before it is on, and goes only when it is off", async () => {
  const { status, bus } = desktop();
  const mark = memoryMark();
  const seen: (boolean | undefined)[] = [];
  const over = new AbortController();
  const watched: SessionBus = {
    ...bus,
    call(callee, args) {
      if (callee.member === "Set") seen.push(mark.isThere());
      return bus.call(callee, args);
    },
  };
  const done = announce(watched, over.signal, mark);
  await until(() => status.IsEnabled === true);
  over.abort();
  await done;
  expect(seen).toEqual([true, true]);
});

test("the mark stays where it cannot be put back: the bus ends with the login, the setting does not", async () => {
  const { status, bus } = desktop();
  const mark = memoryMark();
  let isGone = false;
  let end: (error: Error) => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  const call: SessionBus["call"] = (callee, args) =>
    isGone ? Promise.reject(new Error("gone")) : bus.call(callee, args);
  const done = announce({ ended, call }, new AbortController().signal, mark);
  await until(() => status.IsEnabled === true);
  isGone = true;
  end(new Error("the bus has gone away"));
  await done;
  expect([status.IsEnabled, mark.isThere()]).toEqual([true, true]);
});

/** As it is after one was killed. */
async function killed() {
  const here = desktop();
  const mark = memoryMark();
  await mark.leave();
  here.status.IsEnabled = true;
  return { ...here, mark };
}

test("what a killed one left on is put back, and nothing is where there is no mark", async () => {
  const { status, log, bus, mark } = await killed();
  await putBackOn(bus, mark);
  expect([status.IsEnabled, mark.isThere()]).toEqual([false, false]);
  status.IsEnabled = true;
  await putBackOn(bus, mark);
  expect([status.IsEnabled, log]).toEqual([true, ["IsEnabled false"]]);
});

test("it is not switched off for somebody with a screen reader, and not switched on again", async () => {
  const reading = await killed();
  reading.status.ScreenReaderEnabled = true;
  await putBackOn(reading.bus, reading.mark);
  expect([reading.status.IsEnabled, reading.mark.isThere()]).toEqual([true, false]);
  const off = await killed();
  off.status.IsEnabled = false;
  await putBackOn(off.bus, off.mark);
  expect([off.status.IsEnabled, off.mark.isThere()]).toEqual([false, false]);
});

test("the next session puts it back at its end, when nobody did before", async () => {
  const { status, log, bus, mark } = await killed();
  const over = new AbortController();
  const done = announce(bus, over.signal, mark);
  await until(() => log.length > 0);
  over.abort();
  await done;
  expect([status.IsEnabled, mark.isThere()]).toEqual([false, false]);
});

test("of two processes the last one puts it back, and so does the other when one is killed", async () => {
  const elsewhere = await otherProcess();
  for (const isKilled of [false, true]) {
    const { status, connect } = desktop();
    const [one, two] = [connect(), connect()];
    const [mine, theirs] = [memoryMark(), memoryMark()];
    const [first, second] = [new AbortController(), new AbortController()];
    const left = announce(one, first.signal, mine);
    await until(() => status.IsEnabled === true);
    const done = elsewhere(two, second.signal, theirs);
    await until(theirs.isThere);
    if (isKilled) {
      one.die();
      await putBackOn(connect(), mine);
    } else {
      first.abort();
      await left;
    }
    expect([status.IsEnabled, mine.isThere()]).toEqual([true, false]);
    second.abort();
    await done;
    expect([status.IsEnabled, theirs.isThere()]).toEqual([false, false]);
    first.abort();
  }
});

test("the file that is the mark outlives whoever left it; where none can be written, there is none", async () => {
  const folder = temporaryDirectory();
  const path = join(folder, "mark");
  await markFile(path).leave();
  expect(markFile(path).isThere()).toBe(true);
  await markFile(path).remove();
  expect([markFile(path).isThere(), readdirSync(folder)]).toEqual([false, []]);
  // Neither a folder nor a link is one.
  mkdirSync(join(folder, "folder"));
  symlinkSync("folder", join(folder, "link"));
  for (const name of ["folder", "link", "folder/x/y"]) {
    const mark = markFile(join(folder, name));
    if (name !== "folder/x/y") await mark.leave();
    expect([name, mark.isThere()]).toEqual([name, false]);
  }
  expect(readdirSync(folder).sort()).toEqual(["folder", "link"]);
});
