import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import { filesBelow } from "../support/files-below.ts";
import { connectedApp, gatewayForTest, TOKEN } from "./scenario.ts";
import { until } from "./until.ts";

// Two setups, one after the other, on a computer with other work to do.
vi.setConfig({ testTimeout: 180_000 });

/** A gateway whose agent waits for the test. */
const patient = (asked: string[]) => ({
  autoApproveDevice: true,
  autoApproveSurface: true,
  onNodeEvent(params: unknown) {
    const { event, payload } = params as { event: string; payload: { message?: string } };
    if (event !== "agent.request" && event !== "chat.subscribe") return undefined;
    if (event === "agent.request") asked.push(payload.message ?? "");
    return { ok: true };
  },
});

/** Every gateway calls the session of its main agent the same; each event twice, as openclaw 2026.1.29 sends them. */
function say(gateway: ScriptedGateway, state: "delta" | "final", text: string): void {
  const message = { role: "assistant", content: [{ type: "text", text }] };
  for (let time = 0; time < 2; time += 1)
    gateway.node().event("chat", { sessionKey: "agent:main:main", state, message });
}

async function twoAgents() {
  const [askedHome, askedWork]: [string[], string[]] = [[], []];
  const home = await connectedApp({}, patient(askedHome));
  const { page } = home;
  const work = await gatewayForTest(patient(askedWork));
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  await page.getByRole("button", { name: "Add a gateway" }).click();
  await page.getByLabel("Address, link or setup code").fill(work.url);
  await page.getByRole("radio", { name: "Token" }).click();
  await page.getByLabel("Gateway token").fill(TOKEN);
  await page.getByRole("button", { name: "Check connection" }).click();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await page.getByRole("heading", { name: "This computer is approved" }).waitFor();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("heading", { level: 1, name: "Connected" }).waitFor();
  const sections = async () =>
    ((await home.app.facts()).trays[0]?.menu ?? []).flatMap(({ label, section }) =>
      section === undefined ? [] : [label],
    );
  await until("the tray has both", async () => (await sections()).length === 2);
  const [homeName = "", workName = ""] = await sections();
  const ask = async (name: string, message: string) => {
    await home.app.choose("Ask the agent …", name);
    const asking = await home.app.askPage();
    const field = asking.getByRole("textbox", { name: "Message" });
    await field.fill(message);
    await field.press("Enter");
    return asking;
  };
  return { ...home, work, askedHome, askedWork, homeName, workName, ask };
}

const shown = async (page: Page) => page.locator(".turn").allTextContents();

test("two agents are asked at once, and no answer crosses over to the other", async () => {
  const { app, gateway, work, askedHome, askedWork, homeName, workName, ask } = await twoAgents();
  await ask(homeName, "Of home?");
  await until("home has it", () => askedHome.length === 1);
  const page = await ask(workName, "Of work?");
  await until("work has it", () => askedWork.length === 1);
  say(gateway, "delta", "Home, half");
  say(work, "delta", "Work, half");
  await until("work's is shown", async () => (await shown(page)).join().includes("Work, half"));
  expect((await shown(page)).join()).not.toContain("Home");
  say(gateway, "final", "Home, whole");
  say(work, "final", "Work, whole");
  await until("work's has ended", async () => (await shown(page)).join().includes("Work, whole"));
  await app.choose("Ask the agent …", homeName);
  await until("home's is shown", async () => (await shown(page)).join().includes("Home, whole"));
  const [turn, ...others] = await shown(page);
  expect([turn, others]).toEqual([expect.stringMatching(/Of home\?.*Home, whole$/), []]);
  expect([askedHome, askedWork]).toEqual([["Of home?"], ["Of work?"]]);
});

test("a connection is removed while its agent answers: its window goes, and nothing of it stays", async () => {
  const { app, page, home, gateway, work, askedWork, homeName, workName, ask } = await twoAgents();
  const request = (what: object) => page.evaluate(`clawtray.request(${JSON.stringify(what)})`);
  await request({ kind: "set-preferences", change: { keepConversations: true } });
  const asking = await ask(workName, "Of work?");
  await until("work has it", () => askedWork.length === 1);
  say(work, "delta", "Work, half");
  await until("it is shown", async () => (await shown(asking)).join().includes("Work, half"));
  const kept = () => filesBelow(join(home, ".config")).filter((name) => name.includes("conversation.json"));
  await until("it is kept", () => kept().length === 1);
  const snapshot = (await page.evaluate("clawtray.snapshot()")) as {
    readonly node: { readonly deviceId: string };
    readonly connections: { readonly shown: string };
  };
  const { shown: id } = snapshot.connections;
  const confirmation = snapshot.node.deviceId.slice(0, 4);
  expect(await request({ kind: "remove-connection", id, confirmation, connection: id })).toEqual({
    ok: true,
  });
  await until("its window is gone", async () =>
    (await app.facts()).windows.every(({ url, visible }) => !(visible && url.includes("page=ask"))),
  );
  expect(kept()).toEqual([]);
  expect(filesBelow(join(home, ".config")).filter((name) => name.includes(id))).toEqual([]);
  // The other one is asked as before, and sees nothing of it.
  await app.choose("Ask the agent …");
  const other = await app.askPage();
  expect(await shown(other)).toEqual([]);
  await other.getByRole("textbox", { name: "Message" }).fill("Still there?");
  await other.getByRole("textbox", { name: "Message" }).press("Enter");
  await until("it is shown", async () => (await shown(other)).length === 1);
  say(gateway, "final", "Yes");
  await until("it is answered", async () => (await shown(other)).join().includes("Yes"));
  expect([homeName === workName, app.failure()]).toEqual([false, null]);
});
