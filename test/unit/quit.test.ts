import { EventEmitter } from "node:events";
import { beforeEach, expect, test, vi } from "vitest";
import { setUpQuit } from "../../src/main/lifecycle/quit.ts";

/** The part of Electron that quitting is about; what it does by itself is seen in the tests of a real one. */
const electron = vi.hoisted(() => ({ app: null as never, powerMonitor: null as never }));
vi.mock("electron", () => electron);

class App extends EventEmitter {
  quits = 0;
  exits = 0;
  quit(): void {
    this.quits += 1;
  }
  exit(): void {
    this.exits += 1;
  }
  /** What Electron does when somebody wants it to quit; true when that was put off. */
  askToQuit(): boolean {
    let prevented = false;
    this.emit("before-quit", {
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented;
  }
}

let app: App;
let power: EventEmitter;
let disposed: number;
let endNode: () => void;

beforeEach(() => {
  app = new App();
  power = new EventEmitter();
  Object.assign(electron, { app, powerMonitor: power });
  disposed = 0;
  setUpQuit({
    node: { close: () => new Promise((resolve) => (endNode = resolve)) },
    dispose: () => {
      disposed += 1;
    },
    log: { log() {} },
  });
});

test("quitting is put off once, until the node has ended, and comes back from a task of its own", async () => {
  expect(app.askToQuit()).toBe(true);
  expect(app.askToQuit()).toBe(true);
  expect(disposed).toBe(0);
  endNode();
  await expect.poll(() => app.quits).toBe(1);
  expect(disposed).toBe(1);
  expect(app.askToQuit()).toBe(false);
});

test("the end of the session is never delayed, and windows are released at once while the node is still ending", async () => {
  power.emit("shutdown");
  expect(app.askToQuit()).toBe(false);
  expect(disposed).toBe(1);
  endNode();
  await expect.poll(() => app.quits).toBe(1);
  expect(disposed).toBe(1);
});
