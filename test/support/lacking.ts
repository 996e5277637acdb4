import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * What to add to the name of tests that are skipped because this machine lacks a program they need, such as
 * " (nginx is not installed here)"; empty where all are there. Programs of the system's own folders are found too.
 */
export function lacking(...programs: readonly string[]): string {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/bin"];
  const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  return missing.length === 0 ? "" : ` (${missing.join(", ")} is not installed here)`;
}
