import { execFile } from "node:child_process";
import type { ToolResult } from "./service.ts";

/** A manager that says nothing for this long is not waited for, ms. */
const LONGEST = 30_000;

/** Runs a tool of the platform without a shell, for `LONGEST` at most; never throws. */
export function runTool(program: string, words: readonly string[]): Promise<ToolResult> {
  return new Promise((resolve) => {
    execFile(
      program,
      [...words],
      { timeout: LONGEST, windowsHide: true, encoding: "utf8" },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : null;
        resolve({ code, stdout, stderr: stderr || (code === null ? (error?.message ?? "") : "") });
      },
    );
  });
}
