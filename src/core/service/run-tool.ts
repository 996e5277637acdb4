import { runFile } from "../environment/run-file.ts";
import type { ToolResult } from "./service.ts";

/** A manager that says nothing for this long is not waited for, ms. */
const MAX_RUN_MS = 30_000;

/** Runs one of the platform's tools without a shell, for at most `MAX_RUN_MS`; never throws. */
export async function runTool(program: string, words: readonly string[]): Promise<ToolResult> {
  const { error, stdout, stderr } = await runFile(program, words, { timeout: MAX_RUN_MS, windowsHide: true });
  const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
  return { code, stdout, stderr: stderr || (code === null ? (error?.message ?? "") : "") };
}
