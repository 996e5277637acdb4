import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../src/core/clock.ts";
import type { Command } from "../src/core/commands/command.ts";
import { createExecCommands } from "../src/core/commands/exec-commands.ts";
import { createInvokeMemory } from "../src/core/commands/invoke-memory.ts";
import { createInvoker } from "../src/core/commands/invoker.ts";
import { createRegistry } from "../src/core/commands/registry.ts";
import { createActivityLog } from "../src/core/exec/activity.ts";
import { withFields } from "../src/core/exec/policy/edit-policy.ts";
import { createApprovalsStore } from "../src/core/exec/policy/store.ts";
import { createProgramEnvironment } from "../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../src/core/exec/question/question.ts";
import { silentLogger } from "../src/core/log.ts";
import { defaultCapabilities } from "../src/core/settings/settings.ts";
import { median, percentile } from "./statistics.ts";
import { megabytes, milliseconds } from "./table.ts";

/** What running programs costs beyond running them. Times in ms, sizes in bytes. */
export interface ExecFigures {
  /** `spawn` of a program that does nothing, until its streams are closed. */
  readonly spawnMs: number;
  /** `system.run` of the same, with policy, binding, log and events. */
  readonly runMs: number;
  /** The median of the ratios of neighbours, so that a machine that is busy now and then says little. */
  readonly ratio: number;
  /** Streamed, and how much the process grew at most while it was. */
  readonly streamedBytes: number;
  readonly growthBytes: number;
  readonly streamMs: number;
  /** Invokes at once, and how many of them were answered well, each once. */
  readonly invokes: number;
  readonly answered: number;
  readonly invokesMs: number;
}

const streamedBytes = 50_000_000;
const invokes = 1_000;

/** Measures in this process, on a state folder of its own. */
export async function measureExec(rounds: number): Promise<ExecFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clawtray-bench-")));
  mkdirSync(join(folder, "state"), { mode: 0o700 });
  try {
    const commands = await execCommands(join(folder, "state"));
    const streamed = await streaming(commands);
    const pairs = await neighbours(commands, rounds);
    const many = await atOnce(commands);
    return {
      spawnMs: median(pairs.map(({ bare }) => bare)),
      runMs: median(pairs.map(({ ours }) => ours)),
      ratio: percentile(
        pairs.map(({ bare, ours }) => ours / bare),
        0.5,
      ),
      ...streamed,
      ...many,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function execCommands(stateDir: string): Promise<readonly Command[]> {
  const approvals = createApprovalsStore(stateDir);
  await approvals.ensure();
  await approvals.change((file) => withFields(file, null, { security: "full", ask: "off" }));
  return createExecCommands({
    approvals,
    activity: createActivityLog(stateDir),
    questions: createQuestionQueue(systemClock),
    owner: () => ({ remoteMayLoosen: false, acceptGatewayApprovals: false }),
    gateway: () => "ws://127.0.0.1:1",
    emit: () => {},
    skillPrograms: async () => [],
    ownPlaces: { stateDir, programs: [] },
    programs: async () => createProgramEnvironment(process.env, process.platform),
  });
}

async function run(
  commands: readonly Command[],
  argv: readonly string[],
  progress: (chunk: string) => Promise<void> = async () => {},
): Promise<unknown> {
  const command = commands.find(({ name }) => name === "system.run");
  const signal = new AbortController().signal;
  return command?.run(
    { command: argv },
    { invokeId: "bench", signal, timeoutMs: 0, largestResult: 1 << 24, progress, stepAside: () => {} },
  );
}

function bareSpawn(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/true", [], { stdio: ["ignore", "pipe", "pipe"], cwd: homedir() });
    child.stdout.resume();
    child.stderr.resume();
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function neighbours(commands: readonly Command[], rounds: number) {
  const pairs: { bare: number; ours: number }[] = [];
  for (let round = -20; round < rounds; round++) {
    const first = round % 2 === 0;
    const before = first ? await timed(bareSpawn) : 0;
    const ours = await timed(() => run(commands, ["/bin/true"]));
    const bare = first ? before : await timed(bareSpawn);
    if (round >= 0) pairs.push({ bare, ours });
  }
  return pairs;
}

async function streaming(commands: readonly Command[]) {
  let seen = 0;
  const { rss } = process.memoryUsage();
  const streamMs = await timed(() =>
    run(commands, ["head", "-c", String(streamedBytes), "/dev/zero"], async (chunk) => {
      seen += chunk.length;
      await new Promise((taken) => setImmediate(taken));
    }),
  );
  // maxRSS is the high-water mark of the process, in kilobytes.
  const growthBytes = Math.max(0, process.resourceUsage().maxRSS * 1024 - rss);
  return { streamedBytes: seen, growthBytes, streamMs };
}

async function atOnce(commands: readonly Command[]) {
  const good = new Map<string, number>();
  let finished = (): void => {};
  const all = new Promise<void>((resolve) => {
    finished = resolve;
  });
  let answers = 0;
  const channel = {
    maxPayload: 1 << 24,
    async request(method: string, params: unknown) {
      if (method === "node.invoke.result") {
        const { id, ok, payload } = params as { id: string; ok: boolean; payload?: { exitCode?: number } };
        if (ok && payload?.exitCode === 0) good.set(id, (good.get(id) ?? 0) + 1);
        if (++answers === invokes) finished();
      }
      return { ok: true, payload: null } as const;
    },
  };
  const invoker = createInvoker({
    registry: createRegistry([{ capability: "run", commands }], () => defaultCapabilities),
    deviceId: "00".repeat(32),
    clock: systemClock,
    log: silentLogger,
    memory: createInvokeMemory(systemClock, () => {}),
  });
  const invokesMs = await timed(async () => {
    for (let number = 0; number < invokes; number++) {
      const paramsJSON = JSON.stringify({ command: ["/bin/true"] });
      invoker.accept(
        { id: `invoke-${number}`, command: "system.run", paramsJSON, timeoutMs: 120_000 },
        channel,
      );
    }
    await all;
  });
  return { invokes, answered: [...good.values()].filter((times) => times === 1).length, invokesMs };
}

if (import.meta.main) {
  const figures = await measureExec(400);
  const lines = [
    `a bare spawn of /bin/true      ${milliseconds(figures.spawnMs)}`,
    `system.run of /bin/true        ${milliseconds(figures.runMs)}, ${figures.ratio.toFixed(2)} times (aim: under 1.2)`,
    `${megabytes(figures.streamedBytes)} streamed                 ${milliseconds(figures.streamMs)}, ${megabytes(figures.growthBytes)} more memory at most`,
    `${figures.invokes} invokes at once           ${milliseconds(figures.invokesMs)}, ${figures.answered} answered once and well`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
