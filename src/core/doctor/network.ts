import { isIP } from "node:net";
import type { BlockedCause } from "../../shared/blocked.ts";
import type { CheckDetail, CheckProblem, CheckReport } from "../../shared/bridge.ts";
import type { NodeState, WaitingReason } from "../../shared/state.ts";
import { describe } from "../../shared/words/describe.ts";
import { englishFor } from "../../shared/words/on-windows.ts";
import { runCheck } from "../check/check.ts";
import { parseGatewayAddress } from "../gateway/address.ts";
import type { EdgeHeader } from "../gateway/edge-headers.ts";
import { type ChooseProxy, isAlwaysDirect, proxyOfEnvironment, shownProxy } from "../gateway/proxy.ts";
import { findAuthorities } from "../gateway/trust.ts";
import { blockedState } from "../node/before-node.ts";
import type { GatewaySettings } from "../settings/settings.ts";
import { sshDestination } from "../ssh/address.ts";
import { type CheckName, type Finding, failed, ok, skipped, warning } from "./finding.ts";
import { gatewayTime } from "./gateway-time.ts";
import type { DoctorWorld } from "./world.ts";

/** Which of our lines reports each step of the check. */
const lineOf = {
  address: "address",
  name: "name",
  tcp: "port",
  ssh: "port",
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
  edgeHeaders: readonly EdgeHeader[],
  chooseProxy: ChooseProxy,
): Promise<readonly Finding[]> {
  if (gateway === null) {
    const none = failed("address", "No gateway is known.", "Specify one: clawtray run --gateway HOST");
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
    world: { version: world.appVersion, edgeHeaders, chooseProxy },
  });
  return [...stepFindings(report, gateway), await checkClock(gateway, report, world, chooseProxy)];
}

function stepFindings(report: CheckReport, gateway: GatewaySettings): readonly Finding[] {
  const address = parseGatewayAddress(gateway.url, { allowInsecure: gateway.allowInsecure });
  const good: Readonly<Record<string, string>> = {
    address: gateway.url,
    name: address.ok && isIP(address.value.host) !== 0 ? "an IP address, not a name" : "the name was found",
    ...(address.ok && address.value.ssh !== undefined
      ? { name: "left to ssh", port: `signed in through SSH to ${sshDestination(address.value.ssh)}` }
      : { port: "somebody answers" }),
    tls: gateway.tlsFingerprint === null ? "the certificate is trusted" : "the certificate is the pinned one",
    gateway: `OpenClaw${report.gatewayVersion === null ? "" : ` ${report.gatewayVersion}`} answers`,
  };
  const throughSsh = address.ok && address.value.ssh !== undefined;
  const plain = throughSsh ? "none: inside SSH nothing else is needed" : "none: a plain connection";
  const broken = report.steps.find(({ status }) => status === "failed");
  return networkChecks.map((check) => {
    const steps = report.steps.filter(({ name }) => lineOf[name] === check);
    const problem = steps.find(({ status }) => status === "failed")?.problem ?? null;
    if (broken !== undefined && problem !== null)
      return problemFinding(check, problem, broken.detail, gateway.url);
    if (steps.every(({ status }) => status === "skipped"))
      return ok(check, check === "tls" ? plain : (good[check] ?? ""));
    return steps.some(({ status }) => status === "waiting")
      ? skipped(check, "Not reached.")
      : ok(check, good[check] ?? "");
  });
}

const english = englishFor(process.platform);

/** The same words as everywhere for the same failure. */
function problemFinding(check: CheckName, problem: CheckProblem, detail: CheckDetail, url: string): Finding {
  const base = {
    ...blockedState({ reason: problem, detail } as BlockedCause),
    gateway: { url, version: null, protocol: null },
  };
  const waits = Object.hasOwn(english.waiting, problem);
  const state: NodeState = waits
    ? { ...base, phase: "waiting", reason: problem as WaitingReason, retryAt: 0, attempt: 1 }
    : base;
  const { sentence, remedy } = describe(state, english);
  return failed(check, sentence, waits ? (todoOf[problem] ?? remedy ?? "") : (remedy ?? ""));
}

