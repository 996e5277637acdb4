import type { ActivityArguments } from "./activity-arguments.ts";
import type { ApprovalsArguments } from "./approvals-arguments.ts";
import type { CapabilityArguments } from "./capability-arguments.ts";
import type { DoctorArguments } from "./doctor-arguments.ts";
import type { LogArguments } from "./log-arguments.ts";
import type { Place } from "./place.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { ServiceArguments } from "./service-arguments.ts";
import type { Shell } from "./shell-arguments.ts";

/** What a command line asks for. */
export type Invocation =
  /** No command at all. */
  | { readonly command: "none" }
  | { readonly command: "help"; readonly text: string }
  | { readonly command: "version" | "manual" }
  | { readonly command: "completions"; readonly options: Shell }
  | { readonly command: "approvals"; readonly options: ApprovalsArguments }
  | { readonly command: "activity"; readonly options: ActivityArguments }
  | { readonly command: "run"; readonly options: RunArguments }
  | { readonly command: "service"; readonly options: ServiceArguments }
  | { readonly command: "doctor"; readonly options: DoctorArguments }
  | { readonly command: "logs"; readonly options: LogArguments }
  | { readonly command: "status" | "identity" | "pause" | "resume"; readonly options: Place }
  | { readonly command: "capabilities"; readonly options: CapabilityArguments }
  | { readonly command: "forget"; readonly options: Place & { readonly yes: boolean } };
