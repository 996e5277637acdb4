import { createHmac, randomBytes } from "node:crypto";
import { formatCommand } from "../exec/analysis/format-command.ts";
import { isVouchedFor } from "../exec/containment.ts";
import { type ExaminedRun, examineRun } from "../exec/examine-run.ts";
import type { ExecSetup } from "../exec/exec-setup.ts";
import { decide } from "../exec/policy/decision.ts";
import { type Policy, policyFor, snapshotOf } from "../exec/policy/policy.ts";
import type { PreparedPlans } from "../exec/prepared-plans.ts";
import { createRunRecord } from "../exec/run-record.ts";
import type { FileOperand, RunPlan, RunRequestParams } from "../exec/run-request.ts";
import type { Command } from "./command.ts";
import { examinedOrRefused } from "./examined-or-refused.ts";
import { parseRunRequest } from "./parse-run-request.ts";

/** The file a plan names: the script when one can be identified, otherwise the program of a plain command. */
function fileOperand({ analysis, binding, request }: ExaminedRun): FileOperand | null {
  const [segment, ...more] = analysis.segments;
  const direct = segment !== undefined && more.length === 0 && analysis.unclear === null;
  if (!direct) return null;
  const identity = (path: string) => binding.files.find((file) => file.path === path && file.sha256 !== null);
  if (segment.scriptIndex !== null) {
    const file = binding.files.find(
      ({ sha256, path }) =>
        sha256 !== null && !analysis.programs.some(({ executable }) => executable?.path === path),
    );
    return file === undefined ? null : operand(segment.scriptIndex, file.realPath, file.sha256);
  }
  if (analysis.wrappers.length > 0 || segment.argv.length !== request.argv.length) return null;
  const file = segment.executable === null ? undefined : identity(segment.executable.path);
  return file === undefined ? null : operand(0, file.realPath, file.sha256);
}

/** Per process: what a caller learns about a file's content is meaningless anywhere else. */
const processKey = randomBytes(32);
const keyed = (sha256: string): string => createHmac("sha256", processKey).update(sha256).digest("hex");

const operand = (argvIndex: number, path: string, sha256: string | null): FileOperand | null =>
  sha256 === null ? null : { argvIndex, path, sha256: keyed(sha256) };

/** Where everything is denied: the request as it came, with nothing looked up. */
const unseenPlan = (request: RunRequestParams, policy: Policy) => ({
  plan: {
    argv: request.argv,
    cwd: request.cwd,
    commandText: formatCommand(request.argv),
    commandPreview: null,
    agentId: request.agentId,
    sessionKey: request.sessionKey,
    policySnapshot: snapshotOf(policy),
  } satisfies RunPlan,
  execPolicy: { security: policy.security, ask: policy.ask },
  allowAlwaysCoverage: { complete: false, patterns: [] },
});

/**
 * What the list allows needs nobody's approval. The gateway could not tell: it looks up this computer's programs on an
 * empty path, and would ask about all that are called by name (measured with 2026.9.6).
 */
async function isAllowedByList(examined: ExaminedRun, policy: Policy, setup: ExecSetup): Promise<boolean> {
  const skillPrograms = policy.autoAllowSkills ? await setup.skillPrograms() : [];
  const allowlisted = await isVouchedFor(examined, examined.trust(policy, skillPrograms), setup);
  const decision = decide({ policy, allowlisted, approvedAtGateway: false });
  return decision.kind === "allow" && decision.reason === "allowlist";
}

/**
 * `system.run.prepare`: what would be run, bound to the files it rests on. The answer is the gateway's `{plan,
 * execPolicy, allowAlwaysCoverage}` (measured with 2026.9.6). `execPolicy` makes the gateway ask its own people before
 * it sends the command; it is left out while only a person here may answer, so that the question is asked here, and for
 * what nobody need be asked about.
 */
export function createSystemRunPrepare(setup: ExecSetup, plans: PreparedPlans): Command {
  return {
    name: "system.run.prepare",
    capability: "system",
    async run(params) {
      const asked = parseRunRequest(params);
      const policy = policyFor(setup.approvals.read().file, asked.agentId);
      createRunRecord(setup, asked, formatCommand(asked.argv), asked.cwd).prepared();
      if (policy.security === "deny") return unseenPlan(asked, policy);
      const programs = await setup.programs();
      const examined = examinedOrRefused(examineRun(asked, setup, programs));
      const { request, analysis, binding, grants } = examined;
      const preview = analysis.shellText?.trim() ?? "";
      const file = fileOperand(examined);
      const plan: RunPlan = {
        argv: request.argv,
        cwd: binding.directory.path,
        commandText: examined.commandText,
        commandPreview: preview === "" ? null : preview,
        agentId: request.agentId,
        sessionKey: request.sessionKey,
        ...(file === null ? {} : { mutableFileOperand: file }),
        policySnapshot: snapshotOf(policy),
      };
      plans.remember(plan, binding, examined.variables);
      const gatewayAsks =
        setup.owner().acceptGatewayApprovals && !(await isAllowedByList(examined, policy, setup));
      return {
        plan,
        ...(gatewayAsks ? { execPolicy: { security: policy.security, ask: policy.ask } } : {}),
        allowAlwaysCoverage: {
          complete: grants !== null && analysis.unclear === null,
          patterns: (grants ?? []).map(({ pattern, argPattern }) => ({ pattern, argPattern })),
        },
      };
    },
  };
}
