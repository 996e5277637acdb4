import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import type { AppSnapshot } from "../../src/shared/bridge.ts";
import { FakeMain } from "./harness/fake-main.ts";
import {
  awaiting,
  blocked,
  connected,
  firstStart,
  paused,
  question,
  report,
  rules,
  settled,
  surfacePending,
  waiting,
} from "./harness/snapshots.ts";
import { openWindow, startBrowser } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

/** A text from afar: right to left, so that it turns what stands around it where nothing holds it. */
const afar = "afarשלום";

/** Texts that others wrote. */
const foreign: ReadonlySet<string> = new Set([
  "address",
  "adminCommand",
  "agent",
  "askedBy",
  "code",
  "command",
  "detail",
  "directory",
  "displayName",
  "gateway",
  "gatewayVersion",
  "host",
  "hostKey",
  "names",
  "path",
  "presented",
  "program",
  "replaces",
  "requestId",
  "said",
  "session",
  "url",
  "variables",
  "version",
  "words",
  "write",
]);

/** Words of our own contract, codes, and what is made of digits. */
const ours: ReadonlySet<string> = new Set([
  "acceptedTlsFingerprint",
  "added",
  "called",
  "camera",
  "microphone",
  "screen",
  "signal",
  "answers",
  "askShortcut",
  "capabilities",
  "captures",
  "commands",
  "credentialKind",
  "deviceId",
  "fingerprint",
  "id",
  "keepAwake",
  "keyStore",
  "kind",
  "language",
  "lastFailure",
  "mode",
  "name",
  "outcome",
  "phase",
  "problem",
  "platform",
  "reach",
  "reason",
  "shortFingerprint",
  "untrustedCertificate",
  "status",
  "step",
  "theme",
  "unusual",
  "updates",
  "warnings",
]);

/** The same with every text that others wrote replaced; a name that is in neither list is a mistake of this test. */
function fromAfar<Value>(value: Value, name = "", parent = ""): Value {
  if (typeof value === "string") {
    if (ours.has(name) || parent === "app") return value;
    if (!foreign.has(name)) throw new Error(`Who writes "${name}"? Put it into one of the lists.`);
    return (name === "url" || name === "replaces" ? `wss://${afar}` : afar) as Value;
  }
  if (Array.isArray(value)) return value.map((item) => fromAfar(item, name, parent)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, fromAfar(item, key, name)]);
  return Object.fromEntries(entries);
}

/** Texts on the page that hold the foreign text and are held neither by an element nor by isolates. */
const loose = (page: Page): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(`(() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const held = node.data.replace(/\\u2068[^\\u2069]*\\u2069/g, "");
      if (/[\\u0590-\\u05ff]/.test(held) && node.parentElement.closest("bdi") === null) found.push(node.data);
    }
    return found;
  })()`);

const ask = question("far", { contained: { write: [afar], network: false }, variables: ["A=1"] });
const states: readonly (readonly [string, AppSnapshot])[] = [
  ["connected", settled(connected)],
  ["awaiting approval", settled(awaiting)],
  ["its surface pending", settled(surfacePending)],
  ["waiting", settled(waiting("gateway-error"))],
  ["paused", settled(paused)],
  [
    "refused",
    settled({ ...blocked("access-denied"), ...{ reason: "access-denied", detail: { code: "", said: "" } } }),
  ],
  ["with a certificate", settled(blocked("certificate-changed"))],
  ["with an open question", settled(connected, { questions: [ask] })],
  [
    "settings",
    settled(connected, {
      page: { name: "settings", serial: 1 },
      rules: {
        ...rules,
        trusted: rules.trusted.map((entry) => ({
          ...entry,
          agent: "ada",
          touch: { kind: "contained", write: ["/work"], network: false },
        })),
      },
      loginItem: { status: "not-supported", detail: "" },
    }),
  ],
  [
    "a link's question",
    { ...firstStart, draft: { ...firstStart.draft, replaces: "wss://old", address: "x" } },
  ],
  ["the end of the wizard", { ...firstStart, node: connected, draft: { ...firstStart.draft, step: "done" } }],
  ["pairing", { ...firstStart, node: awaiting, draft: { ...firstStart.draft, step: "pairing" } }],
];

describe.skipIf(browser === null)("what others wrote (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  test.each(states)("turns nothing around it: %s", async (_name, snapshot) => {
    const window = await openWindow(browser, new FakeMain(fromAfar(snapshot)));
    expect(await loose(window.page)).toEqual([]);
    await window.close();
  });

  test.each(["en-GB", "de-DE"])("turns nothing in the window that asks (%s)", async (locale) => {
    const main = new FakeMain(fromAfar(settled(connected, { questions: [ask] })));
    const window = await openWindow(browser, main, { question: true, locale });
    expect(await window.page.locator("main").textContent()).toContain("שלום");
    expect(await loose(window.page)).toEqual([]);
    await window.close();
  });

  test("turns nothing in a check, nor in what main refused", async () => {
    const main = new FakeMain({
      ...firstStart,
      draft: { ...firstStart.draft, step: "gateway", address: "wss://example.org" },
    });
    main.nextReport = () => fromAfar({ ...report("gateway", "access-denied"), gatewayVersion: "1" });
    const window = await openWindow(browser, main);
    await window.page.locator("button[type=submit]").click();
    await window.page.locator(".check-steps .failed").waitFor();
    main.refuse = () => ({ ok: false, problem: "failed", detail: afar });
    await window.page.getByRole("button", { name: "Back" }).click();
    await window.page.getByRole("alert").waitFor();
    expect(await loose(window.page)).toEqual([]);
    await window.close();
  });

  test("leaves the words of a command where a program reads them", async () => {
    const command = "cp אבג דהו /שלום/עולם";
    const main = new FakeMain(settled(connected, { questions: [question("order", { command })] }));
    const window = await openWindow(browser, main, { question: true });
    const places = await window.page.evaluate<readonly number[]>(
      `[...document.querySelectorAll(".asked-command bdi bdi")].map((word) => Math.round(word.getBoundingClientRect().left))`,
    );
    expect(places).toHaveLength(4);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(await window.page.locator(".asked-command").textContent()).toBe(command);
    await window.close();
  });
});

test("is drawn by one component alone", () => {
  const folder = join(import.meta.dirname, "../../src/renderer");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".tsx"),
  );
  const own = files.filter((file) => /<bdi|dir=/.test(readFileSync(join(folder, file), "utf8")));
  expect(own).toEqual([join("components", "from-afar.tsx")]);
});
