import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { installGateway } from "../scripts/gateway/cache.ts";
import { clawtrayCli, startClawtrayNode } from "../scripts/gateway/clawtray-node.ts";
import { undoEverything } from "../scripts/gateway/cleanup.ts";
import { makeThrowAwayFolder } from "../scripts/gateway/folder.ts";
import { type Gateway, startGateway } from "../scripts/gateway/gateway.ts";
import { admit, grantSurface, invoke } from "../scripts/gateway/pairing.ts";
import { type Peer, startPeer } from "../scripts/gateway/peer.ts";
import { isAwaitingApproval } from "../scripts/gateway/states.ts";
import { currentGateway } from "../scripts/gateway/versions.ts";
import { pause } from "../scripts/gateway/wait.ts";
import { connectedAt, disconnected } from "./connected.ts";
import { idleMemory } from "./memory.ts";
import { echoRoundTrips, nodeRoundTrips } from "./round-trips.ts";
import { median, percentile } from "./statistics.ts";
import { formatTable, megabytes, milliseconds, type Row, timesLess } from "./table.ts";

const plans = {
  full: {
    starts: 7,
    peerStarts: 3,
    approvals: 12,
    restarts: 2,
    outageMs: 20_000,
    calls: 200,
    sequential: 3_000,
    parallelMs: 3_000,
  },
  quick: {
    starts: 3,
    peerStarts: 1,
    approvals: 4,
    restarts: 1,
    outageMs: 20_000,
    calls: 50,
    sequential: 500,
    parallelMs: 1_000,
  },
} as const;

type Plan = (typeof plans)["full" | "quick"];

/** Once the process is older than this nothing is measured again, so that a slow machine gets an answer too. */
const REPEAT_UNTIL_MS = 200_000;

/** How long the gateway's own node has to notice its approval before it is restarted by hand, milliseconds. */
const WATCHED_MS = 10_000;

const goesOn = (run: number, count: number): boolean =>
  run === 0 || (run < count && performance.now() < REPEAT_UNTIL_MS);

/** Something that can be started again and again, already paired. */
interface Contestant {
  readonly deviceId: string;
  start(): Promise<{ readonly pid: number; stop(): Promise<unknown> }>;
}

const note = (text: string) => process.stderr.write(`bench: ${text}\n`);

async function bench(plan: Plan): Promise<Row[]> {
  const installed = await installGateway(currentGateway, note);
  note("round trips, against a bare echo");
  const echo = await echoRoundTrips(plan);
  const node = await nodeRoundTrips(plan);
  note(`starting gateway ${currentGateway}`);
  const gateway = await startGateway(installed);
  note(`pairing openclaw node run; after its approval it has ${WATCHED_MS / 1000} s to connect by itself`);
  let peerConnectedUnaided = false;
  const peer = await startPeer(installed, gateway, async (deviceId) => {
    peerConnectedUnaided = await connectedAt(gateway, deviceId, 0, WATCHED_MS).then(
      () => true,
      () => false,
    );
  });
  await peer.stop();
  note("approval to connected");
  const approvals = await approvalTimes(gateway, plan.approvals);
  const ours = await pairOurs(gateway);
  note("start to connected");
  const ourStarts = await startTimes(gateway, ours, plan.starts);
  const peerStarts = await startTimes(gateway, peer, plan.peerStarts);
  note("both at rest, then the gateway is restarted under them");
  const ourProcess = await ours.start();
  const peerProcess = await peer.start();
  for (const { deviceId } of [ours, peer]) await connectedAt(gateway, deviceId, 0);
  const ourCalls = await callTimes(gateway, ours.deviceId, plan.calls);
  const peerCalls = await callTimes(gateway, peer.deviceId, plan.calls);
  const [ourMemory, peerMemory] = [await idleMemory(ourProcess.pid), await idleMemory(peerProcess.pid)];
  const backs = await returnTimes(gateway, ours, peer, plan.restarts, 0);
  note(`the gateway is away for ${plan.outageMs / 1000} s`);
  const longBacks = await returnTimes(gateway, ours, peer, plan.restarts, plan.outageMs);
  await Promise.all([ourProcess.stop(), peerProcess.stop()]);
  await undoEverything();

  const lessIsBetter = (
    what: string,
    mine: number,
    other: number,
    aim: string,
    unit = milliseconds,
  ): Row => ({
    what,
    ours: unit(mine),
    theirs: unit(other),
    ratio: timesLess(mine, other),
    aim,
  });
  return [
    lessIsBetter("start to connected, median", median(ourStarts), median(peerStarts), "10 x"),
    {
      what: "approval to connected, median",
      ours: milliseconds(median(approvals)),
      theirs: peerConnectedUnaided ? `within ${WATCHED_MS / 1000} s` : "never",
      ratio: "",
      aim: "1.50 s",
    },
    {
      what: "approval to connected, p95",
      ours: milliseconds(percentile(approvals, 0.95)),
      theirs: "",
      ratio: "",
      aim: "",
    },
    lessIsBetter("gateway serves to connected, median", median(backs.ours), median(backs.peer), ""),
    lessIsBetter(
      `away ${plan.outageMs / 1000} s, serves to connected, median`,
      median(longBacks.ours),
      median(longBacks.peer),
      "1.50 s",
    ),
    lessIsBetter("idle memory, resident", ourMemory.resident, peerMemory.resident, "6 x, 65 MB", megabytes),
    lessIsBetter(
      "idle memory, shared pages once",
      ourMemory.proportional,
      peerMemory.proportional,
      "",
      megabytes,
    ),
    {
      what: "processes",
      ours: String(ourMemory.processes),
      theirs: String(peerMemory.processes),
      ratio: "",
      aim: "",
    },
    lessIsBetter("system.which through the gateway, p50", median(ourCalls), median(peerCalls), ""),
    { what: "", ours: "clawtray", theirs: "bare echo", ratio: "", aim: "" },
    lessIsBetter("system.which, scripted gateway, p50", node.p50, echo.p50, ""),
    lessIsBetter("system.which, scripted gateway, p99", node.p99, echo.p99, ""),
    {
      what: "per second, 32 in flight",
      ours: node.perSecond.toFixed(0),
      theirs: echo.perSecond.toFixed(0),
      ratio: `${(node.perSecond / echo.perSecond).toFixed(2)} x`,
      aim: "0.5 x",
    },
  ];
}

