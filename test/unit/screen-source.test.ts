import { expect, test, vi } from "vitest";
import type { CaptureProblem, Picture } from "../../src/core/commands/capture.ts";
import { LOCKED } from "../../src/main/capture/capture-pages.ts";
import type { DirectPicture } from "../../src/main/capture/direct-picture.ts";
import { screenSource } from "../../src/main/capture/screen-source.ts";
import { createCaptureSigns, SIGN_MS } from "../../src/main/capture/signs.ts";
import { createTurns } from "../../src/main/capture/turns.ts";
import { failure, success } from "../../src/shared/result.ts";
import { ManualClock } from "../support/clock.ts";

vi.mock("electron", () => {
  const display = {
    id: 1,
    size: { width: 800, height: 600 },
    bounds: { x: 0, y: 0, width: 800, height: 600 },
    scaleFactor: 1,
  };
  return {
    screen: { getPrimaryDisplay: () => display, getAllDisplays: () => [display] },
    ipcMain: {},
    BrowserWindow: class {},
  };
});

const picture: Picture = { bytes: new Uint8Array([1]), width: 800, height: 600 };
const request = { display: 0, format: "png", maxWidth: 800, quality: 1 } as const;
const never = new AbortController().signal;

/** A screen whose direct pictures are these, and what is done besides. */
function screenWith(directPicture: DirectPicture) {
  const clock = new ManualClock();
  const signs = createCaptureSigns(clock);
  const locked = new AbortController();
  let isLocked = false;
  let pages = 0;
  const source = screenSource(
    {
      pages: async () => {
        pages += 1;
        return success({ kind: "picture", ...picture, width: 1 });
      },
      lock: {
        isLocked: () => isLocked,
        unlocked: (wanted, work) => work(AbortSignal.any([wanted, locked.signal])),
      },
      permission: async () => true,
      signs,
      turns: createTurns(clock),
    },
    {
      chooseSource: async () => success([{ display_id: "1" } as never]),
      directPicture,
    },
  );
  return {
    source,
    signs,
    clock,
    lock() {
      isLocked = true;
      locked.abort(LOCKED);
    },
    pages: () => pages,
  };
}

test("a picture that is given directly needs no page, and its sign is up", async () => {
  const shown: string[][] = [];
  const world = screenWith(async (_request, displays) => {
    shown.push([...world.signs.now()]);
    expect(displays).toEqual([{ x: 0, y: 0, width: 800, height: 600 }]);
    return picture;
  });
  expect(await world.source.snapshot(request, never)).toEqual(success(picture));
  expect([shown, world.pages()]).toEqual([[["screen"]], 0]);
  expect(world.signs.now()).toEqual(["screen"]);
  world.clock.advance(SIGN_MS);
  expect(world.signs.now()).toEqual([]);
});

test("where none is given a page makes it", async () => {
  const { source, pages } = screenWith(async () => null);
  expect(await source.snapshot(request, never)).toMatchObject({ ok: true, value: { width: 1 } });
  expect(pages()).toBe(1);
});

test.each<[what: string, given: Picture | null]>([
  ["is given all the same", picture],
  ["is not given any more", null],
])("a screen that is locked meanwhile is in no picture, whether one %s", async (_what, given) => {
  const world = screenWith(async () => {
    world.lock();
    return given;
  });
  expect(await world.source.snapshot(request, never)).toEqual(failure(LOCKED));
  expect(world.pages()).toBe(0);
});

test("one that is locked before is not looked at", async () => {
  let looks = 0;
  const world = screenWith(async () => {
    looks += 1;
    return picture;
  });
  world.lock();
  expect(await world.source.snapshot(request, never)).toEqual(failure(LOCKED));
  expect([looks, world.pages()]).toEqual([0, 0]);
});

test("a picture that is no longer wanted is not handed out, and made in no other way", async () => {
  const wanted = new AbortController();
  const { source, pages } = screenWith(async () => {
    wanted.abort();
    return picture;
  });
  const problem: CaptureProblem = { kind: "failed", detail: "no longer wanted" };
  expect(await source.snapshot(request, wanted.signal)).toEqual(failure(problem));
  expect(pages()).toBe(0);
});
