import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, type InvokeContext } from "../../../src/core/commands/command.ts";
import { createExecCommands } from "../../../src/core/commands/exec-commands.ts";
import { createActivityLog } from "../../../src/core/exec/activity.ts";
import { defaultExecLimits, type ExecLimits } from "../../../src/core/exec/exec-setup.ts";
import type { ApprovalsFile, PolicyFields } from "../../../src/core/exec/policy/policy.ts";
import { createApprovalsStore } from "../../../src/core/exec/policy/store.ts";
import { createCageFinder } from "../../../src/core/exec/process/cage/find-cage.ts";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { createQuestionQueue } from "../../../src/core/exec/question/question.ts";
import { systemClock } from "../../../src/core/time/clock.ts";

export interface Outcome {
  readonly ok: boolean;
  readonly code: string | null;
  readonly message: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: payloads are read by name in the tests
  readonly payload: any;
}

/** The exec commands on a state directory and a working directory of their own. */
export function createExecBench(
  policy: PolicyFields,
  limits: Partial<ExecLimits> = {},
  variables: (work: string) => NodeJS.ProcessEnv = () => ({}),
  contains = false,
) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "clawtray-exec-")));
  const state = join(root, "state");
  const work = join(root, "work");
  const home = join(root, "home");
  mkdirSync(state, { mode: 0o700 });
  mkdirSync(work);
  mkdirSync(home);
  const path = ["path-1", "path-2", "path-3"].map((name) => join(root, name));
  for (const directory of path) mkdirSync(directory);
  const approvals = createApprovalsStore(state);
  /** Changes the rules as an owner with an editor does: at once. */
  const edit = (change: (file: ApprovalsFile) => ApprovalsFile): void => {
    const text = JSON.stringify(change(approvals.read().file));
    writeFileSync(join(state, "exec-approvals.json"), text, { mode: 0o600 });
  };
  edit((file) => ({ ...file, defaults: { ...file.defaults, ...policy } }));
  const activity = createActivityLog(state);
  const questions = createQuestionQueue(systemClock);
  const owner = { remoteMayLoosen: false, acceptGatewayApprovals: false };
  /** What the gateway says its skills use, and what else happens while it is asked. */
  const skills = { programs: [] as readonly string[], asked: 0, meanwhile: () => {} };
  const events: { event: string; payload: Readonly<Record<string, unknown>> }[] = [];
  const commands = new Map(
    createExecCommands({
      approvals,
      activity,
      questions,
      owner: () => owner,
      gateway: () => "ws://127.0.0.1:18789",
      emit: (event, payload) => events.push({ event, payload }),
      async skillPrograms() {
        skills.asked++;
        skills.meanwhile();
        return skills.programs;
      },
      ownPlaces: { stateDir: state, programs: [join(root, "own-program.js"), join(root, "own-chunks")] },
      programs: async () =>
        createProgramEnvironment(
          { ...process.env, PATH: [...path, process.env.PATH].join(":"), ...variables(work) },
          process.platform,
        ),
      home: contains ? home : work,
      cage: contains ? createCageFinder({ home, state }, process.platform, Date.now) : async () => null,
      limits: { ...defaultExecLimits, ...limits },
    }).map((command) => [command.name, command]),
  );
  let invokes = 0;

  const invoke = async (
    name: string,
    params: unknown,
    context: Partial<InvokeContext> = {},
  ): Promise<Outcome> => {
    const command = commands.get(name);
    if (command === undefined) throw new Error(`no command ${name}`);
    try {
      const payload = await command.run(params, {
        invokeId: `invoke-${invokes++}`,
        signal: new AbortController().signal,
        timeoutMs: 0,
        largestResult: 25 * 1024 * 1024,
        progress: async () => {},
        stepAside: () => {},
        ...context,
      });
      return { ok: true, code: null, message: null, payload };
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      return { ok: false, code: error.code, message: error.message, payload: null };
    }
  };
  return {
    root,
    state,
    work,
    approvals,
    edit,
    activity,
    questions,
    owner,
    skills,
    events,
    prepare: (params: unknown) => invoke("system.run.prepare", params),
    run: (params: unknown, context?: Partial<InvokeContext>) => invoke("system.run", params, context),
    get: (params: unknown = {}) => invoke("system.execApprovals.get", params),
    set: (params: unknown) => invoke("system.execApprovals.set", params),
    /** Prepare, then run the plan as the gateway does. */
    async runPlanned(params: Readonly<Record<string, unknown>>): Promise<Outcome> {
      const prepared = await invoke("system.run.prepare", params);
      if (!prepared.ok) return prepared;
      const { plan } = prepared.payload;
      return invoke("system.run", { ...params, command: plan.argv, cwd: plan.cwd, systemRunPlan: plan });
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export type ExecBench = ReturnType<typeof createExecBench>;
