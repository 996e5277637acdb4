import { type ExecFileException, type ExecFileOptions, execFile } from "node:child_process";

/** How a program ended, and what it wrote; `error` is null when it ended with 0. */
export interface FileRun {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell and waits for its end. Never throws and never rejects: Node reports most failures
 * to start through the callback, but throws where the system refuses for another reason (`spawn UNKNOWN` on
 * Windows, `ENOMEM`, `E2BIG`), and that would end the node.
 */
export function runFile(file: string, words: readonly string[], options: ExecFileOptions): Promise<FileRun> {
  return new Promise((resolve) => {
    try {
      execFile(file, [...words], { ...options, encoding: "utf8" }, (error, stdout, stderr) =>
        resolve({ error, stdout, stderr }),
      );
    } catch (error) {
      resolve({ error: error as ExecFileException, stdout: "", stderr: "" });
    }
  });
}
