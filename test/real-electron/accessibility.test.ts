import { expect, test } from "vitest";
import type { App } from "../e2e/app.ts";
import { appForTest, connectedApp, gatewayForTest, homeForTest, TOKEN } from "../e2e/scenario.ts";
import { until } from "../e2e/until.ts";
import { type Accessible, accessibleTree } from "./accessible-tree.ts";

/** What a screen reader gets of the pages, over AT-SPI: the names, and the order they are read in. */

/** As a desktop with a screen reader starts its programs. */
const withScreenReader = { env: { ACCESSIBILITY_ENABLED: "1" } };

const controlRoles: ReadonlySet<string> = new Set([
  "check box",
  "entry",
  "link",
  "password text",
  "push button",
  "radio button",
  "toggle button",
]);

const isControl = ({ role }: Accessible) => controlRoles.has(role);

/** Headings and controls, each with its name, as they follow each other. */
const outline = (tree: readonly Accessible[]): string[] =>
  tree.filter((one) => one.role === "heading" || isControl(one)).map(({ role, name }) => `${role}: ${name}`);

/**
 * Waits until the tree holds this heading, and its headings and controls have stopped changing (a time that is
 * shown never does); no control in it may be without a name.
 */
async function readPage(app: App, heading: string): Promise<readonly Accessible[]> {
  let tree: readonly Accessible[] = [];
  await until(`"${heading}" can be read`, async () => {
    const before = JSON.stringify(outline(tree));
    tree = await accessibleTree(app.pid);
    return (
      JSON.stringify(outline(tree)) === before &&
      tree.some(({ role, name }) => role === "heading" && name === heading)
    );
  });
  expect(tree.filter((one) => isControl(one) && one.name === "")).toEqual([]);
  return tree;
}

/** Of what is read, those that are expected, as they follow each other: a page may have more. */
const inOrder = (tree: readonly Accessible[], expected: readonly string[]): string[] =>
  outline(tree).filter((line) => expected.includes(line));

const welcomePage = [
  "heading: Welcome to Clawtray",
  "heading: What it does",
  "heading: What it does only if you allow it",
  "push button: Get started",
];
const gatewayPage = [
  "heading: Where is your gateway?",
  "entry: Address, link or setup code",
  "radio button: None",
  "radio button: Token",
  "radio button: Password",
  "password text: Gateway token",
  "toggle button: Show token",
  "heading: Connection check",
  "push button: Back",
  "push button: Continue",
];
const computerPage = [
  "heading: What may the gateway use here?",
  "toggle button: Describe this computer",
  "toggle button: Show me notifications",
  "toggle button: Run programs, asking me first",
  "toggle button: See my screen",
  "toggle button: Use my camera",
  "toggle button: Know where this computer is",
  "push button: Back",
  "push button: Connect",
];
const approvalPage = [
  "heading: Ask for approval",
  "heading: Send this message to the administrator",
  "push button: Copy message",
  "heading: Fingerprint",
  "push button: Copy fingerprint",
  "toggle button: Start Clawtray when I log in",
  "push button: Back",
  "push button: Continue while waiting",
];
const donePage = [
  "heading: This computer is ready",
  "toggle button: Start Clawtray when I log in",
  "push button: Back",
  "push button: Finish",
];

test("every page of the wizard is read in order, each control by its name", async () => {
  const gateway = await gatewayForTest();
  const app = await appForTest({ home: homeForTest(), ...withScreenReader });
  const page = await app.page();
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  const welcome = await readPage(app, "Welcome to Clawtray");
  expect(inOrder(welcome, welcomePage)).toEqual(welcomePage);
  expect(welcome.filter(({ name }) => name === "Setup progress")).toHaveLength(1);

  await press("Get started");
  await page.getByLabel("Address, link or setup code").fill(gateway.url);
  await page.getByRole("radio", { name: "Token" }).click();
  await page.getByLabel("Gateway token").fill(TOKEN);
  await press("Check connection");
  await page.getByRole("button", { name: "Continue", exact: true }).waitFor();
  const where = await readPage(app, "Where is your gateway?");
  expect(inOrder(where, gatewayPage)).toEqual(gatewayPage);
  expect(where.find(({ role }) => role === "entry")?.description).toMatch(/^For example/);
  // The outcome is announced without the reader going there, and what is secret is not read out.
  expect(where.some(({ name }) => name.endsWith("Everything is fine. The gateway is ready."))).toBe(true);
  expect(JSON.stringify(where)).not.toContain(TOKEN);

  await press("Continue");
  expect(inOrder(await readPage(app, "What may the gateway use here?"), computerPage)).toEqual(computerPage);

  await press("Connect");
  await gateway.until(() => gateway.pairing.pendingDevices.size === 1);
  await page.getByRole("button", { name: "Continue while waiting" }).waitFor();
  expect(inOrder(await readPage(app, "Fingerprint"), approvalPage)).toEqual(approvalPage);

  gateway.approveDevice();
  await gateway.until(() => gateway.pairing.pendingSurfaces.size === 1);
  gateway.approveSurface();
  await press("Continue");
  expect(inOrder(await readPage(app, "This computer is ready"), donePage)).toEqual(donePage);
}, 180_000);

test("the question is read with who asks, what it wants to run, and the answers, Deny first", async () => {
  const { app, gateway } = await connectedApp(withScreenReader);
  gateway.invoke("system.run", {
    command: ["/bin/echo", "hello"],
    agentId: "ada",
    sessionKey: "agent:ada:main",
  });
  await app.questionPage();
  let question: readonly Accessible[] = [];
  await until("the question can be read", async () => {
    const tree = await accessibleTree(app.pid);
    const from = tree.findIndex(({ role, name }) => role === "frame" && name === "May this run?");
    question = from < 0 ? [] : tree.slice(from);
    return question.some(({ name }) => name === "Always allow this");
  });
  const names = question.map(({ name }) => name);
  const expected = [
    "heading: May this run?",
    "push button: Deny",
    "push button: Allow once",
    "push button: Always allow this",
  ];
  expect(inOrder(question, expected)).toEqual(expected);
  expect(names.indexOf(`The agent "ada" at ${gateway.url} asks to run:`)).toBeGreaterThan(0);
  expect(names.indexOf("/bin/echo hello")).toBeGreaterThan(0);
  expect(names.indexOf("/bin/echo hello")).toBeLessThan(names.indexOf("Deny"));
});
