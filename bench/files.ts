import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installGateway } from "../scripts/gateway/cache.ts";
import { startClawtrayNode } from "../scripts/gateway/clawtray-node.ts";
import { descendantsOf } from "../scripts/gateway/descendants.ts";
import { makeThrowAwayFolder } from "../scripts/gateway/folder.ts";
import { startGateway } from "../scripts/gateway/gateway.ts";
import { admit, grantSurface, invoke } from "../scripts/gateway/pairing.ts";
import { startPeer } from "../scripts/gateway/peer.ts";
import { currentGateway } from "../scripts/gateway/versions.ts";
import { waitFor } from "../scripts/gateway/wait.ts";
import { addFolder } from "../src/core/folders/add-folder.ts";
import { median } from "./statistics.ts";
import { formatTable, megabytes, milliseconds, type Row, timesLess } from "./table.ts";

/**
 * Files through a real gateway, from our node and from `openclaw node run` beside it: how long a call takes, and how
 * far the node's memory rises meanwhile (without that of programs it starts and that have ended, as theirs packs folders).
 * They take turns, so that both meet the same computer.
 */
const RUNS = Number(process.argv[2] ?? 7);
/** The most that a call may carry, bytes (openclaw 2026.9.6). */
const LARGEST = 16 * 1024 * 1024;
const ENTRIES = 4_999;

const calls: readonly { readonly what: string; readonly command: string; readonly params: object }[] = [
  {
    what: "fetch a file of 16 MiB",
    command: "file.fetch",
    params: { path: "large", maxBytes: LARGEST },
  },
  { what: "fetch a file of 1 KiB", command: "file.fetch", params: { path: "small" } },
  { what: "list 4,999 files", command: "dir.list", params: { path: "many", maxEntries: 5_000 } },
  { what: "fetch a folder of 4,999 files", command: "dir.fetch", params: { path: "many" } },
];

/** What the calls to one node took. */
interface Took {
  readonly ms: number;
  /** How far resident memory rose above what it was before the call, bytes, all processes of the node. */
  readonly rise: number;
}

function memoryFields(pid: number, field: "VmRSS" | "VmHWM"): number {
  const of = (each: number) =>
    Number(
      new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${each}/status`, "utf8"))?.[1] ?? 0,
    ) * 1024;
  return [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + of(each), 0);
}

/** Lets the kernel's highest mark start again from what is resident now. */
function resetHighest(pid: number): void {
  for (const each of [pid, ...descendantsOf(pid)]) writeFileSync(`/proc/${each}/clear_refs`, "5");
}

const cleanUp: (() => unknown)[] = [];
try {
  const files = makeThrowAwayFolder("files");
  cleanUp.push(() => files.remove());
  const folder = realpathSync(files.path);
  writeFileSync(join(folder, "large"), Buffer.alloc(LARGEST, "0123456789abcdef"));
  writeFileSync(join(folder, "small"), Buffer.alloc(1_024, "a"));
  mkdirSync(join(folder, "many"));
  for (let at = 0; at < ENTRIES; at++) writeFileSync(join(folder, "many", `file-${at}`), `${at}`);

  const installed = await installGateway(currentGateway, (line) => console.log(line));
  const allowed = [folder, `${folder}/**`];
  const gateway = await startGateway(installed, {
    filePolicy: { allowReadPaths: allowed, allowWritePaths: [] },
  });
  cleanUp.push(() => gateway.dispose());
  const state = makeThrowAwayFolder("node");
  cleanUp.push(() => state.remove());
  const added = await addFolder(state.path, folder, false);
  if (!added.ok) throw new Error("the folder was refused");
  const node = await startClawtrayNode({
    gatewayUrl: gateway.url,
    stateFolder: state.path,
    keyStore: "file",
    sharedToken: gateway.token,
  });
  cleanUp.push(() => node.stop());
  const deviceId = await admit(gateway.admin, node);
  await grantSurface(gateway.admin, deviceId, 60_000);
  const peer = await startPeer(installed, gateway);
  cleanUp.push(() => peer.dispose());
  // Started once more, for its process id.
  await peer.stop();
  const peerTree = await peer.start();

  const ask = async (id: string, command: string, params: object): Promise<void> => {
    const { path } = params as { path: string };
    const answer = (await invoke(gateway.admin, id, command, { ...params, path: join(folder, path) })) as {
      ok?: boolean;
    };
    if (answer.ok !== true)
      throw new Error(`${command} was refused: ${JSON.stringify(answer).slice(0, 300)}`);
  };
  const measure = async (id: string, pid: number, command: string, params: object): Promise<Took> => {
    resetHighest(pid);
    const before = memoryFields(pid, "VmRSS");
    const start = performance.now();
    await ask(id, command, params);
    const ms = performance.now() - start;
    return { ms, rise: Math.max(0, memoryFields(pid, "VmHWM") - before) };
  };
  for (const id of [deviceId, peer.deviceId])
    await waitFor(
      "the node to answer",
      () =>
        ask(id, "file.fetch", { path: "small" }).then(
          () => true,
          () => null,
        ),
      { timeoutMs: 60_000 },
    );

  const rows: Row[] = [];
  for (const { what, command, params } of calls) {
    const ours: Took[] = [];
    const theirs: Took[] = [];
    for (let run = 0; run < RUNS; run++) {
      ours.push(await measure(deviceId, node.pid, command, params));
      theirs.push(await measure(peer.deviceId, peerTree.pid, command, params));
    }
    const [ourMs, theirMs] = [ours, theirs].map((all) => median(all.map(({ ms }) => ms))) as [number, number];
    const [ourRise, theirRise] = [ours, theirs].map((all) => Math.max(...all.map(({ rise }) => rise))) as [
      number,
      number,
    ];
    rows.push({
      what,
      ours: milliseconds(ourMs),
      theirs: milliseconds(theirMs),
      ratio: timesLess(ourMs, theirMs),
      aim: "1.0 x",
    });
    rows.push({
      what: `${what}: memory`,
      ours: megabytes(ourRise),
      theirs: megabytes(theirRise),
      // Below a megabyte it is chance.
      ratio: Math.max(ourRise, theirRise) < 1e6 ? "" : timesLess(ourRise, theirRise),
      aim: "1.0 x",
    });
  }
  console.log(`\nMedian of ${RUNS} calls; memory is the highest rise during one of them.\n`);
  console.log(formatTable("openclaw node run", rows));
} finally {
  for (const step of cleanUp.reverse()) await step();
}
