import type { PolicySnapshot } from "./policy/policy.ts";

/** A plan as `system.run.prepare` answers it and `system.run` brings it back (gateway protocol 4, `systemRunPlan`). */
export interface RunPlan {
  readonly argv: readonly string[];
  readonly cwd: string | null;
  readonly commandText: string;
  readonly commandPreview: string | null;
  readonly agentId: string | null;
  readonly sessionKey: string | null;
  readonly policySnapshot?: PolicySnapshot;
  readonly mutableFileOperand?: FileOperand;
}

/** The one file whose content a plan visibly rests on. */
export interface FileOperand {
  readonly argvIndex: number;
  readonly path: string;
  readonly sha256: string;
}

/** The parameters of `system.run.prepare` and `system.run`, checked for form only. */
export interface RunRequestParams {
  readonly argv: readonly string[];
  readonly rawCommand: string | null;
  readonly cwd: string | null;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number | null;
  readonly agentId: string | null;
  readonly sessionKey: string | null;
  readonly runId: string | null;
  readonly suppressNotifyOnExit: boolean;
  readonly needsScreenRecording: boolean;
  readonly plan: RunPlan | null;
  /** What the gateway says a person decided there. */
  readonly approval: "allow-once" | "allow-always" | null;
  /** Why the gateway lets it pass without a person's word. */
  readonly approvalSource: "ask-fallback" | "auto-review" | null;
}
