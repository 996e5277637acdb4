import { describe, expect, test } from "vitest";
import { createKeepAwake } from "../../../src/core/awake/keep-awake.ts";
import type { AwakeChoice } from "../../../src/shared/awake.ts";
import { ManualClock } from "../../support/clock.ts";

function setting(choice: AwakeChoice) {
  const clock = new ManualClock();
  const world = { choice, connected: true, mains: true, held: 0, asked: 0 };
  const awake = createKeepAwake({
    clock,
    choice: () => world.choice,
    isConnected: () => world.connected,
    async onMains() {
      world.asked += 1;
      return world.mains;
    },
    hold() {
      world.held += 1;
      return () => {
        world.held -= 1;
      };
    },
  });
  const look = async () => {
    awake.look();
    await new Promise(setImmediate);
    return world.held;
  };
  return { clock, world, awake, look };
}

describe("a computer that is kept awake", () => {
  test("is not at first, and nothing is asked of it", async () => {
    const { look, world } = setting("off");
    expect([await look(), world.asked]).toEqual([0, 0]);
  });

  test("is so while it is connected, once, and no longer when it is not", async () => {
    const { look, world } = setting("always");
    expect([await look(), await look()]).toEqual([1, 1]);
    world.connected = false;
    expect(await look()).toBe(0);
  });

  test("is so on mains only, within a minute of being unplugged", async () => {
    const { look, world, clock } = setting("mains");
    expect(await look()).toBe(1);
    world.mains = false;
    clock.advance(60_000);
    await new Promise(setImmediate);
    expect(world.held).toBe(0);
    world.mains = true;
    clock.advance(60_000);
    await new Promise(setImmediate);
    expect(world.held).toBe(1);
  });

  test("may sleep as soon as its owner says so or the app ends, whatever was being asked", async () => {
    const { look, world, awake, clock } = setting("mains");
    awake.look();
    world.choice = "off";
    expect(await look()).toBe(0);
    world.choice = "mains";
    awake.look();
    awake.stop();
    await new Promise(setImmediate);
    clock.advance(600_000);
    await new Promise(setImmediate);
    expect(world.held).toBe(0);
  });
});
