import { existsSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { approveSurface, invokeAndShow, showDeviceRequest, typeCommand } from "./demo/admin.ts";
import { startDemoNode } from "./demo/node.ts";
import { askYesOrNo } from "./demo/question.ts";
import { DemoFailure, step } from "./demo/step.ts";
import { prefixOf, say } from "./demo/transcript.ts";
import { cacheFolder, installGateway } from "./gateway/cache.ts";
import { clawtrayCli } from "./gateway/clawtray-node.ts";
import { undoEverything } from "./gateway/cleanup.ts";
import { startGateway } from "./gateway/gateway.ts";
import { isReady } from "./gateway/states.ts";
import { currentGateway } from "./gateway/versions.ts";

const helpText = `npm run demo [-- --yes]

Fetches a real OpenClaw gateway (once, into a cache), starts it on this computer only, starts a
Clawtray node, and lets you approve it. Leaves nothing running and nothing behind but the cache.

  --yes    approve without asking

Exit codes
  0  the node was approved and answered, or you said No
  1  something failed, or there was nobody to ask and no --yes
`;

async function demo(approveWithoutAsking: boolean): Promise<number> {
  const startedAt = performance.now();
  const secondsSince = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  if (!existsSync(clawtrayCli)) throw new DemoFailure("the node is not built", "Run: npm run build:cli");

  const installed = await step(
    "the gateway could not be fetched",
    "Check the network and npm's settings (proxy, registry), then run the demo again: it begins anew by itself.",
    () => installGateway(currentGateway, (line) => say("gateway", line)),
  );
  say("gateway", `openclaw ${currentGateway} starts, on this computer only (about ten seconds)`);
  const gatewayStartedAt = performance.now();
  const gateway = await step(
    "the gateway did not start",
    "Its last words are above. Run the demo again.",
    () => startGateway(installed, { onLog: showStart() }),
  );
  say("gateway", `serving at ${gateway.url} after ${secondsSince(gatewayStartedAt)}`);

  const { node, request, dispose } = await step(
    "the node did not ask for approval",
    "Run the demo again.",
    () => startDemoNode(gateway),
  );
  const deviceId = request.deviceId ?? "";
  const fingerprint = request.fingerprint ?? "";
  say("node", "its fingerprint, as its owner sees it:");
  say("node", `  ${fingerprint}`, "good");
  await step("the request is not in the gateway's list", "Run the demo again.", () =>
    showDeviceRequest(gateway, fingerprint),
  );

  const question = "Is the deviceId the whole fingerprint? Approve this device? [y/N] ";
  if (approveWithoutAsking) say("admin", `${question}y (--yes)`);
  const answer = approveWithoutAsking ? "yes" : await askYesOrNo(`${prefixOf("admin")}${question}`);
  if (answer === "yes") {
    await step("the approval did not reach the node", "Run the demo again.", async () => {
      await typeCommand(gateway, ["devices", "approve", request.requestId]);
      await approveSurface(gateway, deviceId);
      await node.waitFor("ready", isReady, { timeoutMs: 20_000 });
    });
    await step("a command was not answered", "Run the demo again.", async () => {
      await invokeAndShow(gateway, deviceId, "system.which", { bins: ["sh", "node", "git"] });
      await invokeAndShow(gateway, deviceId, "device.info", {});
    });
  } else if (answer === "no") say("admin", "not approved; the node would go on asking");
  else say("admin", `${question}nobody to ask here, so No. For scripts: npm run demo -- --yes`, "bad");

  await dispose();
  await gateway.dispose();
  say("demo", `everything is stopped and removed again; ${secondsSince(startedAt)} in all`, "quiet");
  const size = folderSize(cacheFolder());
  const rounded = `${Math.round(size / 1e6)} MB`;
  say(
    "demo",
    `what was fetched is kept for the next time: ${cacheFolder()} (${rounded}); to remove it:`,
    "quiet",
  );
  say("demo", `  ${removalOf(cacheFolder())}`, "quiet");
  return answer === "nobody" ? 1 : 0;
}

/** Bytes of the files beneath a folder. */
function folderSize(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) bytes += lstatSync(join(entry.parentPath, entry.name)).size;
  return bytes;
}

const removalOf = (folder: string): string =>
  process.platform === "win32" ? `rmdir /s /q "${folder}"` : `rm -rf '${folder.replaceAll("'", "'\\''")}'`;

/** Passes on the gateway's own words while it starts: short ones, and only those about itself. */
function showStart(): (text: string) => void {
  let isStarting = true;
  return (text) => {
    for (const line of isStarting ? text.split("\n") : []) {
      const [, words] = /^\S+ \[gateway\] (.{1,60})$/.exec(line) ?? [];
      if (words === "ready") isStarting = false;
      else if (words !== undefined && !/[/\\=]|agent/.test(words)) say("gateway", `  ${words}`, "quiet");
    }
  };
}

const { values } = parseArgs({ options: { yes: { type: "boolean" }, help: { type: "boolean" } } });
if (values.help) {
  process.stdout.write(helpText);
} else {
  try {
    process.exitCode = await demo(values.yes ?? false);
  } catch (error) {
    const known = error instanceof DemoFailure;
    say("demo", `failed: ${error instanceof Error ? error.message : String(error)}`, "bad");
    if (known) say("demo", error.remedy);
    process.exitCode = 1;
    await undoEverything();
  }
}
