import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, type test } from "vitest";
import { type Admin, createAdmin } from "../../scripts/gateway/admin.ts";
import type { Gateway } from "../../scripts/gateway/gateway.ts";
import { closingWord, type Piece, type ScriptedModel } from "../../scripts/gateway/model.ts";
import { type GatewayVersion, oldestGateway } from "../../scripts/gateway/versions.ts";
import { QUIET_LIMIT } from "../../src/core/chat/chat.ts";
import { onRealElectron } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { filesBelow } from "../support/files-below.ts";
import { hostileAddresses, hostileHtml } from "../support/hostile-markdown.ts";
import { tiny } from "../support/pictures.ts";
import { gate } from "./computer/desk.ts";
import type { DesktopNode } from "./desktop-node.ts";
import type { Relay } from "./harness/relay.ts";

interface There {
  readonly gateway: Gateway;
  readonly model: ScriptedModel;
  readonly desktop: DesktopNode;
  /** Between the two. */
  readonly relay: Relay;
}

/** How a gateway treats the owner's question differently from the others. */
interface Ways {
  /** How often it sends each event. */
  readonly times: number;
  /** It passes pictures on to the agent. */
  readonly takesPictures: boolean;
  /** It tells when the model ends with an error; otherwise what came before passes for the answer. */
  readonly tellsErrors: boolean;
  /** An operator's message joins what is being answered in its session, and ends at once. */
  readonly joins: boolean;
}

const waysOf = (version: string): Ways =>
  version === oldestGateway
    ? { times: 2, takesPictures: false, tellsErrors: false, joins: true }
    : { times: 1, takesPictures: true, tellsErrors: true, joins: false };

/**
 * What the owner sees in the window for the agent, also when the model behind a real gateway does not behave. The last
 * scenario forgets the device.
 */
