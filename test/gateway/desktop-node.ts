import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Gateway } from "../../scripts/gateway/gateway.ts";
import { type DeviceRequest, grantSurface } from "../../scripts/gateway/pairing.ts";
import { currentGateway } from "../../scripts/gateway/versions.ts";
import { waitFor } from "../../scripts/gateway/wait.ts";
import type { App } from "../e2e/app.ts";
import { startApp } from "../e2e/driver.ts";
import { goThroughWizard, trayLabels } from "../e2e/steps.ts";
import { until } from "../e2e/until.ts";
import { temporaryHome } from "../electron/host/double.ts";

/** The built desktop app as a node: admitted, its first surface approved, its set-up finished. */
export interface DesktopNode {
  readonly app: App;
  readonly page: Page;
  readonly deviceId: string;
  readonly stateFolder: string;
  /** Whether an entry of the tray's menu has these words. */
  trayShows(label: string): Promise<boolean>;
  open(page: "Status" | "Settings"): Promise<void>;
  /** The owner turns the switch with this name in the window. */
  turn(name: RegExp): Promise<void>;
  /** Resolves when a capture is under way; fails with its answer if that comes first. */
  untilCapturing(sign: string, answer: Promise<unknown>): Promise<void>;
  /** Resolves when nothing is captured any more: no sign, no page but the person's own. */
  untilAllIsOver(): Promise<void>;
  dispose(): Promise<void>;
}

/** What the tray shows while something is captured. */
export const signs = ["Camera in use", "Screen is being captured"] as const;

/**
 * Starts it at a gateway where nobody else asks for admission meanwhile. The older ones admit whoever comes from their
 * own computer.
 */
export async function startDesktopNode(
  gateway: Gateway,
  url = gateway.url,
  environment: Readonly<Record<string, string>> = {},
): Promise<DesktopNode> {
  const home = temporaryHome();
  const app = await startApp({ home: home.path, env: environment });
  const dispose = async () => {
    await app.quit().catch(() => app.kill());
    home.remove();
    if (app.failure() !== null) throw new Error(`main failed: ${app.failure()}`);
  };
  try {
    const page = await app.page();
    await goThroughWizard(page, url, gateway.token);
    if (gateway.version() === currentGateway) await admitFirst(gateway);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByRole("button", { name: "Finish" }).click();
    await page.getByRole("heading", { name: "Connected" }).waitFor();
    const deviceId = String(await page.evaluate("clawtray.snapshot().then(({ node }) => node.deviceId)"));
    const stateFolder = join(home.path, ".config", "clawtray");
    return { app, page, deviceId, stateFolder, ...handOn(app, page), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Admits the one device that asks for it, and approves its first surface. */
async function admitFirst({ admin }: Gateway): Promise<void> {
  const { deviceId, requestId } = await waitFor(
    "the app to ask for admission",
    async () => {
      const { pending } = (await admin.call("device.pair.list")) as { pending: DeviceRequest[] };
      return pending[0] ?? null;
    },
    { timeoutMs: 30_000 },
  );
  await admin.call("device.pair.approve", { requestId });
  await grantSurface(admin, deviceId, 30_000);
}

/** What a person at this computer does and sees. */
function handOn(
  app: App,
  page: Page,
): Omit<DesktopNode, "app" | "page" | "deviceId" | "stateFolder" | "dispose"> {
  const trayShows = async (label: string) => trayLabels(await app.facts()).includes(label);
  const open = (name: string) => page.getByRole("button", { name, exact: true }).click();
  return {
    trayShows,
    open,
    async turn(name) {
      await open("Settings");
      await page.getByRole("switch", { name }).click();
    },
    async untilCapturing(sign, answer) {
      let early: unknown = null;
      answer.then(
        (answered) => {
          early = answered;
        },
        (error) => {
          early = error;
        },
      );
      const limit = 60_000;
      await until(
        "a capture is under way",
        async () => {
          if (early !== null) throw new Error(`it is over already: ${JSON.stringify(early).slice(0, 300)}`);
          return trayShows(sign);
        },
        limit,
      );
    },
    async untilAllIsOver() {
      await until("no capture is left", async () => {
        const facts = await app.facts();
        return facts.windows.length === 1 && !signs.some((sign) => trayLabels(facts).includes(sign));
      });
    },
  };
}
