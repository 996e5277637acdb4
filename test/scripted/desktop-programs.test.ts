import { execFileSync, spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { clipboardPrograms } from "../../src/core/tools/desktop/clipboard-programs.ts";
import { findProgram } from "../../src/core/tools/desktop/program.ts";
import { windowList } from "../../src/core/tools/desktop/window-list.ts";
import { startX11Display } from "../e2e/x11-display.ts";
import { expectRoundTrips } from "../support/clipboard.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const signal = new AbortController().signal;

/** A search path on which there is nothing but these programs. */
function pathOf(context: TestContext, ...programs: readonly string[]): string {
  if (process.platform !== "linux") context.skip("the programs of Linux");
  const folder = temporaryDirectory();
  for (const name of programs) {
    const found = findProgram(name, process.env, "linux");
    if (found === null) return context.skip(`no ${name} on this machine`);
    symlinkSync(found, join(folder, name));
  }
  return folder;
}

async function x11(context: TestContext): Promise<string> {
  if (findProgram("Xvfb", process.env, "linux") === null) context.skip("no Xvfb on this machine");
  const display = await startX11Display();
  onTestFinished(() => display.dispose());
  return display.name;
}

test.for(["xclip", "xsel"])(
  "%s: what was written to the clipboard is read again as it was",
  async (program, context) => {
    const PATH = pathOf(context, program);
    const DISPLAY = await x11(context);
    await expectRoundTrips(clipboardPrograms({ DISPLAY, PATH, HOME: temporaryDirectory() }, "linux"));
  },
);

test("a desktop that is not there is told, and no clipboard is made up", async (context) => {
  const PATH = pathOf(context, "xclip");
  const clipboard = clipboardPrograms({ DISPLAY: ":65000", PATH }, "linux");
  expect(await clipboard?.write("text", signal)).toMatchObject({ ok: false });
});

test("the windows of an X11 desktop are listed by title and program", async (context) => {
  const PATH = pathOf(context, "xprop", "xev", "openbox");
  const DISPLAY = await x11(context);
  const windows = windowList({ DISPLAY, PATH }, "linux");
  if (windows === null) throw new Error("xprop was not found");
  expect(await windows.list(signal)).toMatchObject({ ok: false });
  const start = (name: string, words: readonly string[]) => {
    const child = spawn(join(PATH, name), words, {
      env: { ...process.env, DISPLAY },
      stdio: ["ignore", "ignore", "inherit"],
    });
    onTestFinished(() => void child.kill());
  };
  start("openbox", ["--sm-disable"]);
  await expect.poll(() => windows.list(signal)).toEqual({ ok: true, value: [] });
  start("xev", ["-name", 'An "old" title']);
  await expect
    .poll(() => windows.list(signal))
    .toEqual({ ok: true, value: [{ title: 'An "old" title', program: null }] });
  const rename = (property: string, value: string) =>
    execFileSync("xprop", ["-name", 'An "old" title', "-f", property, "8u", "-set", property, value], {
      env: { ...process.env, DISPLAY },
    });
  rename("WM_CLASS", "editor");
  rename("_NET_WM_NAME", 'A "new" title – 日本語');
  expect(await windows.list(signal)).toEqual({
    ok: true,
    value: [{ title: 'A "new" title – 日本語', program: "editor" }],
  });
});