async function pairOurs(gateway: Gateway): Promise<Contestant> {
  const folder = makeThrowAwayFolder("bench-node");
  const options = { gatewayUrl: gateway.url, stateFolder: folder.path, keyStore: "file" } as const;
  const node = await startClawtrayNode({ ...options, sharedToken: gateway.token });
  const deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId);
  await node.stop();
  return { deviceId, start: () => startClawtrayNode(options) };
}

/** From the start of the process to the time at which the gateway let it in, milliseconds. */
async function startTimes(gateway: Gateway, contestant: Contestant, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; goesOn(run, count); run++) {
    await disconnected(gateway, contestant.deviceId);
    const startedAt = Date.now();
    const running = await contestant.start();
    times.push((await connectedAt(gateway, contestant.deviceId, startedAt)) - startedAt);
    await running.stop();
  }
  return times;
}

/** From the administrator's approval to the time at which the gateway let the new node in, milliseconds. */
async function approvalTimes(gateway: Gateway, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; goesOn(run, count); run++) {
    const folder = makeThrowAwayFolder("bench-node");
    const node = await startClawtrayNode({
      gatewayUrl: gateway.url,
      stateFolder: folder.path,
      keyStore: "file",
      sharedToken: gateway.token,
    });
    const { state } = await node.waitFor("awaiting approval", isAwaitingApproval);
    // An administrator's moment has nothing to do with the node's rhythm of asking.
    await pause(Math.random() * 2_000);
    const approvedAt = Date.now();
    await gateway.admin.call("device.pair.approve", { requestId: state.requestId });
    times.push((await connectedAt(gateway, state.deviceId ?? "", approvedAt)) - approvedAt);
    await node.stop();
    await folder.remove();
  }
  return times;
}

/** From the moment the restarted gateway lets anybody in to the time at which it let each node in, milliseconds. */
async function returnTimes(
  gateway: Gateway,
  ours: Contestant,
  peer: Peer,
  count: number,
  awayMs: number,
): Promise<{ ours: number[]; peer: number[] }> {
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let run = 0; goesOn(run, count); run++) {
    await gateway.stop();
    await pause(awayMs);
    const stoppedAt = Date.now();
    await gateway.start(); // resolves when an operator has been let in
    const operatorAt = Date.now();
    const oursAt = await connectedAt(gateway, ours.deviceId, stoppedAt);
    const peerAt = await connectedAt(gateway, peer.deviceId, stoppedAt);
    const servingAt = Math.min(operatorAt, oursAt, peerAt);
    times.ours.push(oursAt - servingAt);
    times.peer.push(peerAt - servingAt);
  }
  return times;
}

async function callTimes(gateway: Gateway, deviceId: string, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < count; run++) {
    const startedAt = performance.now();
    await invoke(gateway.admin, deviceId, "system.which", { bins: ["sh"] });
    times.push(performance.now() - startedAt);
  }
  return times;
}

const { values } = parseArgs({ options: { quick: { type: "boolean" } } });
if (process.platform !== "linux") {
  note("memory is read from /proc, so this runs on Linux only");
  process.exitCode = 1;
} else if (!existsSync(clawtrayCli)) {
  note("the node is not built; run: npm run build:cli");
  process.exitCode = 1;
} else {
  const startedAt = performance.now();
  try {
    const rows = await bench(values.quick ? plans.quick : plans.full);
    process.stdout.write(`\n${formatTable(`openclaw node run ${currentGateway}`, rows)}\n`);
    note(`took ${milliseconds(performance.now() - startedAt)}`);
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
    await undoEverything();
  }
}
