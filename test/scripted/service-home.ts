import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { FakeManager, installTools, type Supervised } from "../service/fake-manager.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";

export const cli = fileURLToPath(new URL("../../out/cli/index.js", import.meta.url));
export const sharedToken = "recognisable-service-token-51c2";

export async function gatewayFor(token: string | null): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** The one device that is connected. */
export async function connected(gateway: ScriptedGateway): Promise<string> {
  await gateway.until(() => gateway.nodes().length === 1, 25_000);
  const deviceId = gateway.node().device?.deviceId;
  expect(deviceId).toMatch(/^[0-9a-f]{64}$/);
  return deviceId ?? "";
}

export const bareEnvironment = (home: string): NodeJS.ProcessEnv => ({
  HOME: home,
  PATH: process.env.PATH,
  LANG: "C",
});

/** A home of its own, with the platform's tools first on its search path. */
export async function systemdHome(): Promise<{
  readonly home: string;
  readonly stateDir: string;
  readonly manager: FakeManager;
  readonly clawtray: (words: readonly string[], more?: Readonly<Record<string, string>>) => CliProcess;
}> {
  const home = temporaryDirectory();
  const stateDir = join(home, "state");
  const manager = new FakeManager(join(home, ".config/systemd/user"), bareEnvironment(home));
  onTestFinished(() => manager.end());
  const tools = await installTools(join(home, "tools"), manager, ["systemctl", "loginctl", "journalctl"]);
  onTestFinished(() => void tools.close());
  const environment = {
    HOME: home,
    XDG_CONFIG_HOME: "",
    SUDO_USER: "",
    PATH: `${join(home, "tools")}:${process.env.PATH}`,
  };
  return {
    home,
    stateDir,
    manager,
    clawtray: (words, more = {}) =>
      new CliProcess([...words, "--state-dir", stateDir, "--key-store", "file"], { ...environment, ...more }),
  };
}

export const onlyService = (manager: FakeManager, calls: readonly string[][] = manager.calls): Supervised => {
  const unit = calls.findLast(([tool, , verb]) => tool === "systemctl" && verb === "restart")?.[3] ?? "";
  const service = manager.service(unit);
  if (service === null) throw new Error(`nothing is supervised as ${unit}`);
  return service;
};
