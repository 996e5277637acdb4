import type { ExaminedRun, RunRefusal } from "../exec/examine-run.ts";
import type { Result } from "../result.ts";
import { invalid } from "./parameters.ts";

/** The request after it was looked up; what is refused at sight ends it with `INVALID_REQUEST`. */
export function examinedOrRefused(examined: Result<ExaminedRun, RunRefusal>): ExaminedRun {
  if (examined.ok) return examined.value;
  const { kind, why } = examined.failure;
  throw invalid(kind === "mismatch" ? `INVALID_REQUEST: ${why}` : `SYSTEM_RUN_DENIED: ${why}`);
}
