import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, type test } from "vitest";
import { type Admin, createAdmin } from "../../scripts/gateway/admin.ts";
import type { Gateway } from "../../scripts/gateway/gateway.ts";
import { closingWord, type Piece, type ScriptedModel } from "../../scripts/gateway/model.ts";
import { QUIET_LIMIT } from "../../src/core/chat/chat.ts";
import { onRealElectron } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { filesBelow } from "../support/files-below.ts";
import { hostileAddresses, hostileHtml } from "../support/hostile-markdown.ts";
import { gate } from "./computer/desk.ts";
import type { DesktopNode } from "./desktop-node.ts";

interface There {
  readonly gateway: Gateway;
  readonly model: ScriptedModel;
  readonly desktop: DesktopNode;
}

/** What the owner sees in the window for the agent when the model behind a real gateway does not behave. */
export function askedInWindow(there: () => There, scenario: ReturnType<typeof test.skipIf>): void {
  /** Asks in the window, in this session, and gives the turn that becomes of it. */
  async function ask(message: string, session = "agent:main:main") {
    const { app } = there().desktop;
    await app.choose("Ask the agent …");
    const page = await app.askPage();
    const before = await page.locator(".turn").count();
    await page.getByRole("textbox", { name: "Session" }).fill(session);
    const field = page.getByRole("textbox", { name: "Message" });
    await field.fill(message);
    await field.press("Enter");
    const turn = page.locator(".turn").nth(before);
    await turn.waitFor();
    return { page, turn, answer: turn.locator(".answer") };
  }

  const say = (...pieces: readonly Piece[]) => ask(there().model.speech(...pieces));

  async function answers(): Promise<void> {
    const { turn } = await ask("And now?");
    await expect.poll(() => turn.textContent(), { timeout: 30_000 }).toContain(closingWord);
  }

  const finals: string[] = [];
  let operator: Admin | null = null;
  beforeAll(async () => {
    if (onRealElectron) return;
    const { url, token } = there().gateway;
    const onEvent = (event: string, payload: unknown) => {
      if (event === "chat" && JSON.stringify(payload).includes('"final"'))
        finals.push(JSON.stringify(payload));
    };
    operator = createAdmin(url, token, { onEvent });
    await operator.call("node.list");
  });
  afterAll(() => operator?.close());
  /** Until the gateway has told everybody how this answer ended. */
  const untilSaid = (text: string) =>
    until("the answer has ended", () => finals.some((final) => final.includes(text)));

  scenario(
    "hostile Markdown is words and links of ours, whole and while it comes",
    async () => {
      let fetched = 0;
      const server = createServer((_, response) => {
        fetched += 1;
        response.end();
      }).listen(0, "127.0.0.1");
      onTestFinished(() => void server.close());
      await until("it listens", () => server.listening);
      const place = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const [inTag, inFence] = [gate(), gate()];
      const shown = await say(
        { text: `First.\n\n${hostile(place)}\n\n<img src="${place}/x" onerr` },
        { text: `or="document.title = 1">\n\nHalf is here.\n\n`, after: inTag.opened },
        {
          text: `\`\`\`html\n<script>document.title = 1</script>\n<img src="${place}/x">\n`,
          after: inFence.opened,
        },
        { text: "The last line." },
      );
      const { page, answer } = shown;
      const requested: string[] = [];
      page.on("request", (request) => requested.push(request.url()));
      const title = await page.title();
      await until(
        "it is drawn as far as it came",
        async () => (await answer.textContent())?.endsWith('" onerr') ?? false,
        // The first question of a session waits for all that a gateway begins with.
        60_000,
      );
      expect(await foreignIn(page)).toEqual([]);
      inTag.open();
      await answer.getByText("Half is here.").waitFor();
      expect(await foreignIn(page)).toEqual([]);
      inFence.open();
      await answer.locator("pre", { hasText: "The last line." }).waitFor();
      await until("it has ended", async () => (await shown.turn.locator(".hint").count()) === 0);
      expect(await foreignIn(page)).toEqual([]);

      const text = (await answer.textContent()) ?? "";
      for (const html of hostileHtml) for (const line of html.split("\n")) expect(text).toContain(line);
      // Of all links only those to this test's own place, each opened only after a look at where it leads.
      const links = await answer.locator("button.link").allTextContents();
      expect(links.slice(0, 2)).toEqual(["remote", "picture"]);
      expect(links.slice(2).filter((link) => !link.startsWith(place))).toEqual([]);
      expect([await page.title(), page.url().includes("page=ask"), requested, fetched]).toEqual([
        title,
        true,
        [],
        0,
      ]);
      expect((await there().desktop.app.facts()).openedOutside).toEqual([]);
      await answers();
    },
    120_000,
  );

  scenario(
    "an agent that falls silent in its answer, one that says nothing, and what they say after all",
    async () => {
      /** Over before its time: nothing else in the app waits as long. */
      const untilSilenceIsOver = () =>
        until("the silence is over", async () => (await there().desktop.app.ring(QUIET_LIMIT)) > 0);
      const [later, latest] = [gate(), gate()];
      const { model } = there();
      // Each in a session of its own: a gateway does not say to which question of a session an answer belongs.
      const beds = model.speech(
        { text: "The beds are dry" },
        { text: ", all of them.", after: later.opened },
      );
      const begun = await ask(beds, "agent:main:beds");
      await begun.answer.getByText("The beds are dry").waitFor({ timeout: 60_000 });
      await untilSilenceIsOver();
      await begun.turn
        .getByText("The agent began to answer, and then nothing happened for 90 seconds.")
        .waitFor();
      const roses = model.speech({ text: "Too late.", after: latest.opened });
      const silent = await ask(roses, "agent:main:roses");
      await untilSilenceIsOver();
      await silent.turn
        .getByText("The gateway took the message, and for 90 seconds nothing happened.")
        .waitFor();

      later.open();
      latest.open();
      await untilSaid("all of them.");
      await untilSaid("Too late.");
      await answers();
      expect(await begun.answer.textContent()).toBe("The beds are dry");
      expect(await silent.answer.count()).toBe(0);
    },
    180_000,
  );

  scenario(
    "an agent whose model ends with an error, and the device that is forgotten while it answers",
    async () => {
      const { app, page: main, stateFolder } = there().desktop;
      const [heard, never] = [gate(), gate()];
      const failing = await say(
        { text: "It was the rose" },
        { text: { error: "no more roses" }, after: heard.opened },
      );
      await failing.answer.getByText("It was the rose").waitFor();
      heard.open();
      await failing.turn.getByText("The agent ended with an error. It says: ").waitFor();
      expect(await failing.answer.textContent()).toBe("It was the rose");
      await answers();

      const request = (what: object) => main.evaluate(`clawtray.request(${JSON.stringify(what)})`);
      const kept = () =>
        filesBelow(join(stateFolder, "..")).filter((name) => name.includes("conversation.json"));
      await request({ kind: "set-preferences", change: { keepConversations: true } });
      await until("what was said is kept", () => kept().length === 1);
      const forgotten = await say({ text: "Half of it" }, { text: " and the rest.", after: never.opened });
      await forgotten.answer.getByText("Half of it").waitFor();
      const confirmation = there().desktop.deviceId.slice(0, 4);
      expect(await request({ kind: "forget-device", confirmation })).toEqual({ ok: true });
      await until("nothing is shown", async () => (await forgotten.page.locator(".turn").count()) === 0);
      never.open();
      await untilSaid("and the rest.");
      await until("nothing is kept", () => kept().length === 0);
      expect(await forgotten.page.locator(".turn").count()).toBe(0);
      expect(app.failure()).toBeNull();
      await app.quit();
      expect(kept()).toEqual([]);
    },
    120_000,
  );
}

