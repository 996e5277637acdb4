import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createExecBench, type ExecBench } from "./exec-bench.ts";
import { type Prepared, swaps } from "./swaps.table.ts";

let bench: ExecBench | null = null;
afterEach(() => {
  bench?.remove();
  bench = null;
});

/** Links and modes as these rows need them exist on POSIX only. */
const posixOnly = process.platform === "win32";
const original = '#!/bin/sh\necho "original"\n';
const swapped = '#!/bin/sh\necho "swapped!"\n';

interface Stage {
  /** The file the change is about. */
  readonly file: string;
  readonly argv: readonly string[];
  readonly cwd: string;
}

function write(path: string, text: string): string {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function prepareStage(kind: Prepared, { work, root }: ExecBench): Stage {
  const program = join(work, "program");
  if (kind === "program") return { file: write(program, original), argv: ["./program", "a"], cwd: work };
  if (kind === "shell-script")
    return { file: write(program, original), argv: ["/bin/sh", "program"], cwd: work };
  if (kind === "node-script") {
    const file = write(join(work, "script.js"), 'console.log("original")\n');
    return { file, argv: [process.execPath, "script.js"], cwd: work };
  }
  if (kind === "link-to-program") {
    write(join(work, "target"), original);
    symlinkSync("target", program);
    return { file: program, argv: ["./program"], cwd: work };
  }
  if (kind === "on-path") {
    write(join(root, "path-2", "swap-me"), original);
    return { file: join(root, "path-1", "swap-me"), argv: ["swap-me"], cwd: work };
  }
  const inside = join(work, "parent", "inside");
  mkdirSync(inside, { recursive: true });
  return { file: inside, argv: ["/bin/echo", "original"], cwd: inside };
}

const keepTime = (file: string, act: () => void) => {
  const { atime, mtime } = statSync(file);
  act();
  utimesSync(file, atime, mtime);
};

const changes: Readonly<Record<string, (stage: Stage, bench: ExecBench) => void>> = {
  nothing: () => {},
  overwrite: ({ file }) => writeFileSync(file, `${swapped}# longer\n`),
  "overwrite-same-length": ({ file }) =>
    writeFileSync(file, readFileSync(file, "utf8").replace("original", "swapped!")),
  "overwrite-keep-time": ({ file }) =>
    keepTime(file, () => writeFileSync(file, readFileSync(file, "utf8").replace("original", "swapped!"))),
  append: ({ file }) => appendFileSync(file, "\n"),
  "rename-over": ({ file }) => renameSync(write(`${file}.new`, swapped), file),
  "replace-by-copy": ({ file }) => {
    copyFileSync(file, `${file}.new`);
    renameSync(`${file}.new`, file);
  },
  "become-link": ({ file }) => {
    renameSync(file, `${file}.moved`);
    symlinkSync(`${file}.moved`, file);
  },
  remove: ({ file }) => rmSync(file),
  "not-executable": ({ file }) => chmodSync(file, 0o644),
  "become-directory": ({ file }) => {
    rmSync(file);
    mkdirSync(file);
  },
  retarget: ({ file }) => {
    write(`${file}.other`, swapped);
    rmSync(file);
    symlinkSync(`${file}.other`, file);
  },
  "overwrite-target": (_stage, { work }) => writeFileSync(join(work, "target"), swapped),
  "replace-directory": ({ file }) => {
    renameSync(file, `${file}.old`);
    mkdirSync(file);
  },
  "directory-becomes-link": ({ file }) => {
    renameSync(file, `${file}.old`);
    symlinkSync(`${file}.old`, file);
  },
  "remove-directory": ({ file }) => rmSync(file, { recursive: true }),
  "replace-parent": (_stage, { work }) => {
    renameSync(join(work, "parent"), join(work, "parent.old"));
    mkdirSync(join(work, "parent", "inside"), { recursive: true });
  },
  "touch-inside": ({ file }) => writeFileSync(join(file, "new"), "x"),
  shadow: ({ file }) => write(file, swapped),
  "shadow-later": (_stage, { root }) => write(join(root, "path-3", "swap-me"), swapped),
};

type Params = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: a plan as it crosses the wire
type Plan = any;
const edits: Readonly<Record<string, (params: Params, plan: Plan) => Params>> = {
  "argument-changed": (params) => ({ ...params, command: ["./program", "b"] }),
  "argument-added": (params, plan) => ({ ...params, command: [...plan.argv, "c"] }),
  "cwd-changed": (params) => ({ ...params, cwd: "/" }),
  "agent-changed": (params) => ({ ...params, agentId: "other" }),
  "session-changed": (params) => ({ ...params, sessionKey: "agent:other:main" }),
  "raw-changed": (params) => ({ ...params, rawCommand: "./something-else" }),
  "plan-of-other": (params, plan) => ({
    ...params,
    systemRunPlan: { ...plan, argv: ["/bin/true"], commandText: "/bin/true" },
  }),
  "plan-invented": (params, plan) => ({
    ...params,
    command: ["/bin/true"],
    systemRunPlan: { ...plan, argv: ["/bin/true"], commandText: "/bin/true", mutableFileOperand: undefined },
  }),
  "plan-malformed": (params) => ({ ...params, systemRunPlan: { argv: "x" } }),
};

test.skipIf(posixOnly).each(swaps)("%s", async (_why, kind, change, verdict) => {
  bench = createExecBench({ security: "full", ask: "off" });
  const stage = prepareStage(kind, bench);
  const asked = { command: stage.argv, cwd: stage.cwd, agentId: "main", sessionKey: "agent:main:main" };
  const prepared = await bench.prepare(asked);
  expect(prepared).toMatchObject({ ok: true });
  const { plan } = prepared.payload;
  const params = { ...asked, command: plan.argv, cwd: plan.cwd, systemRunPlan: plan };
  const edit = edits[change];
  const act = changes[change];
  if (edit === undefined && act === undefined) throw new Error(`nothing known of ${change}`);
  act?.(stage, bench);

  const outcome = await bench.run(edit === undefined ? params : edit(params, plan));

  if (verdict === "runs") {
    expect(outcome).toMatchObject({ ok: true, payload: { success: true } });
    expect(outcome.payload.stdout).toBe("original\n");
  } else {
    expect(outcome.ok).toBe(false);
    expect(["INVALID_REQUEST", "SYSTEM_RUN_DENIED"]).toContain(outcome.code);
    expect(bench.events.map(({ event }) => event)).not.toContain("exec.started");
  }
});
