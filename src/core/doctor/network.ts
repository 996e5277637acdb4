import { isIP } from "node:net";
import type { CheckProblem, CheckReport } from "../../shared/bridge.ts";
import type { BlockedReason, NodeState, WaitingReason } from "../../shared/state.ts";
import { describe } from "../../shared/words/describe.ts";
import { english } from "../../shared/words/english.ts";
import { runCheck } from "../check/check.ts";
import { parseGatewayAddress } from "../gateway/address.ts";
import { blockedState } from "../node/before-node.ts";
import type { GatewaySettings } from "../settings/settings.ts";
import { type CheckName, type Finding, failed, ok, skipped, warning } from "./finding.ts";
import { gatewayTime } from "./gateway-time.ts";
import type { DoctorWorld } from "./world.ts";

/** Which of our lines a step of the check is told in. */
const lineOf = {
  address: "address",
  name: "name",
  tcp: "port",
  tls: "tls",
  websocket: "gateway",
  gateway: "gateway",
  credential: "credentials",
} as const satisfies Record<string, CheckName>;

const networkChecks = ["address", "name", "port", "tls", "gateway"] as const;

/** Name, port, certificate and gateway, one after the other, as the node would; and the gateway's clock. */
export async function checkNetwork(
  gateway: GatewaySettings | null,
  world: DoctorWorld,
): Promise<readonly Finding[]> {
  if (gateway === null) {
    const none = failed("address", "No gateway is known.", "Say where it is: clawtray run --gateway HOST");
    return [
      none,
      ...networkChecks.slice(1).map((check) => skipped(check, "No gateway is known.")),
      ownClock(world),
    ];
  }
  const report = await runCheck({
    input: { address: gateway.url, credentialKind: "none", acceptedTlsFingerprint: gateway.tlsFingerprint },
    allowInsecure: gateway.allowInsecure,
    credential: null,
    serial: 0,
    signal: new AbortController().signal,
    report() {},
    world: { version: world.appVersion },
  });
  return [...stepFindings(report, gateway), await checkClock(gateway, report, world)];
}

function stepFindings(report: CheckReport, gateway: GatewaySettings): readonly Finding[] {
  const address = parseGatewayAddress(gateway.url, { allowInsecure: gateway.allowInsecure });
  const good: Readonly<Record<string, string>> = {
    address: gateway.url,
    name: address.ok && isIP(address.value.host) !== 0 ? "an address, no name" : "the name is known",
    port: "somebody answers",
    tls: gateway.tlsFingerprint === null ? "the certificate is trusted" : "the certificate is the pinned one",
    gateway: `OpenClaw${report.gatewayVersion === null ? "" : ` ${report.gatewayVersion}`} answers`,
  };
  const broken = report.steps.find(({ status }) => status === "failed");
  return networkChecks.map((check) => {
    const steps = report.steps.filter(({ name }) => lineOf[name] === check);
    const problem = steps.find(({ status }) => status === "failed")?.problem ?? null;
    if (broken !== undefined && problem !== null)
      return problemFinding(check, problem, broken.detail, gateway.url);
    if (steps.every(({ status }) => status === "skipped"))
      return ok(check, check === "tls" ? "none: a plain connection" : (good[check] ?? ""));
    return steps.some(({ status }) => status === "waiting")
      ? skipped(check, "Not reached.")
      : ok(check, good[check] ?? "");
  });
}

/** The same words as everywhere for the same failure. */
function problemFinding(
  check: CheckName,
  problem: CheckProblem,
  detail: Readonly<Record<string, string>>,
  url: string,
): Finding {
  const base = {
    ...blockedState(problem as BlockedReason, detail),
    gateway: { url, version: null, protocol: null },
  };
  const waits = Object.hasOwn(english.waiting, problem);
  const state: NodeState = waits
    ? { ...base, phase: "waiting", reason: problem as WaitingReason, retryAt: 0, attempt: 1 }
    : base;
  const { sentence, remedy } = describe(state, english);
  return failed(check, sentence, waits ? (todoOf[problem] ?? remedy ?? "") : (remedy ?? ""));
}

/** What a person can do about what the node itself only waits for. */
const todoOf: Readonly<Partial<Record<CheckProblem, string>>> = {
  "name-not-found": "Look at the spelling and at this computer's DNS, or use the gateway's IP address.",
  refused: "Start the gateway there, or name its port: clawtray run --gateway HOST:PORT",
  unreachable: "Look at this computer's network, a VPN, and firewalls on the way.",
  timeout: "Look at firewalls on the way, and whether the gateway's computer is on.",
  "not-a-gateway": "Something else answers there: name the gateway's port, clawtray run --gateway HOST:PORT",
};

async function checkClock(
  gateway: GatewaySettings,
  report: CheckReport,
  world: DoctorWorld,
): Promise<Finding> {
  const reached = report.steps.some(({ name, status }) => name === "tcp" && status === "passed");
  const there = reached ? await gatewayTime(gateway) : null;
  if (there === null) return ownClock(world);
  const seconds = Math.round((world.now() - there) / 1_000);
  const says = `This computer's clock is ${duration(Math.abs(seconds))} ${seconds > 0 ? "ahead of" : "behind"} the gateway's.`;
  const todo = "Set the clock of whichever is wrong, best by time synchronisation (NTP).";
  if (Math.abs(seconds) >= 120) return failed("clock", says, todo);
  return Math.abs(seconds) >= 20 ? warning("clock", says, todo) : ok("clock", "the same as the gateway's");
}

/** No computer that runs this has seen an earlier time. */
const EARLIEST = Date.UTC(2026, 0, 1);

function ownClock(world: DoctorWorld): Finding {
  const shown = new Date(world.now()).toISOString();
  return world.now() < EARLIEST
    ? failed(
        "clock",
        `The clock says ${shown}.`,
        "Set it, best by time synchronisation (NTP): certificates and signatures are judged by it.",
      )
    : skipped("clock", `${shown}; the gateway's is not known.`);
}

const duration = (seconds: number): string =>
  seconds < 120
    ? `${seconds} s`
    : seconds < 7_200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3_600)} h`;

/** Proxies in the environment, which the node does not use. */
export function checkProxy({ env }: DoctorWorld, findings: readonly Finding[]): Finding {
  const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
  const set = names.filter((name) => (env[name] ?? "") !== "");
  if (set.length === 0) return ok("proxy", "none is set");
  const unreachable = findings.some(
    ({ check, level }) => level === "failure" && ["name", "port"].includes(check),
  );
  const says = `${set.join(", ")} ${set.length === 1 ? "is" : "are"} set; the node connects without a proxy.`;
  return unreachable
    ? failed(
        "proxy",
        says,
        "If the gateway is reached by the proxy only, use a VPN or a tunnel (ssh -L) to it.",
      )
    : ok("proxy", says);
}