/** One answer of everything that must take no effect; what it names is at this place. */
function hostile(place: string): string {
  const links = hostileAddresses.flatMap((address, at) => [
    `[name](${address})`,
    `[name](<${address}>)`,
    `![name](${address})`,
    `[name][r${at}]\n\n[r${at}]: ${address}`,
  ]);
  return [
    ...hostileHtml,
    ...links,
    `[remote](${place}/link) ![picture](${place}/picture.png)`,
    `<img src="${place}/a.png"><iframe src="${place}/b"></iframe><link rel=stylesheet href="${place}/c">`,
    `<style>@import url(${place}/d); body { background: url(${place}/e) }</style>`,
    `<svg onload="fetch('${place}/f')"><use href="${place}/g#h"/></svg>`,
    "\u202eevil\u202c \u2066isolate \u200fright",
    `${"> ".repeat(40)}deep <b onclick=alert(1)>below</b>`,
    `| <script>alert(1)</script> | b |\n|---|---|\n| <img src=${place}/i> | [x](javascript:alert(1)) |`,
  ].join("\n\n");
}

/** Elements and attributes in the answers that none of our own has; the button that copies code has nothing of an agent. */
const foreignIn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`(() => {
  const elements = "P H3 H4 H5 H6 DIV SECTION PRE CODE BDI BUTTON BLOCKQUOTE UL OL LI TABLE THEAD TBODY TR TH TD HR STRONG EM S BR SPAN".split(" ");
  const attributes = "class dir type aria-expanded aria-controls aria-label id hidden tabindex scope start".split(" ");
  return [...document.querySelectorAll(".answer :not(.code-block > button, .code-block > button *)")].flatMap((element) => [
    ...(elements.includes(element.tagName) ? [] : [element.outerHTML.slice(0, 200)]),
    ...element.getAttributeNames().filter((name) => !attributes.includes(name)),
  ]);
})()`);
