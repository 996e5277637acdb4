import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installGateway } from "../../scripts/gateway/cache.ts";
import { type Gateway, startGateway } from "../../scripts/gateway/gateway.ts";
import { type ScriptedModel, startScriptedModel } from "../../scripts/gateway/model.ts";
import { grantSurface } from "../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { onRealElectron } from "../e2e/scenario.ts";
import { askedInWindow } from "./asked-in-window.ts";
import { type DesktopNode, startDesktopNode } from "./desktop-node.ts";
import { agentId, startTurn } from "./harness/agent.ts";
import { type Relay, startRelay } from "./harness/relay.ts";

let model: ScriptedModel;
let gateway: Gateway;
let relay: Relay;
let desktop: DesktopNode;

beforeAll(async () => {
  if (onRealElectron) return;
  model = await startScriptedModel();
  gateway = await startGateway(await installGateway(currentGateway, (line) => console.log(line)), {
    modelUrl: model.baseUrl,
  });
  relay = await startRelay(gateway.url);
  desktop = await startDesktopNode(gateway, relay.url);
});

afterAll(async () => {
  await desktop?.dispose();
  relay?.close();
  await gateway?.dispose();
  model?.close();
});

async function turn(tool: string, parameters: object): Promise<string> {
  const [result = ""] = await (await startTurn(gateway, model, { tool, parameters })).finished();
  return result;
}

const call = (name: string, args: object) => turn("tool_call", { id: name, args });

const isFound = (name: string, words: string) =>
  waitFor(
    `${name} to be found`,
    async () => (await turn("tool_search", { query: words })).includes(`"${name}"`) || null,
    { timeoutMs: 60_000 },
  );

/** The small window, once it asks this of the agent and this gateway. */
async function asked(words: string) {
  const question = await desktop.app.questionPage();
  await question.getByText(words).first().waitFor();
  expect(await question.locator("body").textContent()).toContain(agentId);
  return question;
}

/** The official example server, as npm has it: a process of its own that speaks the protocol on its standard streams. */
const example = fileURLToPath(import.meta.resolve("@modelcontextprotocol/server-everything/dist/index.js"));

// Real Electron is met by its own suite, which has no gateway.
test.skipIf(onRealElectron)(
  "an agent calls a tool of a server from npm, and asks the person, who answers in the desktop's window",
  async () => {
    const { page } = desktop;
    await page.getByRole("button", { name: "Tools", exact: true }).click();
    await page.getByRole("button", { name: "Add a server" }).click();
    await page.getByLabel("Name", { exact: true }).fill("example");
    await page.getByLabel("Command or address").fill(`"${process.execPath}" "${example}" stdio`);
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: "Test example" }).click();
    // It has more tools than are shown at once.
    await page.locator("summary", { hasText: "Tools: " }).click();
    const switchTo = (tool: string, choice: string) =>
      page
        .getByRole("group", { name: `${tool}: may agents call it?` })
        .getByRole("radio", { name: choice })
        .click();
    await switchTo("echo", "Ask");
    await switchTo("get-sum", "Allow");
    await switchTo("trigger-long-running-operation", "Allow");
    await switchTo("Ask you a question", "Ask");
    await grantSurface(gateway.admin, desktop.deviceId, 60_000, "mcp.tools.call.v1");

    await isFound("example_get-sum", "sum of two numbers");
    expect(await call("example_get-sum", { a: 20, b: 22 })).toContain("42");

    // It tells how far it is, which the gateway takes while the call is open.
    const long = await call("example_trigger-long-running-operation", { duration: 1, steps: 4 });
    expect(long).toContain("completed");

    const echoed = call("example_echo", { message: "roses for the north bed" });
    const question = await asked("roses for the north bed");
    expect(await question.getByRole("heading").first().textContent()).toBe("May this tool be called?");
    await question.locator("button:not([aria-disabled])", { hasText: "Allow once" }).click();
    expect(await echoed).toContain("roses for the north bed");

    const refused = call("example_echo", { message: "nettles" });
    await (await asked("nettles")).locator("button:not([aria-disabled])", { hasText: "Deny" }).click();
    expect(await refused).toContain("said no");

    await isFound("clawtray_ask_person", "ask the person a question");
    const answered = call("clawtray_ask_person", { question: "Which bed?" });
    const form = await asked("Which bed?");
    await form.getByRole("textbox").fill("the one by the wall");
    await form.locator("button:not([aria-disabled])", { hasText: "Send" }).click();
    expect(await answered).toContain("the one by the wall");

    await page.getByRole("button", { name: "Status", exact: true }).click();
    await page
      .getByText(/^example\/echo /)
      .first()
      .waitFor();
    expect(await page.content()).not.toContain("the one by the wall");
  },
  240_000,
);

// The older gateways are met in ask.test.ts.
describe("the agent is asked in the window", () =>
  askedInWindow(currentGateway, () => ({ gateway, model, desktop, relay }), test.skipIf(onRealElectron)));