/** What a person can do about problems that the node itself merely waits out. */
const todoOf: Readonly<Partial<Record<CheckProblem, string>>> = {
  "name-not-found": "Check the spelling and this computer's DNS, or use the gateway's IP address.",
  refused: "Start the gateway there, or give its port: clawtray run --gateway HOST:PORT",
  unreachable: "Check this computer's network, any VPN, and firewalls in between.",
  timeout: "Check firewalls in between, and whether the gateway's computer is on.",
  "not-a-gateway": "Something else answers there: give the gateway's port, clawtray run --gateway HOST:PORT",
  "proxy-unreachable": "Check HTTPS_PROXY, and whether this computer is on the proxy's network.",
  "ssh-refused": "Check the address, and whether sshd runs there.",
  "ssh-no-gateway":
    "Start the gateway there, or give its port: clawtray run --gateway ssh://HOST?gateway=PORT",
  "ssh-failed": "Try ssh to the same place in a terminal: it says why.",
};

async function checkClock(
  gateway: GatewaySettings,
  report: CheckReport,
  world: DoctorWorld,
  chooseProxy: ChooseProxy,
): Promise<Finding> {
  const reached = report.steps.some(({ name, status }) => lineOf[name] === "port" && status === "passed");
  const there = reached ? await gatewayTime(gateway, chooseProxy) : null;
  if (there === null) return ownClock(world);
  const seconds = Math.round((world.now() - there) / 1_000);
  const says = `This computer's clock is ${duration(Math.abs(seconds))} ${seconds > 0 ? "ahead of" : "behind"} the gateway's.`;
  const todo = "Set the clock that is wrong, preferably by time synchronization (NTP).";
  if (Math.abs(seconds) >= 120) return failed("clock", says, todo);
  return Math.abs(seconds) >= 20 ? warning("clock", says, todo) : ok("clock", "the same as the gateway's");
}

/** No computer that runs this can have an earlier time. */
const EARLIEST = Date.UTC(2026, 0, 1);

function ownClock(world: DoctorWorld): Finding {
  const shown = new Date(world.now()).toISOString();
  return world.now() < EARLIEST
    ? failed(
        "clock",
        `The clock says ${shown}.`,
        "Set it, preferably by time synchronization (NTP): certificates and signatures depend on it.",
      )
    : skipped("clock", `${shown}; the gateway's is not known.`);
}

const duration = (seconds: number): string =>
  seconds < 120
    ? `${seconds} s`
    : seconds < 7_200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3_600)} h`;

/** Whether the gateway is reached through a proxy, and what says so. */
export async function checkProxy(
  { env }: DoctorWorld,
  gateway: GatewaySettings | null,
  chooseProxy: ChooseProxy,
): Promise<Finding> {
  const address =
    gateway === null ? null : parseGatewayAddress(gateway.url, { allowInsecure: gateway.allowInsecure });
  if (address === null || !address.ok) return skipped("proxy", "No gateway is known.");
  const choice = await chooseProxy(address.value);
  if (choice.kind === "direct" && proxyOfEnvironment(address.value, env) === null)
    return ok("proxy", "none is set");
  switch (choice.kind) {
    case "direct":
      return ok(
        "proxy",
        isAlwaysDirect(address.value)
          ? "set, and not used: plain ws:// and this computer are reached without"
          : "set, and NO_PROXY says that this gateway is reached without",
      );
    case "proxy":
      return ok("proxy", `${shownProxy(choice.proxy)}, set by ${sourceOf(choice.proxy.source)}`);
    case "unusable": {
      const problem = choice.why;
      const values = { source: choice.source, proxyProblem: problem };
      return problemFinding("proxy", "proxy-unusable", values, address.value.url);
    }
  }
}

const sourceOf = (source: string): string => (source === "system" ? english.proxySources.system : source);

/** Whose certificates are trusted without a pin. */
export function checkAuthorities(gateway: GatewaySettings | null): Finding {
  if (gateway?.url.startsWith("wss:") !== true) return ok("authorities", "not needed: no TLS");
  if (gateway.tlsFingerprint !== null) return ok("authorities", "not needed: the certificate is pinned");
  const { system, extra } = findAuthorities();
  const store =
    system === "runtime"
      ? "the system's"
      : system === "none"
        ? `not the system's, which Node ${process.versions.node} cannot read here (Node 22.15 or later can; NODE_EXTRA_CA_CERTS adds others)`
        : `the system's (${system.file})`;
  if (extra === null) return ok("authorities", `Node's own, and ${store}`);
  if (extra.read) return ok("authorities", `Node's own, ${store}, and those in ${extra.file}`);
  return warning(
    "authorities",
    `NODE_EXTRA_CA_CERTS names ${extra.file}, where no certificate can be read.`,
    "Name a readable file of certificates in PEM, or unset it.",
  );
}
