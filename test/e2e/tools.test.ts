import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { filesBelow } from "../support/files-below.ts";
import { flip } from "./captures.ts";
import { connectedApp, onRealElectron } from "./scenario.ts";
import { until } from "./until.ts";

const command = `"${process.execPath}" "${resolve("test/support/tool-server.ts")}" well`;
const SECRET = "recognisable-tool-secret-4d07";

test("a server is added in the window and tested; a tool that asks is called, answered in the other window, and listed", async () => {
  /** Each with the number of the connection it came on. */
  const lists: { readonly session: number; readonly names: readonly string[] }[] = [];
  const { app, page, gateway, home } = await connectedApp(
    {},
    {
      methods: {
        "node.pluginTools.update": (params) => {
          const { tools } = params as { tools: { name: string }[] };
          lists.push({ session: gateway.attempts.length, names: tools.map(({ name }) => name) });
          return { tools };
        },
      },
    },
  );
  await page.getByRole("button", { name: "Tools", exact: true }).click();
  await page.getByRole("button", { name: "Add a server" }).click();
  await page.getByLabel("Name", { exact: true }).fill("ours");
  await page.getByLabel("Command or address").fill(command);
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByLabel("Name of variable 1").fill("TOOL_SECRET");
  await page.getByLabel("Value of variable 1", { exact: true }).fill(SECRET);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("Off: none of its tools is on").waitFor();
  await page.getByRole("button", { name: "Test ours" }).click();
  await page.getByText("Says it again").waitFor();
  expect(await page.content()).not.toContain(SECRET);
  const echo = page.getByRole("group", { name: "echo: may agents call it?" });
  await echo.getByRole("radio", { name: "Ask" }).click();
  await page.getByText("Running", { exact: true }).waitFor();
  // The first tool brings a command with it: the node connects once more to declare it, and publishes there again.
  await eventually(() => {
    const { params } = gateway.attempts.at(-1) ?? {};
    expect(params).toMatchObject({ commands: expect.arrayContaining(["mcp.tools.call.v1"]) });
    expect(lists.at(-1)).toEqual({ session: gateway.attempts.length, names: ["ours_echo"] });
  });
  const called = gateway.invoke(
    "mcp.tools.call.v1",
    {
      server: "ours",
      tool: "echo",
      arguments: { text: "roses", to: "\u202egpj" },
      sessionKey: "agent:ada:main",
    },
    { timeoutMs: 60_000 },
  );
  const question = await app.questionPage();
  await question.getByRole("heading", { name: "May this tool be called?" }).waitFor();
  expect(await question.locator(".asked-command").textContent()).toBe(
    '{  "text": "roses",  "to": "⟨U+202E⟩gpj"}',
  );
  await question.locator("button:not([aria-disabled])", { hasText: "Allow once" }).click();
  expect(await called.result).toMatchObject({
    ok: true,
    payload: { content: [{ type: "text", text: "roses" }] },
  });
  await page.getByRole("button", { name: "Status", exact: true }).click();
  await page
    .getByText(/^ours\/echo /)
    .first()
    .waitFor();
  const kept = (name: string): string => {
    const file = join(home, ".config", "clawtray", name);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  expect(kept("tools.json")).toContain("TOOL_SECRET");
  expect(kept("tools.json")).not.toContain(SECRET);
  const written = filesBelow(join(home, ".local", "state")).filter((file) =>
    readFileSync(file, "utf8").includes(SECRET),
  );
  expect(written).toEqual([]);
  await page.getByRole("button", { name: "Tools", exact: true }).click();
  await page.getByRole("button", { name: "Remove ours" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByText("There is none yet.").waitFor();
  await eventually(() => expect(lists.at(-1)?.names).toEqual([]));
  await eventually(() => expect(kept("tool-keys.json")).not.toContain(SECRET));
  // A set-up, a server that is started twice and two windows: on a busy computer each takes its time.
}, 180_000);

test("Clawtray's own tools reach the desktop: its clipboard, browser, notifications, windows and the person", async () => {
  const told: { readonly event: string; readonly payload: Record<string, unknown> }[] = [];
  let published: readonly string[] = [];
  const { app, page, gateway, home } = await connectedApp(
    {},
    {
      onNodeEvent(params) {
        told.push(params as (typeof told)[number]);
        return { ok: true };
      },
      methods: {
        "node.pluginTools.update": (params) => {
          const { tools } = params as { tools: { mcp: { tool: string } }[] };
          published = tools.map(({ mcp }) => mcp.tool).sort();
          return { tools };
        },
      },
    },
  );
  const call = async (tool: string, given: object = {}) =>
    gateway.invoke(
      "mcp.tools.call.v1",
      { server: "clawtray", tool, arguments: given, sessionKey: "agent:ada:main" },
      { timeoutMs: 60_000 },
    ).result;
  const text = async (answer: ReturnType<typeof call>) => {
    const { payload } = await answer;
    return (payload as { content: { text: string }[] }).content.map((part) => part.text);
  };
  /** The small window, once it asks this. */
  const asked = async (words: string) => {
    const question = await app.questionPage();
    await question.getByText(words).first().waitFor();
    return question;
  };
  const press = async (words: string, label: string) =>
    (await asked(words)).locator("button:not([aria-disabled])", { hasText: label }).click();

  await page.getByRole("button", { name: "Tools", exact: true }).click();
  const switches = {
    "Ask you a question": "Ask",
    "Notify you, with choices": "Ask",
    "Read the clipboard": "Allow",
    "Write to the clipboard": "Allow",
    "Open a link or file": "Ask",
    "Ask you for files": "Ask",
    ...(onRealElectron ? { "List open windows": "Allow" } : {}),
  };
  for (const [tool, choice] of Object.entries(switches)) {
    const group = page.getByRole("group", { name: `${tool}: may agents call it?` });
    await group.getByRole("radio", { name: choice }).click();
    await until(`${tool} is on`, () => group.getByRole("radio", { name: choice }).isChecked());
  }
  const windows = onRealElectron ? ["list_windows"] : [];
  await eventually(() => {
    const { params } = gateway.attempts.at(-1) ?? {};
    expect(params).toMatchObject({ commands: expect.arrayContaining(["mcp.tools.call.v1"]) });
    expect(published).toEqual(
      ["ask_person", "clipboard_read", "clipboard_write", ...windows, "notify", "open", "pick_files"].sort(),
    );
  });

  const colour = text(call("ask_person", { question: "Which colour?" }));
  const question = await asked("Which colour?");
  await question.getByLabel("Your answer").fill("the blue one");
  await press("Which colour?", "Send");
  expect(await colour).toEqual(["the blue one"]);

  const tea = text(call("notify", { title: "Tea is ready", choices: ["Green", "Black"] }));
  await press("Tea is ready", "Black");
  expect(await tea).toEqual(["Black"]);
  expect((await app.facts()).notifications.some(({ title }) => title.includes("Tea is ready"))).toBe(true);

  expect(await text(call("clipboard_write", { text: "grüße 🐾" }))).toEqual([
    "8 characters are on the clipboard.",
  ]);
  expect((await app.facts()).clipboard).toBe("grüße 🐾");
  expect(await text(call("clipboard_read"))).toEqual(["grüße 🐾"]);

  const opened = text(call("open", { link: "https://example.org/beds" }));
  await asked("https://example.org/beds");
  expect((await app.facts()).openedOutside).toEqual([]);
  await press("https://example.org/beds", "Allow once");
  expect(await opened).toEqual(["The desktop has taken the link."]);
  expect((await app.facts()).openedOutside).toEqual(["https://example.org/beds"]);
  expect(await call("open", { link: "file:///etc/passwd" })).toMatchObject({ ok: false });
  expect((await app.facts()).openedOutside).toHaveLength(1);

  const garden = join(home, "garden");
  mkdirSync(garden);
  writeFileSync(join(garden, "plan.txt"), "sow in May");
  await app.picks([garden]);
  await page.getByRole("button", { name: "Add a folder …" }).click();
  await page.getByRole("list", { name: "Folders that agents may read" }).getByText(garden).waitFor();
  // For the commands of a folder the node connects once more.
  await eventually(() => {
    const { params } = gateway.attempts.at(-1) ?? {};
    expect(params).toMatchObject({ commands: expect.arrayContaining(["file.fetch"]) });
    expect(gateway.node().surface).toContain("mcp.tools.call.v1");
  });
  const plan = text(call("open", { path: join(garden, "plan.txt") }));
  await press("plan.txt", "Allow once");
  expect(await plan).toEqual(["The desktop has taken the file."]);
  expect((await app.facts()).openedPaths).toEqual([join(garden, "plan.txt")]);
  expect(await call("open", { path: join(home, "outside.txt") })).toMatchObject({ ok: false });

  writeFileSync(join(home, "picked.txt"), "sow in May");
  writeFileSync(join(home, "other.txt"), "not for agents");
  await app.picks([join(home, "picked.txt")]);
  const picked = text(call("pick_files", { why: "The plan of the beds" }));
  await press("The plan of the beds", "Choose files");
  expect(await picked).toEqual(['"picked.txt", 10 bytes\nsow in May']);
  await app.picks(null);
  const none = call("pick_files", { why: "Once more" });
  await press("Once more", "Choose files");
  expect(await none).toMatchObject({ payload: { structuredContent: { outcome: "declined" } } });

  if (onRealElectron) expect((await text(call("list_windows"))).join("\n")).toContain("Clawtray");

  if (!onRealElectron) await app.power("lock-screen");
  await flip(page, "presence", true);
  const said = (event: string) => told.filter((one) => one.event === event).map(({ payload }) => payload);
  // The switch is a permission, for which the node connects once more; nothing is told before.
  await eventually(() => {
    expect(said("node.presence.activity").at(-1)).toEqual({
      idleSeconds: expect.any(Number),
      source: "system",
    });
    expect(said("node.desktop.availability").at(-1)).toEqual({
      state: onRealElectron ? expect.stringMatching(/^(unlocked|unknown)$/) : "locked",
    });
  });
  expect(gateway.attempts.at(-1)?.params).toMatchObject({ permissions: { accessibility: true } });
  await flip(page, "presence", false);
  await eventually(() => expect(said("node.presence.activity").at(-1)).toEqual({ action: "clear" }));

  expect((await app.facts()).heldAwake).toEqual([]);
  await page.getByRole("button", { name: "Settings" }).click();
  const awake = page.getByLabel("Keep this computer awake while connected");
  await awake.selectOption("Always, also on battery");
  await until("it is held awake", async () => (await app.facts()).heldAwake.length === 1);
  expect((await app.facts()).heldAwake).toEqual(["prevent-app-suspension"]);
  await awake.selectOption("Never");
  await until("it may sleep", async () => (await app.facts()).heldAwake.length === 0);
}, 180_000);
