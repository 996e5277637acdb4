import { type FileFailure, fileDetail, fileReason } from "../core/files/problem.ts";
import { blockedState } from "../core/node/before-node.ts";
import { type SettingsFailure, type SettingsFile, settingsReason } from "../core/settings/settings.ts";
import type { BlockedReason } from "../shared/state.ts";
import { describe, fill } from "../shared/words/describe.ts";
import { english } from "../shared/words/english.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";

/** How a command ended; `busy` when a keychain call has not come back. */
export interface Ended {
  readonly code: ExitCode;
  readonly busy: boolean;
}

/** What a blocked reason says, as one line for a terminal. */
export function blockedSentence(reason: BlockedReason, detail: Readonly<Record<string, string>>): string {
  const { sentence, remedy } = describe(blockedState(reason, detail), english);
  return `${sentence} ${remedy ?? ""}`.trim();
}

/** Why a file cannot be used, as part of a sentence. */
export function fileSentence(problem: FileFailure): string {
  return fill(english.fileProblems[problem.problem], { code: problem.detail });
}

/** Says why there are no settings and ends. */
export function refuseSettings(problem: SettingsFailure): Ended {
  const { reason, detail } = settingsReason(problem);
  return refuse(blockedSentence(reason, detail), exitCode.blocked);
}

/** Says why a file cannot be used, with this reason unless the disk is full, and ends. */
export function refuseFile(problem: FileFailure, otherwise: BlockedReason): Ended {
  return refuse(blockedSentence(fileReason(problem, otherwise), fileDetail(problem)), exitCode.failed);
}

/** Says on standard error that the settings were damaged, when they were. */
export function tellRecovery({ recovered }: SettingsFile): void {
  if (recovered === null) return;
  const warning = recovered === "nothing" ? "settings-lost" : "settings-recovered";
  process.stderr.write(`clawtray: ${english.warnings[warning]}\n`);
}

/** Says why on standard error and ends. */
export function refuse(sentence: string, code: ExitCode = exitCode.usage, busy = false): Ended {
  process.stderr.write(`clawtray: ${sentence}\n`);
  return { code, busy };
}
