import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { onRealElectron } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { act, Desk, gate, missing } from "./computer/desk.ts";
import { ends } from "./computer/ends.ts";
import { textField } from "./computer/programs.ts";
import { tasks } from "./computer/tasks.ts";

if (missing !== null) console.warn(`computer use meets no gateway: ${missing}`);

// Real Electron is met by its own suite, which has no gateway.
describe.skipIf(onRealElectron || missing !== null)("an agent's own computer tool", () => {
  let desk: Desk;

  beforeAll(async () => {
    desk = await Desk.start();
  });
  afterAll(() => desk?.dispose());
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await desk.recover();
  });

  tasks(() => desk);

  describe("in the person's hands", () => {
    let field: ReturnType<typeof textField>;
    beforeAll(() => {
      field = textField(desk);
    });
    afterAll(() => field?.end());

    test("is paused by a touch, told so, and goes on when the person lets it", async () => {
      const [touched, resumed] = [gate(), gate()];
      const turn = await desk.turn(
        act("screenshot"),
        act("type", { text: "not this" }, touched.opened),
        act("key", { text: "ctrl+a" }, resumed.opened),
        act("type", { text: "but this" }),
      );
      await desk.allow("Entry");
      // Some action, so that the hands have been still for long enough to count.
      await until("the touch pauses it", async () => {
        desk.xdotool("key", "shift");
        return desk.desktop.trayShows("Computer use is paused");
      });
      touched.open();
      await until("it was told", async () => turn.results.length >= 2);
      expect(turn.results[1]).toContain("COMPUTER_REFUSED_PAUSED");
      await desk.desktop.app.choose("Let the agent go on");
      resumed.open();
      const results = await turn.finished();
      expect(results[3]).toContain('"ok":true');
      expect(field.text()).toBe("but this");
    }, 180_000);

    test("is ended from a terminal, by the pause of the node, and the next run asks anew", async () => {
      const begin = gate();
      const turn = await desk.turn(act("screenshot"), act("type", { text: "not this" }, begin.opened));
      await desk.allow("Entry");
      const before = field.text();
      await desk.clawtray("pause");
      await desk.untilOver();
      begin.open();
      const results = await turn.finished();
      expect(results[1]).not.toContain('"ok":true');
      expect(field.text()).toBe(before);
      await desk.clawtray("resume");
      await until("it is connected", () => desk.desktop.trayShows("Connected"));
      const next = await desk.turn(act("screenshot"));
      await desk.allow("Entry");
      expect((await next.finished())[0]).toContain("frameId");
    }, 180_000);
  });

  ends(() => desk);
});
