import type { Browser, Page } from "playwright-core";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { ToolsView } from "../../src/shared/tools-page.ts";
import { german as germanCatalogue } from "../../src/shared/words/de/catalogue.ts";
import { describeToolReason } from "../../src/shared/words/tool-reason-texts.ts";
import { everyToolReason } from "../support/tool-reasons.ts";
import { FakeMain } from "./harness/fake-main.ts";
import { connected, now, settled } from "./harness/snapshots.ts";
import {
  longToolQuestion,
  noServers,
  servers,
  someFolders,
  toImport,
  toolQuestion,
} from "./harness/tools.ts";
import { axe, openWindow, startBrowser, sticksOut, type WindowOptions } from "./harness/window.ts";

const browser = (await startBrowser()) as Browser;

async function open(tools: ToolsView, options: WindowOptions = {}) {
  const main = new FakeMain(settled(connected, { page: { name: "tools", serial: 2 }, tools }));
  const window = await openWindow(browser, main, options);
  onTestFinished(() => window.close());
  return { main, page: window.page };
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

describe.skipIf(browser === null)("the page about tools (skipped where there is no Chromium)", () => {
  afterAll(() => browser.close());

  test("a tool is switched by the keyboard, and shows what main says of it", async () => {
    const { main, page } = await open(servers);
    const choice = page.getByRole("group", { name: "list_beds: may agents call it?" });
    await choice.getByRole("radio", { name: "Off" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect
      .poll(() => main.of("switch-tool"))
      .toEqual([{ kind: "switch-tool", server: "garden", tool: "list_beds", to: "ask" }]);
    await expect.poll(() => choice.getByRole("radio", { name: "Off" }).isChecked()).toBe(true);
    await button(page, "Accept it as it is now").click();
    await expect.poll(() => main.of("switch-tool").at(-1)).toMatchObject({ tool: "sow", to: "allow" });
  });

  test("what of a server's list no agent can be given is said", async () => {
    const [garden, ...others] = servers.servers;
    if (garden === undefined) throw new Error("there is no server to begin with");
    const { main, page } = await open(servers);
    const row = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "garden" }) });
    expect(await row.textContent()).not.toContain("described as the protocol says");
    await main.change({
      tools: { ...servers, servers: [{ ...garden, unusable: 3, tooMany: true }, ...others] },
    });
    await expect.poll(() => row.textContent()).toContain("not described as the protocol says: 3");
    expect(await row.textContent()).toContain("more tools than are looked at");
  });

  test("a tool that is missing here cannot be switched on, and says why", async () => {
    const { main, page } = await open(noServers);
    const own = page.getByRole("list", { name: "This computer" }).getByRole("listitem");
    const missing = own.filter({ hasText: "List open windows" });
    expect(await missing.getByRole("radio").count()).toBe(0);
    expect(await missing.textContent()).toContain("Not available here: the desktop does not say");
    await own.filter({ hasText: "Open a link" }).getByRole("radio", { name: "Allow" }).click();
    await expect
      .poll(() => main.of("switch-built-in-tool"))
      .toEqual([{ kind: "switch-built-in-tool", tool: "open", to: "allow" }]);
  });

  test("a server is added as it was typed; its secret leaves the page with it", async () => {
    const { main, page } = await open(servers);
    await button(page, "Add a server").click();
    // The first field has the focus.
    await page.locator("input:focus").waitFor();
    await page.keyboard.type("Garden");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("There is a server of this name already.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("mine");
    await page.getByLabel("Command or address").fill('npx -y server "two words');
    await button(page, "Add").click();
    await page.getByRole("alert").getByText("A quotation mark is not closed.").waitFor();
    await page.getByLabel("Command or address").fill('npx -y server "two words"');
    await button(page, "Add a variable").click();
    await page.getByLabel("Name of variable 1").fill("TOKEN");
    await page.getByLabel("Value of variable 1", { exact: true }).fill("recognisable-value");
    expect(await axe(page)).toEqual([]);
    await button(page, "Add").click();
    await expect
      .poll(() => main.of("add-tool-server"))
      .toEqual([
        {
          kind: "add-tool-server",
          name: "mine",
          words: ["npx", "-y", "server", "two words"],
          variables: [{ name: "TOKEN", value: "recognisable-value" }],
          contained: null,
        },
      ]);
    await button(page, "Add a server").waitFor();
    expect(await page.content()).not.toContain("recognisable-value");
  });

  test("a server at an address is given headers, and no rights here", async () => {
    const { main, page } = await open(servers);
    await button(page, "Add a server").click();
    await page.getByLabel("Name", { exact: true }).fill("far");
    await page.getByLabel("Command or address").fill("https://tools.example.org/mcp and more");
    await button(page, "Add a header").click();
    await page.getByLabel("Name of header 1").fill("Authorization");
    await page.getByLabel("Value of header 1", { exact: true }).fill("Bearer recognisable-value");
    expect(await page.getByText("With all your rights").count()).toBe(0);
    await button(page, "Add").click();
    await page.getByRole("alert").getByText("An address begins with https://").waitFor();
    await page.getByLabel("Command or address").fill("https://tools.example.org/mcp");
    expect(await axe(page)).toEqual([]);
    await button(page, "Add").click();
    await expect
      .poll(() => main.of("add-tool-server"))
      .toEqual([
        {
          kind: "add-tool-server",
          name: "far",
          words: ["https://tools.example.org/mcp"],
          variables: [{ name: "Authorization", value: "Bearer recognisable-value" }],
          contained: null,
        },
      ]);
    await button(page, "Add a server").waitFor();
    expect(await page.content()).not.toContain("recognisable-value");
    await page.getByText("Headers: Authorization").waitFor();
  });

  test("an import is pasted, looked at, and then taken or left", async () => {
    const { main, page } = await open(noServers);
    await button(page, "Import").click();
    await page.getByLabel("The mcpServers JSON of another program").fill('{"mcpServers":{}}');
    await button(page, "Continue").click();
    await expect.poll(() => main.of("preview-tool-import")).toMatchObject([{ text: '{"mcpServers":{}}' }]);
    await main.change({ tools: toImport });
    await page.getByText("far: it speaks HTTP with SSE of 2024, which is not supported").waitFor();
    await button(page, "Add 1").click();
    await expect.poll(() => main.of("import-tool-servers").length).toBe(1);
    await button(page, "Cancel").click();
    await button(page, "Import").waitFor();
  });

  test("folders are added by the person's own dialog, and written to only where that is switched on", async () => {
    const { main, page } = await open(someFolders);
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    await page.getByText("Your home folder is in it. What is private there stays so.").waitFor();
    await button(page, "Add a folder …").click();
    await expect.poll(() => main.of("add-folder").length).toBe(1);
    await page.getByRole("switch", { name: "May also change files in /home/ada" }).click();
    await expect
      .poll(() => main.of("let-write-folder"))
      .toEqual([{ kind: "let-write-folder", folder: "/home/ada", write: true }]);
    await page.getByRole("button", { name: /^Remove \/srv\/n/ }).click();
    await expect
      .poll(() => main.of("remove-folder"))
      .toEqual([{ kind: "remove-folder", folder: "/srv/notes" }]);
    await main.change({ tools: { ...noServers, folders: { unusable: true, folders: [] } } });
    await page.getByText("no folder is shown to agents").waitFor();
    expect(await button(page, "Add a folder …").count()).toBe(0);
  });

  test("a server is tested, and removed only after a question", async () => {
    const { main, page } = await open(servers);
    await button(page, "Test notes").click();
    await expect.poll(() => main.of("test-tool-server")).toMatchObject([{ server: "notes" }]);
    await button(page, "Remove notes").click();
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(main.of("remove-tool-server")).toEqual([]);
    await button(page, "Remove notes").click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await expect.poll(() => main.of("remove-tool-server")).toMatchObject([{ server: "notes" }]);
    await expect.poll(() => button(page, "Remove notes").count()).toBe(0);
  });

  test("a German window says in German why a server is not had, is left out or was not added", async () => {
    const [one] = servers.servers;
    if (one === undefined) throw new Error("there is one");
    const failed = everyToolReason.map((why) => ({
      ...one,
      name: why.code,
      tools: [],
      standing: { kind: "failed" as const, why, retryAt: now + 60_000 },
    }));
    const { main, page } = await open({ ...servers, servers: failed }, { locale: "de" });
    const rows = page.getByRole("list", { name: "MCP-Server" }).locator("h3 + p");
    const german = everyToolReason.map((why) => describeToolReason(why, germanCatalogue.toolReasons));
    expect(await rows.allTextContents()).toEqual(
      german.map((why) =>
        expect.stringMatching(new RegExp(`^Läuft nicht: ${escaped(why)}. Nächster Versuch`)),
      ),
    );
    main.refuse = () => ({ ok: false, problem: "tools", detail: { what: "test", why: { code: "no-node" } } });
    await button(page, "Prüfen: exited").click();
    await page.getByText("Der Knoten dieser Verbindung läuft hier nicht.", { exact: true }).waitFor();
    const refused = everyToolReason.map((why) => ({ name: "far", why }));
    await main.change({ tools: { ...noServers, toImport: { servers: [], refused } } });
    const left = page.locator("form, .tool-form").getByRole("listitem");
    expect(await left.allTextContents()).toEqual(german.map((why) => `far: ${why}`));
  });

  test("the question about a call shows server, tool and arguments; a long one is read to its end first", async () => {
    const main = new FakeMain(settled(connected, { questions: [toolQuestion] }));
    const { page, close } = await openWindow(browser, main, { width: 560, height: 460, question: true });
    onTestFinished(close);
    await page.getByRole("heading", { name: "May this tool be called?" }).waitFor();
    const text = await page.locator("main").textContent();
    expect(text).toContain("Servergarden");
    expect(text).toContain("Toolwater");
    expect(text).toContain("says something else of itself");
    expect(await page.locator(".asked-command > div").count()).toBe(9);
    expect(await page.locator(".asked-command").textContent()).toContain("p⟨а U+0430⟩ypal");
    expect(await axe(page)).toEqual([]);
    expect(await sticksOut(page)).toBe(0);
    await main.change({ questions: [longToolQuestion] });
    await page.getByText("It continues below.").waitFor();
    await button(page, "Allow once").click({ force: true });
    expect(main.of("answer-question")).toEqual([]);
    await page.keyboard.press("End");
    await page.locator("button:not([aria-disabled])", { hasText: "Allow once" }).click();
    await expect.poll(() => main.of("answer-question")).toMatchObject([{ answer: "allow-once" }]);
  });
});
