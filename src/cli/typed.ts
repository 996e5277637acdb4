import { realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { homeFolder } from "../core/environment/home.ts";
import { runnableEndings } from "../core/exec/analysis/windows-path.ts";
import { readTypedWindowsProgram, type TypedProgram } from "../core/exec/policy/typed-windows-program.ts";
import { createProgramEnvironment } from "../core/exec/process/program-environment.ts";
import { readTyped, type TypingPerson, wholeWindowsPath } from "../core/files/typed-windows-path.ts";
import { type Result, success } from "../shared/result.ts";

const person = (): TypingPerson => ({ home: homeFolder() ?? "", environment: process.env });

function look(path: string): "folder" | "file" | "nothing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

/** The typed program, in the form that goes on this computer's list; a failure is a sentence. */
export function typedProgram(text: string): Result<TypedProgram, string> {
  if (process.platform !== "win32") return success({ pattern: text, missing: false });
  const endings = runnableEndings(process.env.PATHEXT);
  return readTypedWindowsProgram(text, { ...person(), look, realPath, endings });
}

/** Whether there is no such program here; of a pattern nobody can say, and on Windows `typedProgram` has said so. */
export async function isMissing(pattern: string): Promise<boolean> {
  if (process.platform === "win32" || /[*?]/.test(pattern)) return false;
  const path = pattern.startsWith("~/") ? join(person().home, pattern.slice(2)) : pattern;
  if (path.includes("/")) return look(path) === "nothing";
  const { locate } = await createProgramEnvironment(process.env, process.platform);
  return locate(pattern, "/") === null;
}

/** The folder that was typed, as an absolute path; a failure is a sentence. */
export function typedFolder(text: string): Result<string, string> {
  const { home, environment } = person();
  if (process.platform !== "win32")
    return success(text.startsWith("~/") ? join(home, text.slice(2)) : resolve(text));
  const typed = readTyped(text, { home, environment });
  if (!typed.ok) return typed;
  const isWhole = /^([A-Za-z]:|[\\/~])/.test(typed.value);
  return wholeWindowsPath(isWhole ? typed.value : join(process.cwd(), typed.value), { home, environment });
}
