import { expect, test } from "vitest";
import type { ScriptedGateway } from "../scripted/gateway.ts";
import { connectedApp } from "./scenario.ts";
import { until } from "./until.ts";

interface Asked {
  readonly event: string;
  readonly payload: { readonly message?: string; readonly sessionKey?: string };
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
  const answer = page.locator(".turn .said").nth(1);
  // Of another session, and so of nobody here.
  gateway.node().event("chat", { sessionKey: "agent:main:other", state: "delta", message: "Elsewhere" });
  say(gateway, "delta", "<b>Two");
  await until("it is shown as it comes", async () => (await answer.textContent()) === "<b>Two");
  // Twice, as openclaw 2026.1.29 sends it.
  say(gateway, "final", "<b>Two meetings.");
  say(gateway, "final", "<b>Two meetings.");
  await until("it is shown whole", async () => (await answer.textContent()) === "<b>Two meetings.");
  expect(await page.locator(".turn").count()).toBe(1);

  const refused = await page.evaluate(() => {
    const { clawtray } = globalThis as unknown as { clawtray: { request(request: object): Promise<object> } };
    return clawtray.request({ kind: "quit" });
  });
  expect(refused).toEqual({ ok: false, problem: "invalid-argument" });
});
