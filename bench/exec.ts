import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "../src/core/commands/command.ts";
import { createExecCommands } from "../src/core/commands/exec-commands.ts";
import { createInvokeMemory } from "../src/core/commands/invoke-memory.ts";
import { createInvoker } from "../src/core/commands/invoker.ts";
import { createRegistry } from "../src/core/commands/registry.ts";
import { createActivityLog } from "../src/core/exec/activity.ts";
import { withEntries, withFields } from "../src/core/exec/policy/edit-policy.ts";
import { createApprovalsStore } from "../src/core/exec/policy/store.ts";
import type { FindCage } from "../src/core/exec/process/cage/cage.ts";
import { createCageFinder } from "../src/core/exec/process/cage/find-cage.ts";
import { createProgramEnvironment } from "../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../src/core/exec/question/question.ts";
import { silentLogger } from "../src/core/log/log.ts";
import { defaultCapabilities } from "../src/core/settings/settings.ts";
import { systemClock } from "../src/core/time/clock.ts";
import { sessionOver, tellInvoker } from "../test/support/gateway-session.ts";
import { median, percentile } from "./statistics.ts";
import { megabytes, milliseconds } from "./table.ts";

/** What running programs costs beyond running them. Times in ms, sizes in bytes. */
export interface ExecFigures {
  /** `spawn` of a program that does nothing, until its streams are closed. */
  readonly spawnMs: number;
  /** `system.run` of the same, with policy, binding, log and events. */
  readonly runMs: number;
  /**
   * The median of the ratios of neighbouring runs, so that a machine that is busy now and then makes little difference.
   */
  readonly ratio: number;
  /** The same contained, and a bare bwrap with the same mounts; null where this computer has no cage. */
  readonly contained: ContainedFigures | null;
  /** Bytes streamed, and how much the process grew at most meanwhile. */
  readonly streamedBytes: number;
  readonly growthBytes: number;
  readonly streamMs: number;
  /** Simultaneous invokes, and how many of them were answered successfully, each once. */
  readonly invokes: number;
  readonly answered: number;
  readonly invokesMs: number;
}

export interface ContainedFigures {
  /** `bwrap` with the mounts of a contained run around a program that does nothing, until its streams are closed. */
  readonly bareMs: number;
  /** `system.run` of the same, contained by an entry of the list. */
  readonly runMs: number;
  /** The median of the ratios of neighbouring runs. */
  readonly ratio: number;
}

const STREAMED_BYTES = 50_000_000;
const INVOKES = 1_000;

/** Measures in this process, in a state folder of its own. */
export async function measureExec(rounds: number): Promise<ExecFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "clawtray-bench-")));
  mkdirSync(join(folder, "state"), { mode: 0o700 });
  try {
    const commands = await execCommands(join(folder, "state"));
    const streamed = await streaming(commands);
    const pairs = await neighbours(commands, rounds);
    const contained = await containedNeighbours(folder, rounds);
    const many = await atOnce(commands);
    return {
      spawnMs: median(pairs.map(({ bare }) => bare)),
      runMs: median(pairs.map(({ ours }) => ours)),
      ratio: percentile(
        pairs.map(({ bare, ours }) => ours / bare),
        0.5,
      ),
      contained,
      ...streamed,
      ...many,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function execCommands(
  stateDir: string,
  more: { readonly home?: string; readonly cage?: FindCage } = {},
): Promise<readonly Command[]> {
  const approvals = createApprovalsStore(stateDir);
  await approvals.ensure();
  await approvals.change((file) =>
    more.cage === undefined
      ? withFields(file, null, { security: "full", ask: "off" })
      : withEntries(file, "main", [{ pattern: "/usr/bin/mkdir" }]),
  );
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
    ...more,
  });
}

async function run(
  commands: readonly Command[],
  argv: readonly string[],
  progress: (chunk: string) => Promise<void> = async () => {},
  params: object = {},
): Promise<unknown> {
  const command = commands.find(({ name }) => name === "system.run");
  const signal = new AbortController().signal;
  return command?.run(
    { command: argv, ...params },
    { invokeId: "bench", signal, timeoutMs: 0, largestResult: 1 << 24, progress, stepAside: () => {} },
  );
}

function bareSpawn(file = "/bin/true", words: readonly string[] = []): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { stdio: ["ignore", "pipe", "pipe"], cwd: homedir() });
    child.stdout.resume();
    child.stderr.resume();
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`${file} ended with ${code}`))));
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

interface Pair {
  readonly bare: number;
  readonly ours: number;
}

/** Both one after the other, each of them first in turn. */
async function inPairs(rounds: number, bare: () => Promise<unknown>, ours: () => Promise<unknown>) {
  const pairs: Pair[] = [];
  for (let round = -20; round < rounds; round++) {
    const first = round % 2 === 0;
    const before = first ? await timed(bare) : 0;
    const own = await timed(ours);
    const pair = { bare: first ? before : await timed(bare), ours: own };
    if (round >= 0) pairs.push(pair);
  }
  return pairs;
}

