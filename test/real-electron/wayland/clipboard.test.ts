import { test } from "vitest";
import { clipboardPrograms } from "../../../src/core/tools/desktop/clipboard-programs.ts";
import { expectRoundTrips } from "../../support/clipboard.ts";

test("wl-copy and wl-paste: what was written to the clipboard is read again as it was", async () => {
  await expectRoundTrips(clipboardPrograms(process.env, "linux"));
});
