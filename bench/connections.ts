import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ClawtrayNode, clawtrayCli, startClawtrayNode } from "../scripts/gateway/clawtray-node.ts";
import { undoEverything } from "../scripts/gateway/cleanup.ts";
import { makeThrowAwayFolder } from "../scripts/gateway/folder.ts";
import { isReady } from "../scripts/gateway/states.ts";
import { pause } from "../scripts/gateway/wait.ts";
import { addConnection } from "../src/core/connections/change.ts";
import { listConnections } from "../src/core/connections/list.ts";
import { createScriptedGateway, type ScriptedGateway } from "../test/scripted/gateway.ts";
import { idleMemory } from "./memory.ts";
import { median, percentile } from "./statistics.ts";
import { megabytes, milliseconds } from "./table.ts";

/** What several connections cost, and what a hostile one costs its neighbour. */
const plans = {
  full: { rounds: 6, calls: 300, restMs: 20_000 },
  quick: { rounds: 3, calls: 100, restMs: 10_000 },
} as const;

type Plan = (typeof plans)["full" | "quick"];

const token = "bench-shared-token";
/** How much longer a command may take beside a hostile connection. */
const AIM = 1.5;
const WARM_UP = 200;

/** Everything a hostile gateway does, one kind at a time, and all in turn. */
const harms = [
  "a flood of commands",
  "a flood of unknown commands",
  "a flood of programs to be asked about",
  "questions that end at once",
  "notifications and cancels",
  "a big frame",
  "damaged frames",
  "too many damaged frames",
  "a cut connection",
  "everything",
];

const note = (text: string) => process.stderr.write(`bench: ${text}\n`);

/** A running node with a connection for each of these addresses, every one paired. */
async function startNode(urls: readonly string[]): Promise<ClawtrayNode> {
  const folder = makeThrowAwayFolder("bench-node");
  const options = { stateFolder: folder.path, keyStore: "file" } as const;
  for (const [index, gatewayUrl] of urls.entries()) {
    if (index > 0) await addConnection(folder.path, `connection ${index + 1}`);
    const name = listConnections(folder.path)[index]?.name ?? "";
    const extraParameters = ["--connection", name];
    const node = await startClawtrayNode({ ...options, gatewayUrl, sharedToken: token, extraParameters });
    await node.waitFor("ready", isReady);
    await node.stop();
  }
  const node = await startClawtrayNode(options);
  if (urls.length === 1) await node.waitFor("ready", isReady);
  else
    for (const { name } of listConnections(folder.path))
      await node.connection(name).waitFor("ready", isReady);
  return node;
}

const friendly = (): Promise<ScriptedGateway> =>
  createScriptedGateway({ token, autoApproveDevice: true, autoApproveSurface: true });

/** How often all threads of a process were woken up so far. */
function wakeUps(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads.reduce((sum, thread) => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8");
    return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  }, 0);
}

async function rest(count: number, { restMs }: Plan): Promise<string> {
  note(`${count} connection${count === 1 ? "" : "s"} at rest`);
  const gateways = await Promise.all(Array.from({ length: count }, friendly));
  const node = await startNode(gateways.map(({ url }) => url));
  const { resident, proportional } = await idleMemory(node.pid);
  const before = wakeUps(node.pid);
  await pause(restMs);
  const perSecond = ((wakeUps(node.pid) - before) * 1_000) / restMs;
  await node.stop();
  for (const gateway of gateways) await gateway.close();
  return [
    `${String(count).padStart(2)} connection${count === 1 ? " " : "s"}`,
    `${megabytes(resident)} resident`,
    `${megabytes(proportional)} of its own`,
    `${perSecond.toFixed(1)} wake-ups a second`,
  ].join("   ");
}

async function startHostile(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "hostile-gateway.ts")], {
    env: { ...process.env, BENCH_TOKEN: token },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [said] = (await once(child.stdout as NonNullable<typeof child.stdout>, "data")) as [Buffer];
  return { child, url: String(said).trim() };
}

async function timesOf(gateway: ScriptedGateway, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < count; call += 1) {
    const begin = performance.now();
    const outcome = await gateway.invoke("system.which", { bins: ["sh"] }).result;
    if (!outcome.ok) throw new Error(`system.which was refused: ${outcome.error?.message}`);
    times.push(performance.now() - begin);
    // Like an agent, and not like a benchmark: the next one comes when the node has nothing of this one left to do.
    await pause(2);
  }
  return times;
}

/** Alone and beside each harm in turns, so that what else this computer does is in both. */
async function besides({ rounds, calls }: Plan): Promise<readonly string[]> {
  const quiet = await friendly();
  const hostile = await startHostile();
  const node = await startNode([hostile.url, quiet.url]);
  await timesOf(quiet, WARM_UP);
  const lines: string[] = [];
  for (const harm of harms) {
    note(`beside ${harm}`);
    const [alone, beside]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      const atRest = once(hostile.child.stdout as NonNullable<typeof hostile.child.stdout>, "data");
      hostile.child.stdin?.write("\n");
      // What is left of a flood would be in the times alone as well.
      await atRest;
      alone.push(...(await timesOf(quiet, calls)));
      hostile.child.stdin?.write(`${harm}\n`);
      await pause(300);
      beside.push(...(await timesOf(quiet, calls)));
    }
    const ratio = median(beside) / median(alone);
    lines.push(
      [
        harm.padEnd(40),
        `${milliseconds(median(alone))} alone`.padEnd(16),
        `${milliseconds(median(beside))} beside`.padEnd(16),
        `${ratio.toFixed(2)} x`.padEnd(8),
        `p95 ${milliseconds(percentile(alone, 0.95))} and ${milliseconds(percentile(beside, 0.95))}`.padEnd(
          28,
        ),
        ratio <= AIM ? "" : `above the aim of ${AIM} x`,
      ]
        .join("  ")
        .trimEnd(),
    );
  }
  await node.stop();
  hostile.child.stdin?.end();
  await quiet.close();
  return lines;
}

const { values } = parseArgs({ options: { quick: { type: "boolean" }, only: { type: "string" } } });
const plan = values.quick ? plans.quick : plans.full;
if (process.platform !== "linux") {
  note("memory and wake-ups are read from /proc, so this runs on Linux only");
  process.exitCode = 1;
} else if (!existsSync(clawtrayCli)) {
  note("the node is not built; run: npm run build:cli");
  process.exitCode = 1;
} else {
  try {
    const lines: string[] = [];
    if (values.only !== "rest")
      lines.push("system.which of one connection, alone and beside a hostile one:", ...(await besides(plan)));
    if (values.only !== "beside") for (const count of [1, 3, 10]) lines.push(await rest(count, plan));
    process.stdout.write(`\n${lines.join("\n")}\n`);
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
  await undoEverything();
  // What a failure left open, its gateways and the hostile one's process, ends with this one.
  process.exit();
}
