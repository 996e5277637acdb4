import { describe, expect, test } from "vitest";
import type { CaptureProblem, Picture } from "../../../src/core/commands/capture.ts";
import type { SnapshotRequest } from "../../../src/core/commands/screen.ts";
import { createScreenshots } from "../../../src/main/ask/screenshots.ts";
import { usualPictureLimits } from "../../../src/shared/picture/picture.ts";
import { failure, type Result, success } from "../../../src/shared/result.ts";

const one = { width: 1_280, height: 720 };
const picture = (size: number): Result<Picture, CaptureProblem> =>
  success({ bytes: new Uint8Array(size), width: 1_280, height: 720 });

/** A desktop whose captures become this. */
function someDesktop(
  capture: (request: SnapshotRequest) => Result<Picture, CaptureProblem> = () => picture(3),
  { displays = [one], asksItself = false } = {},
) {
  const requests: SnapshotRequest[] = [];
  const window = { isVisible: true, isAside: false };
  const seen: boolean[] = [];
  const take = createScreenshots({
    askWindow: {
      isVisible: () => window.isVisible,
      async stepAside(work) {
        window.isAside = true;
        try {
          return await work();
        } finally {
          window.isAside = false;
        }
      },
    },
    screen: {
      async snapshot(request) {
        requests.push(request);
        seen.push(!window.isAside);
        return capture(request);
      },
    },
    displays: () => displays,
    asksItself,
    log: { log() {} },
  });
  return { take, requests, window, seen };
}

describe("a screenshot of the owner's", () => {
  test("is of the only display, while the window that asks is not on it", async () => {
    const { take, requests, window, seen } = someDesktop();
    expect(await take(null)).toEqual({ kind: "taken", format: "png", data: "AAAA" });
    expect(requests).toMatchObject([{ display: 0, format: "png" }]);
    expect([seen, window.isAside]).toEqual([[false], false]);
  });

  test("asks for a display where there are several, unless the desktop asks itself", async () => {
    const displays = [one, { width: 1_920, height: 1_080 }];
    const several = someDesktop(undefined, { displays });
    expect(await several.take(null)).toEqual({ kind: "choose", displays });
    expect(several.requests).toEqual([]);
    expect(await several.take(1)).toMatchObject({ kind: "taken" });
    expect(several.requests).toMatchObject([{ display: 1 }]);
    const itself = someDesktop(undefined, { displays, asksItself: true });
    expect(await itself.take(null)).toMatchObject({ kind: "taken" });
  });

  test("becomes a JPEG where a PNG of it is larger than a picture may be", async () => {
    const { take } = someDesktop(({ format }) => picture(format === "png" ? usualPictureLimits.each + 1 : 6));
    expect(await take(null)).toEqual({ kind: "taken", format: "jpeg", data: "AAAAAAAA" });
  });

  test.each<readonly [CaptureProblem, string]>([
    [{ kind: "permission-missing" }, "permission-missing"],
    [{ kind: "no-device" }, "no-device"],
    [{ kind: "in-use" }, "in-use"],
    [{ kind: "locked" }, "locked"],
    [{ kind: "too-large" }, "failed"],
    [{ kind: "failed", detail: "nobody chose a screen" }, "failed"],
  ])("that fails for %j is refused with %s, and the window comes back", async (problem, said) => {
    const { take, window } = someDesktop(() => failure(problem));
    expect(await take(null)).toEqual({ kind: "refused", problem: said });
    expect(window.isAside).toBe(false);
  });

  test("is taken one at a time, and only from a window in sight", async () => {
    const { take, window, requests } = someDesktop();
    const first = take(null);
    expect(await take(null)).toEqual({ kind: "refused", problem: "in-use" });
    expect(await first).toMatchObject({ kind: "taken" });
    window.isVisible = false;
    expect(await take(0)).toEqual({ kind: "refused", problem: "in-use" });
    expect(requests).toHaveLength(1);
  });
});
