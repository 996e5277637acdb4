import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { typedProgram } from "../../../src/cli/typed.ts";
import { CommandError } from "../../../src/core/commands/command.ts";
import { createExecCommands } from "../../../src/core/commands/exec-commands.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import type { Case, CaseResult, Entry } from "./case.ts";

/**
 * Runs on the Windows computer: `node guest.mjs CASES RESULTS`. Each case gets rules of its own, and nobody is
 * there to be asked, so that a question becomes the refusal "approval required".
 */
const [casesFile, resultsFile] = process.argv.slice(2) as [string, string];
const cases: readonly Case[] = JSON.parse(readFileSync(casesFile, "utf8"));
const witnessFile = "C:\\witness.txt";
process.env.WITNESS_FILE = witnessFile;

const programs = createProgramEnvironment(process.env, "win32");

function witnesses(): readonly string[] {
  if (!existsSync(witnessFile)) return [];
  const modules = readFileSync(witnessFile, "utf8").split(/\r?\n/).filter(Boolean);
  rmSync(witnessFile);
  return modules;
}

/** An entry as it stands in the file. */
function stored(entry: Entry): { readonly pattern: string; readonly argPattern?: string } {
  if (typeof entry === "string") return { pattern: entry };
  if (!("typed" in entry)) return entry;
  const read = typedProgram(entry.typed);
  if (!read.ok) throw new Error(read.failure);
  return { pattern: read.value.pattern, argPattern: "^.*$" };
}

function setUp(request: Case) {
  const state = join("C:\\states", randomUUID());
  mkdirSync(state, { recursive: true });
  const defaults = {
    security: request.security ?? "allowlist",
    ask: "on-miss",
    askFallback: "deny",
    autoAllowSkills: false,
  };
  const allowlist = request.allow.map((entry) => ({
    ...stored(entry),
    id: randomUUID(),
  }));
  const rules = { version: 1, defaults, agents: { main: { allowlist } } };
  writeFileSync(join(state, "exec-approvals.json"), JSON.stringify(rules));
  const commands = createExecCommands({
    approvals: createApprovalsStore(state),
    activity: createActivityLog(state),
    questions: createQuestionQueue(systemClock),
    owner: () => ({ remoteMayLoosen: false, acceptGatewayApprovals: false }),
    gateway: () => "ws://127.0.0.1:18789",
    emit: () => {},
    skillPrograms: async () => [],
    programs: async () => programs,
    ownPlaces: { stateDir: state, programs: [] },
    home: "C:\\users\\root",
  });
  return commands.find(({ name }) => name === "system.run");
}

async function carryOut(request: Case): Promise<CaseResult> {
  witnesses();
  const outcome = { verdict: "runs" as CaseResult["verdict"], message: null as string | null, stdout: "" };
  try {
    const payload = (await setUp(request)?.run(
      {
        command: request.argv,
        cwd: request.cwd ?? "C:\\work",
        ...(request.env === undefined ? {} : { env: request.env }),
        agentId: "main",
        timeoutMs: 60_000,
      },
      {
        invokeId: randomUUID(),
        signal: new AbortController().signal,
        timeoutMs: 0,
        largestResult: 25 * 1024 * 1024,
        progress: async () => {},
        stepAside: () => {},
      },
    )) as { stdout: string; stderr: string };
    outcome.stdout = payload.stdout + payload.stderr;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    outcome.verdict = /approval required|allowlist miss/.test(error.message) ? "asks" : "refused";
    outcome.message = error.message;
  }
  return { ...outcome, ran: witnesses() };
}

const results: CaseResult[] = [];
for (const request of cases) results.push(await carryOut(request));
writeFileSync(resultsFile, JSON.stringify(results));
// Timers of the commands would keep the process alive for a while.
process.exit(0);
