import { expect, test } from "vitest";
import { appForTest, gatewayForTest, homeForTest } from "./scenario.ts";

test("a gateway on this computer is found by the app and put into the address field, and asks nobody for approval", async () => {
  const gateway = await gatewayForTest();
  const { host, port } = new URL(gateway.url);
  const app = await appForTest({ home: homeForTest(), env: { OPENCLAW_GATEWAY_PORT: port } });
  const page = await app.page();
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByRole("button", { name: "Find gateways" }).click();
  await page.getByRole("button", { name: `Use ws://${host}` }).click();
  await expect.poll(() => page.getByLabel(/^Address/).inputValue()).toBe(`ws://${host}`);
  expect(gateway.pairing.pendingDevices.size).toBe(0);
});
