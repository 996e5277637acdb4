import { describe, expect, test } from "vitest";
import { createOutputRing } from "../../../src/core/tools/built-in/output-ring.ts";
import { eventually } from "../../support/eventually.ts";
import { no, setting, textOf } from "./own-tools.ts";

describe("long programs", () => {
  const all = ["program_start", "program_poll", "program_stop", "program_list"] as const;
  const script = (text: string) => ({ command: [process.execPath, "-e", text] });
  const ever = script("console.log('begun'); setInterval(() => {}, 1000)");

  test("are refused where system.run would be", async () => {
    const { call, logged } = await setting(all, { security: "deny" });
    await expect(call("program_start", ever)).rejects.toThrow("SYSTEM_RUN_DISABLED");
    expect(logged()).toContain("security=deny");
    const asking = await setting(all, { person: no });
    await expect(asking.call("program_start", ever)).rejects.toThrow("SYSTEM_RUN_DENIED");
    expect(asking.asked).toMatchObject([{ agent: "main", program: process.execPath }]);
  });

  test("run on after the call; their output is read by offset; they are stopped, or end by themselves", async () => {
    const { call, logged } = await setting(all, { security: "full" });
    const { id } = (await call("program_start", ever)).structuredContent;
    await eventually(async () => expect(textOf(await call("program_poll", { id }))).toContain("begun"));
    const { nextOffset: offset, running } = (await call("program_poll", { id })).structuredContent;
    expect([offset, running]).toEqual([6, true]);
    expect(textOf(await call("program_poll", { id, offset }))).toBe("[running; nextOffset 6]\n");
    expect(textOf(await call("program_list"))).toContain(String(id));
    expect((await call("program_stop", { id })).structuredContent.running).toBe(false);
    const other = (await call("program_start", script("process.exit(7)"))).structuredContent.id;
    await eventually(async () =>
      expect(textOf(await call("program_poll", { id: other }))).toContain("exit code 7"),
    );
    expect(logged()).toContain("begun");
    const elsewhere = await setting(all, { security: "full" });
    await expect(elsewhere.call("program_poll", { id })).rejects.toThrow("no program with this id");
  });

  test("end when commands are switched off", async () => {
    const { call, door, state, logged } = await setting(all, { security: "full" });
    await call("program_start", ever);
    state.runIsOn = false;
    door.look();
    await eventually(() => expect(logged()).toMatch(/"signal":"SIG|"durationMs":\d/));
    expect(door.published()).toEqual([]);
  });

  test("keep only the end of a long output", () => {
    const ring = createOutputRing(10);
    for (let i = 0; i < 10; i++) ring.push("0123456789");
    expect(ring.total()).toBe(100);
    expect(ring.read(0, 5)).toEqual({ text: "01234", from: 90, next: 95 });
    expect(ring.read(95, 50)).toEqual({ text: "56789", from: 95, next: 100 });
    expect(ring.read(500, 5)).toEqual({ text: "", from: 100, next: 100 });
  });
});
