import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, test } from "vitest";
import { sshHome } from "../../src/core/ssh/home.ts";
import { lacking } from "../support/lacking.ts";
import { startSshd } from "../support/sshd.ts";
import {
  appForTest,
  enterGateway,
  gatewayForTest,
  homeForTest,
  TOKEN,
  trayTitle,
  untilTray,
} from "./scenario.ts";
import { until } from "./until.ts";

const lacks = sshHome() === null ? " (this account has no home folder)" : lacking("ssh", "sshd");

test.skipIf(lacks !== "")(
  `a gateway behind SSH is reached from the wizard, once its host key was compared and accepted${lacks}`,
  async () => {
    const sshd = await startSshd();
    const gateway = await gatewayForTest({ autoApproveDevice: true, autoApproveSurface: true });
    const app = await appForTest({
      home: homeForTest(),
      env: { PATH: `${sshd.bin}${delimiter}${process.env.PATH}` },
    });
    const page = await app.page();
    await enterGateway(page, sshd.url(gateway.port), TOKEN);
    await page.getByRole("heading", { name: "Do you know this SSH host key?" }).waitFor();
    expect((await app.shownText()).replace(/\s+/g, "")).toContain(sshd.fingerprint());
    expect(() => readFileSync(sshd.knownHosts)).toThrow();
    expect(gateway.attempts).toHaveLength(0);

    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Accept this host key" }).click();
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    expect(readFileSync(sshd.knownHosts, "utf8").trim().split("\n")).toHaveLength(1);
    await page.getByRole("button", { name: "Connect" }).click();
    await untilTray(app, "Connected");

    // Away and back: the tunnel is built again without a question.
    await sshd.stop();
    await until(
      "the tray says that it is not connected",
      async () => trayTitle(await app.facts()) !== "Connected",
    );
    await sshd.start();
    await untilTray(app, "Connected", 40_000);
    for (const start of sshd.starts()) expect(start.words.join(" ")).not.toContain(TOKEN);
  },
);
