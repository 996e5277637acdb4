import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { AppSnapshot } from "../src/shared/bridge.ts";
import { MAIN_SESSION } from "../src/shared/conversation.ts";
import { FakeMain } from "../test/renderer/harness/fake-main.ts";
import {
  awaiting,
  blocked,
  capabilities,
  certificate,
  computerQuestion,
  connected,
  containedQuestion,
  firstStart,
  longQuestion,
  question,
  report,
  rightToLeftQuestion,
  rules,
  settled,
  several,
  strangeQuestion,
  surfacePending,
  surfaceWidened,
  waiting,
} from "../test/renderer/harness/snapshots.ts";
import {
  hostileServers,
  longToolQuestion,
  noServers,
  servers,
  toImport,
  toolQuestion,
} from "../test/renderer/harness/tools.ts";
import { openWindow, startBrowser, type WindowOptions } from "../test/renderer/harness/window.ts";
import { tiny } from "../test/support/pictures.ts";

/**
 * Pictures of every page: `node scripts/screenshots.ts` into out/screenshots;
 * with `--docs` the ones the README shows, into docs/screenshots. Build the renderer first.
 */
interface Shot {
  readonly name: string;
  readonly snapshot: AppSnapshot;
  readonly prepare?: (main: FakeMain) => void;
  /** Pressed before the picture is taken. */
  readonly press?: readonly string[];
  readonly docs?: true;
  readonly full?: true;
  /** The small question window. */
  readonly question?: true;
  /** The small window in which the agent is asked, with pictures chosen. */
  readonly ask?: true;
}

const draft = {
  ...firstStart.draft,
  address: "gateway.example.org",
  credentialKind: "token",
  hasSecret: true,
} as const;
const wizard = (step: AppSnapshot["draft"]["step"], node = firstStart.node): AppSnapshot => ({
  ...firstStart,
  node,
  draft: { ...draft, step },
});

const settingsPage = { page: { name: "settings", serial: 2 } } as const;

const toolsPage = { page: { name: "tools", serial: 2 } } as const;

