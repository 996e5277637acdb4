import { expect, test } from "vitest";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import { filesBelow } from "../support/files-below.ts";
import { pngOf } from "../support/pictures.ts";
import { look } from "./captures.ts";
import { appForTest, connectedApp, displaySize, simulated } from "./scenario.ts";
import { until } from "./until.ts";

interface Asked {
  readonly event: string;
  readonly payload: {
    readonly message?: string;
    readonly sessionKey?: string;
    readonly attachments?: readonly object[];
  };
}

test("the owner asks from the tray, sees the answer grow, and nothing else may be asked from there", async () => {
  const asked: Asked[] = [];
  const { app, gateway } = await connectedApp(
    {},
    {
      onNodeEvent(params) {
        const said = params as Asked;
        if (said.event !== "agent.request") return said.event === "chat.subscribe" ? { ok: true } : undefined;
        asked.push(said);
        return { ok: true };
      },
    },
  );
  const say = (from: ScriptedGateway, state: "delta" | "final", text: string) =>
    from.node().event("chat", {
      sessionKey: "agent:main:main",
      state,
      message: { role: "assistant", content: [{ type: "text", text }] },
    });
  await app.choose("Ask the agent …");
  const page = await app.askPage();
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill("What is on today?");
  await field.press("Enter");
  await until("the gateway has it", () => asked.length === 1);
  expect(asked[0]?.payload).toMatchObject({ message: "What is on today?", sessionKey: "agent:main:main" });
  const answer = page.locator(".turn .answer");
  // Of another session, and so of nobody here.
  gateway.node().event("chat", { sessionKey: "agent:main:other", state: "delta", message: "Elsewhere" });
  say(gateway, "delta", "<b>Two");
  await until("it is shown as it comes", async () => (await answer.textContent()) === "<b>Two");
  // Twice, as openclaw 2026.1.29 sends it.
  const whole = "<b>Two **meetings**: [the plan](https://plan.example/today)";
  say(gateway, "final", whole);
  say(gateway, "final", whole);
  await until("it is shown whole", async () => (await answer.textContent()) === "<b>Two meetings: the plan");
  expect(await page.locator(".turn").count()).toBe(1);
  expect(await answer.locator("strong").textContent()).toBe("meetings");

  await page.getByRole("button", { name: "the plan" }).click();
  await answer.getByText("https://plan.example/today").waitFor();
  expect((await app.facts()).openedOutside).toEqual([]);
  await page.getByRole("button", { name: "Open in the browser" }).click();
  await until("it is opened", async () => (await app.facts()).openedOutside.length > 0);
  expect((await app.facts()).openedOutside).toEqual(["https://plan.example/today"]);
  const foreign = await page.evaluate(() => {
    const { clawtray } = globalThis as unknown as { clawtray: { request(request: object): Promise<object> } };
    return clawtray.request({ kind: "open-link", link: "file:///etc/passwd" });
  });
  expect(foreign).toMatchObject({ ok: false, problem: "failed" });
  expect((await app.facts()).openedOutside).toHaveLength(1);

  const refused = await page.evaluate(() => {
    const { clawtray } = globalThis as unknown as { clawtray: { request(request: object): Promise<object> } };
    return clawtray.request({ kind: "quit" });
  });
  expect(refused).toEqual({ ok: false, problem: "invalid-argument" });
});

test("pictures go with the question from there, and from nowhere else", async () => {
  const asked: Asked[] = [];
  const {
    app,
    page: main,
    gateway,
  } = await connectedApp(
    {},
    {
      onNodeEvent(params) {
        const said = params as Asked;
        if (said.event !== "agent.request") return said.event === "chat.subscribe" ? { ok: true } : undefined;
        asked.push(said);
        return { ok: true };
      },
    },
  );
  await app.choose("Ask the agent …");
  const page = await app.askPage();
  const picture = pngOf(3_000_000);
  await page
    .locator("input[type=file]")
    .setInputFiles([{ name: "plan.png", mimeType: "image/png", buffer: picture }]);
  await page.locator(".chosen-files li").waitFor();
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill("What is wrong here?");
  await field.press("Enter");
  await until("the gateway has it", () => asked.length === 1);
  expect(asked[0]?.payload.attachments).toEqual([
    { type: "image", mimeType: "image/png", fileName: "plan.png", content: picture.toString("base64") },
  ]);
  await until("its name is kept", async () =>
    ((await page.locator(".went-with").textContent()) ?? "").includes("plan.png"),
  );
  const request = (pictures: object) =>
    `clawtray.request(${JSON.stringify({ kind: "ask-agent", message: "x", sessionKey: "y", pictures })})`;
  const data = picture.subarray(0, 300).toString("base64");
  const invalid = { ok: false, problem: "invalid-argument" };
  expect(await main.evaluate(request([{ name: "a", data }]))).toEqual(invalid);
  expect(await page.evaluate(request([{ name: "a", data: "A".repeat(8_400_000) }]))).toEqual(invalid);
  expect(await page.evaluate(request([{ name: "a", data }]))).toMatchObject({ problem: "pictures" });
  expect(asked).toHaveLength(1);

  // While the switch that lets agents see the screen is off, and with no sign of one: the owner takes it.
  await expect(main.evaluate("clawtray.screenshot(0)")).rejects.toThrow();
  await expect(page.evaluate("clawtray.screenshot('0')")).rejects.toThrow();
  await page.getByRole("button", { name: "Take a screenshot" }).click();
  const isSeen = async () =>
    (await app.facts()).windows.some(({ url, visible }) => visible && url.endsWith("page=ask"));
  await until("its window is not in the way", async () => !(await isSeen()));
  await until("its window is back", isSeen);
  await page.locator(".chosen-files li", { hasText: "Screenshot 1.png" }).waitFor();
  const message = { role: "assistant", content: [{ type: "text", text: "The hedge." }] };
  gateway.node().event("chat", { sessionKey: "agent:main:main", state: "final", message });
  await page.locator(".turn .answer", { hasText: "The hedge." }).waitFor();
  await field.fill("And here?");
  await field.press("Enter");
  await until("the gateway has it", () => asked.length === 2);
  const [shot] = (asked[1]?.payload.attachments ?? []) as { fileName: string; content: string }[];
  expect(shot?.fileName).toBe("Screenshot 1.png");
  expect(await look(main, "image/png", shot?.content ?? "")).toMatchObject(displaySize);
});

