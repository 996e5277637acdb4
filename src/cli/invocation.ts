import type { ActivityArguments } from "./activity-arguments.ts";
import type { ApprovalsArguments } from "./approvals-arguments.ts";
import type { AskArguments } from "./ask-arguments.ts";
import type { CapabilityArguments } from "./capability-arguments.ts";
import type { CheckArguments } from "./check-arguments.ts";
import type { ComputerArguments } from "./computer-arguments.ts";
import type { ConnectionsArguments } from "./connections-arguments.ts";
import type { PauseArguments } from "./device-arguments.ts";
import type { DiscoverArguments } from "./discover-arguments.ts";
import type { DoctorArguments } from "./doctor-arguments.ts";
import type { FoldersArguments } from "./folders-arguments.ts";
import type { LogArguments } from "./log-arguments.ts";
import type { Place } from "./place.ts";
import type { RunArguments } from "./run-arguments.ts";
import type { ServiceArguments } from "./service-arguments.ts";
import type { Shell } from "./shell-arguments.ts";
import type { SkillsArguments } from "./skills-arguments.ts";
import type { StopArguments } from "./stop-arguments.ts";
import type { ToolsArguments } from "./tools-arguments.ts";

/** What a command line asks for. */
export type Invocation =
  /** No command at all. */
  | { readonly command: "none" }
  | { readonly command: "help"; readonly text: string }
  | { readonly command: "version" | "manual" }
  | { readonly command: "completions"; readonly options: Shell }
  | { readonly command: "approvals"; readonly options: ApprovalsArguments }
  | { readonly command: "activity"; readonly options: ActivityArguments }
  | { readonly command: "connections"; readonly options: ConnectionsArguments }
  | { readonly command: "run"; readonly options: RunArguments }
  | { readonly command: "connect"; readonly options: RunArguments }
  | { readonly command: "service"; readonly options: ServiceArguments }
  | { readonly command: "check"; readonly options: CheckArguments }
  | { readonly command: "discover"; readonly options: DiscoverArguments }
  | { readonly command: "doctor"; readonly options: DoctorArguments }
  | { readonly command: "logs"; readonly options: LogArguments }
  | { readonly command: "status" | "identity"; readonly options: Place }
  | { readonly command: "pause" | "resume"; readonly options: PauseArguments }
  | { readonly command: "computer"; readonly options: ComputerArguments }
  | { readonly command: "ask"; readonly options: AskArguments }
  | { readonly command: "stop"; readonly options: StopArguments }
  | { readonly command: "skills"; readonly options: SkillsArguments }
  | { readonly command: "folders"; readonly options: FoldersArguments }
  | { readonly command: "tools"; readonly options: ToolsArguments }
  | { readonly command: "capabilities"; readonly options: CapabilityArguments }
  | { readonly command: "forget"; readonly options: Place & { readonly yes: boolean } };
