import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { desktopNotifier } from "../../src/core/commands/notify-send.ts";
import {
  type Notification,
  type Notifier,
  type NotifyProblem,
  systemNotify,
} from "../../src/core/commands/system-notify.ts";
import { failure, success } from "../../src/shared/result.ts";
import { ManualClock } from "../support/clock.ts";
import { someContext } from "../support/invoke-context.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** The command over a desktop that takes everything, or says what stops it. */
function setting(problem: NotifyProblem | null = null, from = "") {
  const shown: Notification[] = [];
  const clock = new ManualClock();
  const notifier: Notifier = {
    async show(notification) {
      shown.push(notification);
      return problem === null ? success(undefined) : failure(problem);
    },
  };
  const command = systemNotify(notifier, { from: () => from, now: () => clock.monotonic() });
  return { shown, clock, notify: (params: unknown) => command.run(params, someContext()) };
}

describe("system.notify", () => {
  test("shows title and body and answers ok", async () => {
    const { shown, notify } = setting();
    expect(await notify({ title: "Build", body: "Done", priority: "timeSensitive", sound: "bell" })).toEqual({
      ok: true,
    });
    expect(shown).toEqual([{ title: "Build", body: "Done", priority: "timeSensitive", sound: "bell" }]);
  });

  test("names the gateway first, so that its words are not taken for ours", async () => {
    const { shown, notify } = setting(null, "gateway.example.org:18789");
    await notify({ title: "Clawtray needs your password" });
    await notify({ body: "no title" });
    expect(shown.map(({ title }) => title)).toEqual([
      "gateway.example.org:18789: Clawtray needs your password",
      "gateway.example.org:18789",
    ]);
  });

  test.each([
    ["timeSensitive", 5],
    ["active", 20],
    ["passive", 20],
  ])("shows no more %s ones in a minute than anybody reads", async (priority, most) => {
    const { shown, clock, notify } = setting();
    const flood = async () => {
      for (let sent = 0; sent < 1_000; sent += 1) {
        clock.advance(12);
        await notify({ title: `n${sent}`, priority }).catch((error: unknown) =>
          expect(error).toMatchObject({ code: "NOTIFICATIONS_UNAVAILABLE" }),
        );
      }
    };
    await flood();
    expect(shown).toHaveLength(most);
    clock.advance(60_000);
    await flood();
    expect(shown).toHaveLength(2 * most);
  });

  test("takes what the gateway's own CLI sends when options are left out", async () => {
    const { shown, notify } = setting();
    await notify({ title: "Build", body: null, delivery: "system" });
    expect(shown).toEqual([{ title: "Build", body: "", priority: "active", sound: null }]);
  });

  test.each([
    [{}],
    [null],
    [{ title: " ", body: "\n\t" }],
    [{ title: "\u202e\u200b" }],
    ["hello"],
    [{ title: 7 }],
    [{ title: "x", priority: "urgent" }],
    [{ title: "x", delivery: "carrier pigeon" }],
  ])("refuses %j", async (params) => {
    const { shown, notify } = setting();
    await expect(notify(params)).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    expect(shown).toEqual([]);
  });

  test("leaves nothing in a message that cannot be seen or that turns what is seen", async () => {
    const { shown, notify } = setting();
    await notify({ title: "a\u0007b\nc\u001b[31m", body: "x\u202ey\u0000\r\nz\u2028w\ud800\n\n\n\n\nend" });
    expect(shown[0]).toMatchObject({ title: "ab c[31m", body: "xy\nz\nw\ufffd\n\nend" });
  });

  test("keeps emoji and every script whole", async () => {
    const { shown, notify } = setting();
    const body = "👩‍👩‍👧 שלום 你好 é";
    await notify({ body });
    expect(shown[0]?.body).toBe(body);
  });

  test("cuts what no desktop would show, never through a character", async () => {
    const { shown, notify } = setting();
    await notify({ title: "t".repeat(5_000), body: "😀".repeat(100_000) });
    expect(shown[0]?.title).toBe(`${"t".repeat(199)}…`);
    expect(shown[0]?.body).toMatch(/^(😀)+…$/u);
    expect(shown[0]?.body.length).toBeLessThanOrEqual(2_000);
  });

  test.each([["../../etc/passwd"], ["-x"], ["a:b"], ["x".repeat(65)], ["a\nb"]])(
    "takes no sound that is no name: %j",
    async (sound) => {
      const { shown, notify } = setting();
      await notify({ body: "x", sound });
      expect(shown[0]?.sound).toBeNull();
    },
  );

  test.each([
    [{ kind: "permission-missing" }, "NOT_AUTHORIZED"],
    [{ kind: "unavailable", detail: "no desktop" }, "NOTIFICATIONS_UNAVAILABLE"],
  ] as const)("answers %j with its documented code, first in the message too", async (problem, code) => {
    const { notify } = setting(problem);
    await expect(notify({ body: "x" })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^${code}: `)),
    });
  });
});

/** A `notify-send` that writes down what it was given. */
function fakeDesktop(script: string) {
  const folder = temporaryDirectory();
  const out = join(folder, "out");
  const program = join(folder, "notify-send");
  writeFileSync(program, `#!/bin/sh\n${script.replaceAll("OUT", out)}\n`);
  chmodSync(program, 0o755);
  const environment = {
    PATH: `${folder}:/usr/bin:/bin`,
    DBUS_SESSION_BUS_ADDRESS: "unix:path=/run/user/7/bus",
    DISPLAY: ":7",
    OPENCLAW_GATEWAY_TOKEN: "recognisable-secret",
  };
  return { environment, out };
}

const message: Notification = { title: "t", body: "b", sound: null, priority: "active" };

describe("notify-send", () => {
  test("gets text as text, however it looks, and nothing of our environment but the desktop", async () => {
    const { environment, out } = fakeDesktop("printf '%s\\0' \"$@\" > OUT; printf '%s\\0' \"$(env)\" >> OUT");
    const notifier = await desktopNotifier(environment, "linux");
    const title = "--help; $(touch /tmp/x) `id`";
    const body = "-u critical\n<b>bold</b> & <a href='x'>\\n $HOME \"q\"";
    const shown = await notifier?.show(
      { title, body, sound: "none", priority: "passive" },
      new AbortController().signal,
    );
    expect(shown).toEqual(success(undefined));
    const given = readFileSync(out, "utf8").split("\0");
    expect(given.slice(0, 6)).toEqual([
      "--app-name=Clawtray",
      "--urgency=low",
      "--hint=boolean:suppress-sound:true",
      "--",
      title,
      "-u critical\n&lt;b&gt;bold&lt;/b&gt; &amp; &lt;a href='x'&gt;\\\\n $HOME \"q\"",
    ]);
    expect(given[6]).toContain("DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/7/bus");
    expect(given[6]).not.toContain("recognisable-secret");
  });

  test("that fails is a desktop that is not there", async () => {
    const { environment } = fakeDesktop("echo secret-detail >&2; exit 1");
    const notifier = await desktopNotifier(environment, "linux");
    const shown = await notifier?.show(message, new AbortController().signal);
    expect(shown).toMatchObject({ ok: false, failure: { kind: "unavailable" } });
    expect(JSON.stringify(shown)).not.toContain("secret-detail");
  });

  test("is ended when nobody wants it any more", async () => {
    const { environment, out } = fakeDesktop("echo $$ > OUT.pid; mv OUT.pid OUT; exec sleep 60");
    const notifier = await desktopNotifier(environment, "linux");
    const controller = new AbortController();
    const showing = notifier?.show(message, controller.signal);
    await expect.poll(() => existsSync(out)).toBe(true);
    controller.abort();
    expect(await showing).toMatchObject({ ok: false });
    const pid = Number(readFileSync(out, "utf8"));
    await expect
      .poll(() => {
        try {
          return process.kill(pid, 0);
        } catch {
          return "gone";
        }
      })
      .toBe("gone");
  });

  test.each([
    ["without a desktop", { DISPLAY: "", WAYLAND_DISPLAY: "" }, "linux"],
    ["without a session bus", { DBUS_SESSION_BUS_ADDRESS: "" }, "linux"],
    ["where it is not installed", { PATH: "/nowhere" }, "linux"],
    ["on macOS", {}, "darwin"],
    ["on Windows", {}, "win32"],
  ] as const)("is not used %s", async (_, change, platform) => {
    const { environment } = fakeDesktop("exit 0");
    expect(await desktopNotifier({ ...environment, ...change }, platform)).toBeNull();
  });
});