const shots: readonly Shot[] = [
  { name: "tools-none", snapshot: settled(connected, { ...toolsPage, tools: noServers }), full: true },
  { name: "tools", snapshot: settled(connected, { ...toolsPage, tools: servers }), docs: true },
  { name: "tools-servers", snapshot: settled(surfacePending, { ...toolsPage, tools: servers }), full: true },
  {
    name: "tools-add",
    snapshot: settled(connected, { ...toolsPage, tools: noServers }),
    press: ["add server"],
    full: true,
  },
  {
    name: "tools-import",
    snapshot: settled(
      { ...connected, warnings: ["gateway-without-tools"] },
      { ...toolsPage, tools: toImport },
    ),
    full: true,
  },
  {
    name: "tools-hostile",
    snapshot: settled(connected, { ...toolsPage, tools: hostileServers }),
    full: true,
  },
  {
    name: "question-tool",
    snapshot: settled(connected, { questions: [toolQuestion] }),
    question: true,
    full: true,
    docs: true,
  },
  {
    name: "question-tool-long",
    snapshot: settled(connected, { questions: [longToolQuestion] }),
    question: true,
  },
  { name: "several-status", snapshot: several(settled(connected), "") },
  { name: "several-awaiting", snapshot: several(settled(awaiting), "workwork") },
  { name: "several-settings", snapshot: several(settled(connected, settingsPage), ""), full: true },
  {
    name: "several-new",
    snapshot: several({ ...firstStart, draft: { ...firstStart.draft, step: "gateway" } }, "new 1"),
  },
  {
    name: "several-question",
    snapshot: several(settled(connected, { questions: [{ ...question("a"), connection: "work" }] }), ""),
    question: true,
  },
  {
    name: "several-offer",
    snapshot: { ...wizard("gateway", connected), draft: { ...draft, replaces: "wss://old.example.org" } },
  },
  { name: "wizard-1-welcome", snapshot: firstStart },
  {
    name: "wizard-2-gateway-empty",
    snapshot: { ...firstStart, draft: { ...firstStart.draft, step: "gateway" } },
  },
  { name: "wizard-2-gateway-passed", snapshot: wizard("gateway"), press: ["check"], docs: true },
  {
    name: "wizard-2-gateway-failed",
    snapshot: wizard("gateway"),
    prepare: (main) => {
      main.nextReport = () => report("tcp", "refused");
    },
    press: ["check"],
  },
  {
    name: "wizard-2-gateway-certificate",
    snapshot: wizard("gateway"),
    prepare: (main) => {
      main.nextReport = () => ({
        ...report("tls", "certificate-untrusted"),
        untrustedCertificate: certificate,
      });
    },
    press: ["check"],
  },
  {
    name: "wizard-2-gateway-setup-code",
    snapshot: { ...wizard("gateway"), draft: { ...draft, step: "gateway", credentialKind: "setup-code" } },
  },
  { name: "wizard-3-capabilities", snapshot: wizard("capabilities") },
  { name: "wizard-4-pairing", snapshot: wizard("pairing", awaiting), docs: true },
  { name: "wizard-4-pairing-full", snapshot: wizard("pairing", awaiting), full: true, press: ["message"] },
  { name: "wizard-4-pairing-surface", snapshot: wizard("pairing", surfacePending), full: true },
  { name: "wizard-4-pairing-connected", snapshot: wizard("pairing", connected) },
  {
    name: "wizard-4-pairing-blocked",
    snapshot: wizard("pairing", blocked("credential-rejected")),
    full: true,
  },
  { name: "wizard-5-done", snapshot: wizard("done", connected) },
  {
    name: "wizard-replace",
    snapshot: {
      ...wizard("gateway", connected),
      draft: { ...draft, step: "gateway", replaces: "wss://old.example.org" },
    },
  },
  { name: "status-connected", snapshot: settled(connected), docs: true },
  { name: "status-connected-full", snapshot: settled(connected), full: true },
  { name: "status-surface-pending", snapshot: settled(surfacePending), full: true },
  { name: "status-awaiting", snapshot: settled(awaiting), full: true },
  { name: "status-waiting", snapshot: settled(waiting("connection-lost"), { activity: [] }), full: true },
  { name: "status-blocked-keychain", snapshot: settled(blocked("keychain-locked")) },
  { name: "status-blocked-credential", snapshot: settled(blocked("credential-missing")), full: true },
  { name: "status-blocked-certificate", snapshot: settled(blocked("certificate-changed")), full: true },
  { name: "status-forget", snapshot: settled(connected), press: ["forget"] },
  {
    name: "question",
    snapshot: settled(connected, { questions: [question("first"), question("second")] }),
    question: true,
    docs: true,
  },
  {
    name: "question-computer",
    snapshot: settled(connected, { questions: [computerQuestion] }),
    question: true,
  },
  { name: "status-computer-watching", snapshot: settled(connected, { computer: "watching" }) },
  { name: "status-computer", snapshot: settled(connected, { computer: "controlling" }) },
  { name: "status-computer-paused", snapshot: settled(connected, { computer: "paused" }) },
  { name: "ask-empty", snapshot: { ...settled(connected), turns: [] }, ask: true },
  {
    name: "ask-displays",
    snapshot: { ...settled(connected), turns: [] },
    prepare: (main) => {
      main.screenshot = async () => ({
        kind: "choose",
        displays: [
          { width: 2_560, height: 1_440 },
          { width: 1_920, height: 1_080 },
        ],
      });
    },
    press: ["screenshot"],
    ask: true,
  },
  {
    name: "ask-no-screenshot",
    snapshot: { ...settled(connected), turns: [] },
    press: ["screenshot"],
    ask: true,
  },
  {
    name: "ask-not-connected",
    snapshot: { ...settled(waiting("connection-lost")), turns: [] },
    ask: true,
  },
  {
    name: "question-strange",
    snapshot: settled(connected, { questions: [strangeQuestion] }),
    question: true,
    full: true,
  },
  {
    name: "question-contained",
    snapshot: settled(connected, { questions: [containedQuestion] }),
    question: true,
    full: true,
  },
  {
    name: "question-right-to-left",
    snapshot: settled(connected, { questions: [rightToLeftQuestion] }),
    question: true,
    full: true,
  },
  { name: "question-long", snapshot: settled(connected, { questions: [longQuestion] }), question: true },
  {
    name: "status-questions",
    snapshot: settled(connected, { questions: [question("first"), strangeQuestion] }),
    full: true,
  },
  {
    name: "ask",
    snapshot: {
      ...settled(connected),
      turns: [
        {
          id: 1,
          message: "What is wrong with this plan?",
          sessionKey: MAIN_SESSION,
          pictures: [{ name: "garden-plan.png", size: 812_000 }],
          answer:
            "The **greenhouse** stands north of the hedge, so it gets no sun before noon. Move it:\n\n1. to the south wall, or\n2. beside the shed.",
          state: "answered",
          detail: "",
        },
      ],
    },
    press: ["pictures"],
    ask: true,
  },
  { name: "settings", snapshot: settled(connected, { page: { name: "settings", serial: 2 } }), docs: true },
  {
    name: "settings-permissions",
    snapshot: settled(
      {
        ...surfaceWidened,
        capabilities: capabilities.map((one) => ({ ...one, on: true })),
        added: ["camera.snap"],
      },
      {
        page: { name: "settings", serial: 2 },
        app: { ...firstStart.app, platform: "darwin" },
        permissions: { camera: "granted", microphone: "denied", screen: "not-decided" },
      },
    ),
    full: true,
  },
  {
    name: "settings-full",
    snapshot: settled(connected, { page: { name: "settings", serial: 2 }, rules }),
    full: true,
  },
];

