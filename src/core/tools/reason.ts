import type { ToolReason } from "../../shared/tool-reason.ts";
import { toolReasons } from "../../shared/words/en/tool-reasons.ts";
import { describeToolReason } from "../../shared/words/tool-reason-texts.ts";

/** A reason as the log, the terminal and an agent are told it. Pure. */
export const inEnglish = (reason: ToolReason): string => describeToolReason(reason, toolReasons);

/** Why a server cannot be had. */
export class ServerFailure extends Error {
  override readonly name: string = "ServerFailure";
  readonly reason: ToolReason;
  constructor(reason: ToolReason) {
    super(inEnglish(reason));
    this.reason = reason;
  }
}
