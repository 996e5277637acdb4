import { compareCommand, shortFingerprintOf } from "../../src/shared/fingerprint.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { surfaceRequests } from "../gateway/pairing.ts";
import { waitFor } from "../gateway/wait.ts";
import { DemoFailure } from "./step.ts";
import { say, sayAsPrinted, sayCommand } from "./transcript.ts";

/** Types a command of the gateway's own program, and resolves with what it prints. */
export async function typeCommand(gateway: Gateway, parameters: readonly string[]): Promise<string> {
  sayCommand("admin", `openclaw ${parameters.map(quoted).join(" ")}`);
  const { code, stdout, stderr } = await gateway.runCli(parameters);
  if (code === 0) return stdout;
  throw new DemoFailure(
    `openclaw ${parameters.slice(0, 2).join(" ")} ended with ${code}: ${(stderr || stdout).trim()}`,
    "This is the gateway's own answer. Run the demo again; if it stays, please report it.",
  );
}

/**
 * Runs the command that the node names for the comparison, and shows what the gateway's own program prints, as it
 * prints it. What an administrator looks for is highlighted.
 */
export async function showDeviceRequest(gateway: Gateway, fingerprint: string): Promise<void> {
  const [, ...parameters] = compareCommand.split(" ");
  const printed = await typeCommand(gateway, parameters);
  if (!printed.includes(fingerprint)) throw new Error("the gateway does not list the device that asks");
  for (const line of printed.trimEnd().split("\n"))
    sayAsPrinted("gateway", line, line.includes(fingerprint) ? "good" : "quiet");
}

/** Grants the second request: what the node may be asked to do. */
export async function approveSurface(gateway: Gateway, deviceId: string): Promise<void> {
  const request = await waitFor(
    "the request for its commands",
    async () => (await surfaceRequests(gateway.admin, deviceId))[0] ?? null,
    { timeoutMs: 20_000 },
  );
  say("gateway", `it also asks to offer ${[...(request.commands ?? [])].sort().join(", ")}`);
  await typeCommand(gateway, ["nodes", "approve", request.requestId]);
}

/** Invokes a command through the gateway and shows the node's answer. */
export async function invokeAndShow(
  gateway: Gateway,
  deviceId: string,
  command: string,
  parameters: object,
): Promise<void> {
  const node = ["--node", shortFingerprintOf(deviceId)];
  const call = ["--command", command, "--params", JSON.stringify(parameters)];
  const answer = JSON.parse(await typeCommand(gateway, ["nodes", "invoke", ...node, ...call]));
  for (const [name, value] of flattened(answer.payload)) say("node", `  ${name.padEnd(16)} ${value}`, "good");
}

/** Every value in an answer, with its path. */
function flattened(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    flattened(inner, path === "" ? name : `${path}.${name}`),
  );
}

function quoted(parameter: string): string {
  return /[\s"{}[\]]/.test(parameter) ? `'${parameter}'` : parameter;
}