const variants: readonly {
  readonly suffix: string;
  readonly options: WindowOptions;
  readonly german?: true;
}[] = [
  { suffix: "light", options: { theme: "light" } },
  { suffix: "dark", options: { theme: "dark" } },
  { suffix: "forced-colors", options: { theme: "dark", forcedColors: true } },
  { suffix: "narrow", options: { width: 480, theme: "light" } },
  { suffix: "zoom", options: { width: 360, height: 280, scale: 2 } },
  { suffix: "de", options: { locale: "de-DE" }, german: true },
  { suffix: "de-dark", options: { locale: "de-DE", theme: "dark" }, german: true },
];

const forDocs = process.argv.includes("--docs");
const only = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const folder = resolve(import.meta.dirname, forDocs ? "../docs/screenshots" : "../out/screenshots");
await mkdir(folder, { recursive: true });

const browser = await startBrowser({ FONTCONFIG_FILE: await fontSettings() });
if (browser === null) throw new Error("No Chromium was found on this machine.");
try {
  for (const variant of variants) {
    if (forDocs && variant.suffix !== "light" && variant.suffix !== "dark") continue;
    for (const shot of shots) {
      if (forDocs && shot.docs !== true) continue;
      const name = `${shot.name}-${variant.suffix}`;
      if (only !== undefined && !new RegExp(only).test(name)) continue;
      const main = new FakeMain(shot.snapshot);
      shot.prepare?.(main);
      const { page, close } = await openWindow(browser, main, {
        ...(shot.question === true ? { width: 560, height: 460, question: true as const } : {}),
        ...(shot.ask === true ? { width: 560, height: 520, ask: true as const } : {}),
        ...variant.options,
        ...(forDocs ? { scale: 1.5 } : {}),
      });
      for (const target of shot.press ?? []) {
        if (target === "check") {
          let release = () => {};
          main.hold = new Promise((done) => {
            release = done;
          });
          await page.locator("button[type=submit]").click();
          // Not the moment before it began.
          await page.locator("[aria-busy=true]").waitFor();
          release();
          await page.locator("[aria-busy=false]").waitFor();
          if (shot.full !== true)
            await page.evaluate("document.querySelector('h1').scrollIntoView({ block: 'end' })");
        }
        if (target === "message") await page.locator("summary").click();
        if (target === "add server") {
          await page.locator(".connections-actions button").first().click();
          await page.locator(".tool-form input.mono").fill('npx -y @example/server "/home/ada/Garden plans"');
          await page.locator(".tool-form .action-row button").first().click();
        }
        if (target === "pictures") {
          const picture = (name: string, data: string) => ({
            name,
            mimeType: "image/png",
            buffer: Buffer.from(data, "base64"),
          });
          await page
            .locator("input[type=file]")
            .setInputFiles([
              picture("Bildschirmfoto vom 27. November 2026 um 18-04-33.png", tiny.png),
              picture("hedge.jpg", tiny.jpeg),
              picture("notes.txt", ""),
            ]);
          await page.locator(".chosen-files li").nth(1).waitFor();
          await page.locator(".notice").first().waitFor();
        }
        if (target === "screenshot") {
          await page.locator(".ask-row button").first().click();
          await page.locator(".displays, .notice").first().waitFor();
        }
        if (target === "forget") await page.locator(".danger-quiet").click();
      }
      if (shot.full === true) {
        const height = await page.evaluate<number>("document.documentElement.scrollHeight");
        await page.setViewportSize({ width: variant.options.width ?? (shot.question ? 560 : 720), height });
      }
      await page.screenshot({ path: resolve(folder, `${name}.png`) });
      await close();
      console.log(name);
    }
  }
} finally {
  await browser.close();
}

/** A machine without a desktop has no interface font of its own; prefer what desktops use, where it is installed. */
async function fontSettings(): Promise<string> {
  const file = resolve(import.meta.dirname, "../out/fonts.conf");
  await mkdir(resolve(file, ".."), { recursive: true });
  await writeFile(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
${["system-ui", "sans-serif"].map((alias) => `<match target="pattern"><test name="family"><string>${alias}</string></test><edit name="family" mode="prepend" binding="strong">${["Inter", "Cantarell", "Noto Sans"].map((name) => `<string>${name}</string>`).join("")}</edit></match>`).join("\n")}
</fontconfig>`,
  );
  return file;
}