const neighbours = (commands: readonly Command[], rounds: number) =>
  inPairs(
    rounds,
    () => bareSpawn(),
    () => run(commands, ["/bin/true"]),
  );

/** A run that the list contains, next to a bwrap that is given the same mounts and nothing else. */
async function containedNeighbours(folder: string, rounds: number): Promise<ContainedFigures | null> {
  const [home, stateDir, work] = ["home", "contained", "home/work"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [home, stateDir, work]) mkdirSync(path, { mode: 0o700 });
  // Not known as a reader.
  const program = "/bin/mkdir";
  const words = ["-p", "."];
  const findCage = createCageFinder({ home, state: stateDir }, process.platform, Date.now);
  const cage = await findCage();
  if (cage === null) return null;
  const grant = { write: [work], network: false };
  const prepared = cage.prepare({ grant, cwd: work, file: program, words, programs: [], searchPath: [] });
  if (!prepared.ok) throw new Error(prepared.failure.kind);
  const { file, argv, started, ended } = prepared.value;
  started();
  ended();
  const mounts = withoutDescriptors(argv.slice(1));
  const commands = await execCommands(stateDir, { home, cage: findCage });
  const pairs = await inPairs(
    rounds,
    () => bareSpawn(file, mounts),
    async () => {
      const result = await run(commands, [program, ...words], async () => {}, { cwd: work, agentId: "main" });
      if ((result as { success?: boolean }).success !== true) throw new Error("a contained run failed");
    },
  );
  return {
    bareMs: median(pairs.map(({ bare }) => bare)),
    runMs: median(pairs.map(({ ours }) => ours)),
    ratio: median(pairs.map(({ bare, ours }) => ours / bare)),
  };
}

/** The same mounts, by name where they are given as descriptors, which a bare run does not have. */
const withoutDescriptors = (words: readonly string[]): readonly string[] =>
  words.flatMap((word, at) => {
    const before = words[at - 1] ?? "";
    if (OF_RUN.test(word) || OF_RUN.test(before)) return [];
    if (before === "--bind-fd") return [words[at + 1] ?? ""];
    return [word === "--bind-fd" ? "--bind" : word];
  });
const OF_RUN = /^--(seccomp|json-status-fd)$/;

async function streaming(commands: readonly Command[]) {
  let seen = 0;
  const { rss } = process.memoryUsage();
  const streamMs = await timed(() =>
    run(commands, ["head", "-c", String(STREAMED_BYTES), "/dev/zero"], async (chunk) => {
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
  const session = sessionOver(
    systemClock,
    async (method, params) => {
      if (method === "node.invoke.result") {
        const { id, ok, payload } = params as { id: string; ok: boolean; payload?: { exitCode?: number } };
        if (ok && payload?.exitCode === 0) good.set(id, (good.get(id) ?? 0) + 1);
        if (++answers === INVOKES) finished();
      }
      return { ok: true, payload: null };
    },
    { maxPayload: 1 << 24 },
  );
  const invoker = createInvoker({
    registry: createRegistry([{ capability: "run", commands }], () => defaultCapabilities),
    clock: systemClock,
    log: silentLogger,
    memory: createInvokeMemory(systemClock, () => {}),
  });
  const invokesMs = await timed(async () => {
    for (let number = 0; number < INVOKES; number++) {
      const paramsJSON = JSON.stringify({ command: ["/bin/true"] });
      const invoke = { id: `invoke-${number}`, command: "system.run", paramsJSON, timeoutMs: 120_000 };
      tellInvoker(invoker, session, invoke);
    }
    await all;
  });
  return { invokes: INVOKES, answered: [...good.values()].filter((times) => times === 1).length, invokesMs };
}

if (import.meta.main) {
  const figures = await measureExec(400);
  const { contained } = figures;
  const lines = [
    `a bare spawn of /bin/true      ${milliseconds(figures.spawnMs)}`,
    `system.run of /bin/true        ${milliseconds(figures.runMs)}, ${figures.ratio.toFixed(2)} times (aim: under 1.2)`,
    ...(contained === null
      ? ["contained                      no cage works on this computer"]
      : [
          `a bare bwrap, same mounts      ${milliseconds(contained.bareMs)}`,
          `system.run, contained          ${milliseconds(contained.runMs)}, ${contained.ratio.toFixed(2)} times (aim: under 1.2)`,
        ]),
    `${megabytes(figures.streamedBytes)} streamed                 ${milliseconds(figures.streamMs)}, ${megabytes(figures.growthBytes)} more memory at most`,
    `${figures.invokes} invokes at once           ${milliseconds(figures.invokesMs)}, ${figures.answered} answered once and well`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
