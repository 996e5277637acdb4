import type { Browser } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { FakeMain } from "./harness/fake-main.ts";
import { activity, blocked, connected, firstStart, report, settled } from "./harness/snapshots.ts";
import { openWindow, startBrowser } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

const attack =
  '"><img src=x onerror="globalThis.owned=1"><script>globalThis.owned=1</script><svg onload="globalThis.owned=1">\u202e{gateway}';

describe.skipIf(browser === null)("what strangers can write (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  test("shows markup in names, versions, details and commands as the text it is", async () => {
    const node = {
      ...connected,
      displayName: attack,
      gateway: { url: `wss://${attack}`, version: attack, protocol: 4 },
    };
    const main = new FakeMain(
      settled(node, { activity: activity.map((entry) => ({ ...entry, command: attack, askedBy: attack })) }),
    );
    const window = await openWindow(browser, main);
    expect(await window.page.locator("main").textContent()).toContain("<script>globalThis.owned=1</script>");
    await main.change({
      node: {
        ...blocked("access-denied"),
        ...{ reason: "access-denied", detail: { code: attack, said: attack } },
        gateway: node.gateway,
      },
    });
    await window.page.getByRole("heading", { name: "Needs your attention" }).waitFor();
    main.nextReport = () => {
      const found = report("gateway", "access-denied");
      return {
        ...found,
        steps: found.steps.map((step) => ({ ...step, detail: { code: attack, said: attack } })),
      };
    };
    // Main would not take it as an address; here it is to be drawn as one.
    main.refuse = ({ kind }) => (kind === "enter-address" ? { ok: true } : null);
    await main.change({
      ...firstStart,
      draft: { ...firstStart.draft, step: "gateway", address: attack },
    });
    await window.page.locator("button[type=submit]").click();
    await window.page.locator(".check-steps .failed").waitFor();
    main.refuse = () => ({ ok: false, problem: "failed", detail: attack });
    await window.page.getByRole("button", { name: "Back" }).click();
    await window.page.getByRole("alert").waitFor();
    expect(await window.page.evaluate("globalThis.owned")).toBeUndefined();
    expect(await window.page.locator("img, main script, svg[onload]").count()).toBe(0);
    expect(window.complaints).toEqual([]);
    await window.close();
  });

  test("lets no page script be evaluated, inlined, styled or fetched", async () => {
    const window = await openWindow(browser, new FakeMain(firstStart));
    const { page } = window;
    const attempts = await page.evaluate<Record<string, string>>(`(async () => {
      const outcome = async (attempt) => {
        try { await attempt(); return "done"; } catch (error) { return error.name; }
      };
      const refused = [];
      document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
      const style = document.createElement("div");
      style.setAttribute("style", "color: red");
      document.body.append(style);
      const results = {
        html: await outcome(() => { document.body.insertAdjacentHTML("beforeend", "<b>x</b>"); }),
        fetch: await outcome(() => fetch("https://example.org/")),
        socket: await outcome(() => new Promise((resolve, reject) => {
          const socket = new WebSocket("ws://127.0.0.1:9/");
          socket.onopen = resolve;
          socket.onerror = () => reject(new TypeError());
        })),
        worker: await outcome(() => { new Worker("data:text/javascript,1"); }),
      };
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { ...results, refused: [...new Set(refused)].sort().join(" ") };
    })()`);
    expect(attempts.html).toBe("TypeError");
    expect(attempts.fetch).toBe("TypeError");
    expect(attempts.socket).not.toBe("done");
    expect(attempts.worker).toBe("TypeError");
    expect(attempts.refused).toContain("connect-src");
    expect(attempts.refused).toContain("style-src-attr");
    expect(attempts.refused).toContain("require-trusted-types-for");
    expect(window.complaints.filter((complaint) => complaint.startsWith("request to"))).toEqual([]);
    await window.close();
  });
});
