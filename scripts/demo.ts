import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { installGateway } from "../test/gateway/harness/cache.ts";
import { clawtrayCli } from "../test/gateway/harness/clawtray-node.ts";
import { undoEverything } from "../test/gateway/harness/cleanup.ts";
import { startGateway } from "../test/gateway/harness/gateway.ts";
import { isReady } from "../test/gateway/harness/states.ts";
import { currentGateway } from "../test/gateway/harness/versions.ts";
import {
  approveSurface,
  invokeAndShow,
  showDeviceRequest,
  showFingerprint,
  typeCommand,
} from "./demo/admin.ts";
import { startDemoNode } from "./demo/node.ts";
import { askYesOrNo } from "./demo/question.ts";
import { DemoFailure, step } from "./demo/step.ts";
import { prefixOf, say } from "./demo/transcript.ts";

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
  showFingerprint("node", deviceId);
  await showDeviceRequest(gateway, deviceId);

  const question = "Same fingerprint on both sides? Approve this device? [y/N] ";
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
  return answer === "nobody" ? 1 : 0;
}

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
