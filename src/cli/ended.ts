import { type FileFailure, fileCause } from "../core/files/problem.ts";
import { blockedState } from "../core/node/before-node.ts";
import type { ChoicesProblem } from "../core/settings/choices-file.ts";
import { type SettingsFailure, type SettingsFile, settingsCause } from "../core/settings/settings.ts";
import type { BlockedCause, FileReason } from "../shared/blocked.ts";
import { describe, fill } from "../shared/words/describe.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { printError } from "./print.ts";
import { english } from "./words.ts";

/** How a command ended; `busy` when a keychain call has not returned. */
export interface Ended {
  readonly code: ExitCode;
  readonly busy: boolean;
}

/** What a blocked cause says, as one line for a terminal. */
export function blockedSentence(cause: BlockedCause): string {
  const { sentence, remedy } = describe(blockedState(cause), english);
  return `${sentence} ${remedy ?? ""}`.trim();
}

/** Why a file cannot be used, as part of a sentence. */
export function fileSentence(problem: FileFailure): string {
  return fill(english.fileProblems[problem.problem], { code: problem.detail });
}

/** Why a file of the owner's choices cannot be used; `damaged` says what follows and what to do. */
export function choicesSentence(problem: ChoicesProblem, damaged: string): string {
  if (problem.kind === "file") return fileSentence(problem.file);
  if (problem.kind === "newer")
    return `${problem.path} was written by a newer version of Clawtray. Update Clawtray.`;
  return `${problem.path} cannot be understood, ${damaged}`;
}

/** Says why a state folder cannot be used and ends. */
export function refuseFolder(cause: BlockedCause): Ended {
  return refuse(blockedSentence(cause), folderCode(cause));
}

/** The exit code of a command that cannot have its state folder. */
export const folderCode = ({ reason }: BlockedCause): ExitCode =>
  reason === "held-by-another-process" ? exitCode.alreadyRunning : exitCode.blocked;

/** Says why there are no settings and exits. */
export function refuseSettings(problem: SettingsFailure): Ended {
  return refuse(blockedSentence(settingsCause(problem)), exitCode.blocked);
}

/** Says why a file cannot be used, with this reason unless the disk is full, and ends. */
export function refuseFile(problem: FileFailure, otherwise: FileReason): Ended {
  return refuse(blockedSentence(fileCause(problem, otherwise)), exitCode.failed);
}

/** Says on standard error that the settings were damaged, when they were. */
export function tellRecovery({ recovered }: SettingsFile): void {
  if (recovered === null) return;
  const warning = recovered === "nothing" ? "settings-lost" : "settings-recovered";
  printError(`clawtray: ${english.warnings[warning]}\n`);
}

/** Says why on standard error and ends. */
export function refuse(
  sentence: string,
  code: ExitCode = exitCode.usage,
  { busy = false }: { readonly busy?: boolean } = {},
): Ended {
  printError(`clawtray: ${sentence}\n`);
  return { code, busy };
}
