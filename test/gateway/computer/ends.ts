import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { descendantsOf, killAll } from "../../../scripts/gateway/descendants.ts";
import { IDLE_MS, MAKE_WAY_MS } from "../../../src/core/computer/granted.ts";
import { until } from "../../e2e/until.ts";
import { act, CONTROLLED, type Desk, gate, typed } from "./desk.ts";
import { textField } from "./programs.ts";

/** How sessions end, who is let in meanwhile and afterwards, and what is left of them. */
export function ends(desk: () => Desk): void {
  describe("comes to an end", () => {
    let field: ReturnType<typeof textField>;
    beforeAll(() => {
      field = textField(desk());
    });
    afterAll(() => field?.end());

    const app = () => desk().desktop.app;
    const shows = (label: string) => desk().desktop.trayShows(label);

    test("when the person presses the key; until then it only looks, and another run waits", async () => {
      const [looking, over, next] = [gate(), gate(), gate()];
      const turn = await desk().turn(
        act("screenshot"),
        act("type", { text: "not while it only looks" }, looking.opened),
        act("screenshot"),
        act("screenshot", {}, over.opened),
        act("type", { text: "not after the end" }),
      );
      await desk().answer("watch for 15 minutes");
      await until("it is watched", () => shows("An agent sees this screen"));
      const second = await desk().turn(act("screenshot"), act("screenshot", {}, next.opened));
      await until("the second was told", () => second.results.length === 1);
      expect(second.results[0]).toContain("COMPUTER_HOST_BUSY");
      looking.open();
      await until("it looked again", () => turn.results.length === 3);
      expect(turn.results[1]).toContain("COMPUTER_REFUSED_VIEW_ONLY");
      expect(turn.results[2]).toContain("frameId");
      await app().shortcut("press", "Control+Alt+Escape");
      await until("no sign is left", async () => !(await shows("An agent sees this screen")));
      over.open();
      const [, , , ...ended] = await turn.finished();
      for (const result of ended) expect(result).toContain("COMPUTER_REFUSED_ENDED");
      expect(await desk().asks()).toBe(false);
      next.open();
      await desk().allow("Entry");
      expect((await second.finished())[1]).toContain("frameId");
      expect(field.text()).toBe("");
    }, 180_000);

    test("when nothing is asked for three minutes, and when the screen is locked", async () => {
      const [idle, locked, unlocked] = [gate(), gate(), gate()];
      const turn = await desk().turn(
        act("screenshot"),
        act("screenshot", {}, idle.opened),
        act("type", { text: "not while it is locked" }, locked.opened),
        act("screenshot", {}, unlocked.opened),
      );
      await desk().allow("Entry");
      await until("it has looked", () => turn.results.length === 1);
      expect(await app().ring(IDLE_MS)).toBe(1);
      await desk().untilOver();
      await expect
        .poll(() => desk().log().slice(-2))
        .toEqual(["computer use begins (control, at most 15 minutes)", "computer use ends: idle"]);
      idle.open();
      await desk().allow("Entry");
      await until("it looked again", () => turn.results.length === 2);
      await app().power("lock-screen");
      await desk().untilOver();
      locked.open();
      await until("it was told", () => turn.results.length === 3);
      expect(turn.results[2]).toContain("COMPUTER_REFUSED_ENDED");
      expect(await desk().asks()).toBe(false);
      await app().power("unlock-screen");
      unlocked.open();
      await desk().allow("Entry");
      expect((await turn.finished())[3]).toContain("frameId");
      expect(field.text()).toBe("");
    }, 180_000);

    test("with a run that is stopped, while the person is asked and later", async () => {
      const asking = await desk().turn(act("screenshot"));
      await until("the person is asked", () => desk().asks());
      await asking.stop();
      await until("the question is gone", async () => !(await desk().asks()));
      const [acting, next] = [gate(), gate()];
      const working = await desk().turn(act("screenshot"), act("left_click", {}, acting.opened));
      await desk().allow("Entry");
      await until("it has looked", () => working.results.length === 1);
      // Its gateway tells nobody of a run that is stopped between two calls.
      await working.stop();
      const second = await desk().turn(act("screenshot"), act("screenshot", {}, next.opened));
      await until("the second was told", () => second.results.length === 1);
      expect(second.results[0]).toContain("COMPUTER_HOST_BUSY");
      expect(await app().ring(MAKE_WAY_MS)).toBe(1);
      next.open();
      await desk().allow("Entry");
      expect((await second.finished())[1]).toContain("frameId");
      await desk().untilOver();
    }, 180_000);

    test("with a gateway that is killed; the next run is asked about anew, and gets in", async () => {
      const never = gate();
      await desk().turn(act("screenshot"), act("type", { text: "not by a dead one" }, never.opened));
      await desk().allow("Entry");
      const { gateway } = desk();
      killAll([gateway.pid(), ...descendantsOf(gateway.pid())]);
      await desk().untilOver();
      await gateway.restart();
      await until("it is connected", () => shows("Connected"), 60_000);
      const next = await desk().turn(act("screenshot"), act("type", { text: "by the next one" }));
      await desk().allow("Entry");
      expect((await next.finished())[1]).toContain('"ok":true');
      expect(field.text()).toBe("by the next one");
    }, 180_000);

    // The last one: after a no, nobody is asked for a minute.
    test("before it begins, by a no, which holds for the whole run", async () => {
      const turn = await desk().turn(act("screenshot"), act("type", { text: "not after a no" }));
      await desk().answer("No");
      for (const result of await turn.finished()) expect(result).toContain("COMPUTER_REFUSED_BY_PERSON");
      expect(await desk().asks()).toBe(false);
      expect(await shows(CONTROLLED)).toBe(false);
      expect(field.text()).toBe("by the next one");
    }, 180_000);

    test("and nothing that was typed is kept anywhere", () => {
      expect(typed.length).toBeGreaterThan(3);
      const files = desk().files();
      expect(files.map(({ name }) => name)).toContain("activity.jsonl");
      for (const text of [...files.map((file) => file.text), app().output()])
        for (const secret of typed.flatMap((one) => one.trim().split("\n")))
          expect(text).not.toContain(secret);
    });
  });
}