simulated(
  "a shortcut opens it from anywhere, also after a restart, until it is removed (real keys: test/real-electron)",
  async () => {
    const { app, page, home } = await connectedApp();
    const choose = (askShortcut: string) =>
      page.evaluate(
        `clawtray.request(${JSON.stringify({ kind: "set-preferences", change: { askShortcut } })})`,
      );
    const status = async () =>
      (await page.evaluate("clawtray.snapshot().then(({ app }) => app.askShortcut.status)")) as string;
    await app.shortcut("take", "Control+Alt+T");
    expect(await choose("Control+Alt+T")).toEqual({ ok: true });
    await until("it is refused", async () => (await status()) === "refused");
    await app.shortcut("free", "Control+Alt+T");
    await app.power("resume");
    await until("it is held after all", async () => (await status()) === "held");
    expect(await choose("Control+Alt+K")).toEqual({ ok: true });
    await until("it is held", async () => (await status()) === "held");
    expect((await app.facts()).shortcuts).toEqual(["Control+Alt+K"]);
    expect(await choose("K")).toEqual({ ok: false, problem: "invalid-argument" });
    await app.shortcut("press", "Control+Alt+K");
    await (await app.askPage()).getByRole("textbox", { name: "Message" }).waitFor();
    await app.quit();

    const again = await appForTest({ home, args: ["--hidden"] });
    await until("it is held again", async () => (await again.facts()).shortcuts.length === 1);
    await again.shortcut("press", "Control+Alt+K");
    await (await again.askPage()).getByRole("textbox", { name: "Message" }).waitFor();
    // The desktop's own shortcut starts the app once more.
    expect(await again.startAgain(["--ask"])).toBe(0);
    const shown = (await again.facts()).windows.filter(({ visible }) => visible);
    expect(shown.map(({ url }) => url.includes("page=ask"))).toEqual([true]);
  },
);

test("what was said comes back after a restart once its owner wants that, until it is cleared", async () => {
  const onNodeEvent = (params: unknown) => {
    const { event, payload } = params as Asked;
    if (event !== "agent.request" && event !== "chat.subscribe") return undefined;
    const isLast = payload.message === "And then?";
    const [state, text] = isLast ? ["delta", "The train at"] : ["final", "Two meetings"];
    const message = { role: "assistant", content: [{ type: "text", text }] };
    if (event === "agent.request")
      gateway.node().event("chat", { sessionKey: payload.sessionKey, state, message });
    return { ok: true };
  };
  const { app, page: main, gateway, home } = await connectedApp({}, { onNodeEvent });
  const keep = (on: boolean) =>
    `clawtray.request(${JSON.stringify({ kind: "set-preferences", change: { keepConversations: on } })})`;
  await app.choose("Ask the agent …");
  const page = await app.askPage();
  await page.getByRole("textbox", { name: "Message" }).fill("What is on today?");
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
  await page.locator(".answer").waitFor();
  const files = () => filesBelow(home).filter((name) => name.includes("conversation.json"));
  expect(files()).toEqual([]);
  expect(await main.evaluate(keep(true))).toEqual({ ok: true });
  await until("it is on the disk", () => files().length === 1);
  await page.getByRole("textbox", { name: "Message" }).fill("And then?");
  await page.getByRole("textbox", { name: "Message" }).press("Enter");
  await page.getByText("The train at").waitFor();
  await app.quit();

  const again = await appForTest({ home, args: ["--hidden"] });
  await until("it is connected", async () => (await again.facts()).trays.length > 0);
  await again.choose("Ask the agent …");
  const restored = await again.askPage();
  await restored.locator(".answer").first().waitFor();
  const turns = await restored.locator(".turn").allTextContents();
  expect(turns).toEqual([
    expect.stringMatching(/What is on today\?.*Two meetings/),
    expect.stringMatching(/And then\?.*The train at/),
  ]);
  await restored.getByRole("button", { name: "Clear …" }).click();
  await restored.getByRole("dialog").getByRole("button", { name: "Clear" }).click();
  await until("it is gone", () => files().length === 0);
  await until("also from the window", async () => (await restored.locator(".turn").count()) === 0);
});
