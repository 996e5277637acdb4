import { blockedState } from "../core/node/before-node.ts";
import type { BlockedReason } from "../shared/state.ts";
import { describe } from "../shared/words/describe.ts";
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

/** Says why on standard error and ends. */
export function refuse(sentence: string, code: ExitCode = exitCode.usage, busy = false): Ended {
  process.stderr.write(`clawtray: ${sentence}\n`);
  return { code, busy };
}