export function askedInWindow(
  version: GatewayVersion,
  there: () => There,
  scenario: ReturnType<typeof test.skipIf>,
): void {
  const { times, takesPictures, tellsErrors, joins } = waysOf(version);
  async function window(): Promise<Page> {
    const { app } = there().desktop;
    await app.choose("Ask the agent …");
    return app.askPage();
  }

  /** Asks in the window, in this session, and gives the turn that becomes of it. */
  async function ask(message: string, session = "agent:main:main") {
    const page = await window();
    const before = await page.locator(".turn").count();
    await page.getByRole("textbox", { name: "Session" }).fill(session);
    const field = page.getByRole("textbox", { name: "Message" });
    await field.fill(message);
    await field.press("Enter");
    const turn = page.locator(".turn").nth(before);
    await turn.waitFor();
    return { page, turn, answer: turn.locator(".answer") };
  }

  /** Before that no other question is taken. */
  const ended = (turn: Locator) =>
    until(
      "the answer has ended",
      async () => (await turn.getByText("The agent is answering …").count()) === 0,
    );

  const say = (...pieces: readonly Piece[]) => ask(there().model.speech(...pieces));

  async function answers() {
    const asked = await ask("And now?");
    await asked.answer.getByText(closingWord, { exact: true }).waitFor({ timeout: 30_000 });
    await ended(asked.turn);
    return asked;
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

  /**
   * Until what the model says next is told as it comes: the older gateways tell nothing sooner than 150 ms after what
   * they told last, and then only with what follows (measured, openclaw 2026.6.11 and 2026.1.29).
   */
  const untilToldAgain = () =>
    until("the gateway tells again", () => {
      const told = there().relay.frames.findLast(({ frame }) => frame.payload?.state === "delta");
      return Date.now() - (told?.frame.payload.message.timestamp ?? 0) > 200;
    });

  /** How often the gateway sent this answer's end to the window's node. */
  const timesEnded = (text: string) =>
    there().relay.frames.filter(
      ({ frame: { event, payload } }) =>
        event === "chat" && payload?.state === "final" && JSON.stringify(payload).includes(text),
    ).length;

  scenario(
    "an answer grows, and is there once however often the gateway sends its events",
    async () => {
      const heard = gate();
      const { turn, answer } = await say(
        { text: "The beds are dry. " },
        { text: "Water them.", after: heard.opened },
      );
      await answer.getByText("The beds are dry.", { exact: true }).waitFor({ timeout: FIRST });
      heard.open();
      await answer.getByText("The beds are dry. Water them.", { exact: true }).waitFor();
      await ended(turn);
      await until("all of its events are here", () => timesEnded("Water them.") === times);
      // What follows comes after them.
      const next = await answers();
      expect(await answer.allTextContents()).toEqual(["The beds are dry. Water them."]);
      expect(await next.answer.allTextContents()).toEqual([closingWord]);
      expect(timesEnded("Water them.")).toBe(times);
    },
    120_000,
  );

  scenario(
    "a session may be called otherwise than the gateway calls it",
    async () => {
      for (const name of ["main", " agent:main:Roses "]) {
        const { turn, answer } = await ask("Hello?", name);
        await answer.getByText(closingWord, { exact: true }).waitFor({ timeout: FIRST });
        await ended(turn);
      }
    },
    180_000,
  );

  scenario(
    "an operator's message in the same session ends no answer of the owner's",
    async () => {
      const session = "agent:main:shared";
      const { model, relay } = there();
      const sent = gate();
      const halves = model.speech({ text: "Half of it" }, { text: " and the rest.", after: sent.opened });
      const { turn, answer } = await ask(halves, session);
      await answer.getByText("Half of it", { exact: true }).waitFor({ timeout: FIRST });
      const message = { sessionKey: session, message: "Hello?", idempotencyKey: crypto.randomUUID() };
      const started = (await operator?.call("chat.send", message)) as { runId: string } | undefined;
      if (joins)
        await until("it has ended", () =>
          relay.frames.some(
            ({ frame: { payload } }) => payload?.state === "final" && payload.runId === started?.runId,
          ),
        );
      sent.open();
      await answer.getByText("Half of it and the rest.", { exact: true }).waitFor();
      await ended(turn);
    },
    120_000,
  );

  scenario(
    "a text and a picture go with a question, or the owner reads that this gateway passes no picture on",
    async () => {
      const { model } = there();
      const script = model.speech({ text: "A list, and roses." });
      const page = await window();
      // Of its own: in the one before an operator is still to be answered.
      await page.getByRole("textbox", { name: "Session" }).fill("agent:main:files");
      await page.locator("input[type=file]").setInputFiles([
        { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from(`# Notes\n\n${script}\n`) },
        { name: "roses.png", mimeType: "image/png", buffer: Buffer.from(tiny.png, "base64") },
      ]);
      const chosen = page.locator(".chosen-files li");
      await until("both are chosen", async () => (await chosen.count()) === 2);
      const field = page.getByRole("textbox", { name: "Message" });
      const before = await page.locator(".turn").count();
      await field.fill("What is this?");
      await field.press("Enter");
      if (!takesPictures) {
        await page.getByRole("alert").getByText("passes no pictures on to the agent").waitFor();
        expect(await page.locator(".turn").count()).toBe(before);
        expect(await field.inputValue()).toBe("What is this?");
        await page.getByRole("button", { name: "Remove roses.png" }).click();
        await field.press("Enter");
      }
      const turn = page.locator(".turn").nth(before);
      // The words are those of the text that went with it: its model has read it.
      await turn.locator(".answer").getByText("A list, and roses.").waitFor({ timeout: FIRST });
      await ended(turn);
      const sent = takesPictures ? [/^roses\.png/, /^notes\.md/] : [/^notes\.md/];
      expect(await turn.locator(".went-with li").allTextContents()).toEqual(
        sent.map((name) => expect.stringMatching(name)),
      );
      // As it is: it is so small that no gateway draws it anew.
      expect(model.pictures.includes(`data:image/png;base64,${tiny.png}`)).toBe(takesPictures);
      expect(await chosen.count()).toBe(0);
    },
    120_000,
  );

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
        FIRST,
      );
      expect(await foreignIn(page)).toEqual([]);
      await untilToldAgain();
      inTag.open();
      await answer.getByText("Half is here.").waitFor();
      expect(await foreignIn(page)).toEqual([]);
      await untilToldAgain();
      inFence.open();
      await answer.locator("pre", { hasText: "The last line." }).waitFor();
      await ended(shown.turn);
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
      await begun.answer.getByText("The beds are dry").waitFor({ timeout: FIRST });
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
      if (tellsErrors)
        await failing.turn
          .getByText("The agent ended with an error. It says: ")
          // 2026.6.11 keeps it to itself for 15 seconds.
          .waitFor({ timeout: 60_000 });
      else await ended(failing.turn);
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

/** How long the first question of a session may wait for all that a gateway begins with, ms. */
const FIRST = 60_000;

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
