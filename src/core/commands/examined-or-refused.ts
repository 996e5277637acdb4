import type { Result } from "../../shared/result.ts";
import type { ExaminedRun, RunRefusal } from "../exec/examine-run.ts";
import { invalid } from "./parameters.ts";

/** The request after lookup; anything refused immediately ends it with `INVALID_REQUEST`. */
export function examinedOrRefused(examined: Result<ExaminedRun, RunRefusal>): ExaminedRun {
  if (examined.ok) return examined.value;
  const { kind, why } = examined.failure;
  throw invalid(kind === "mismatch" ? `INVALID_REQUEST: ${why}` : `SYSTEM_RUN_DENIED: ${why}`);
}
