import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";

/** The variables through which a secret is given: a gateway's, or that of what stands in front of it. */
export const secretVariables: readonly string[] = [
  "OPENCLAW_GATEWAY_TOKEN",
  "OPENCLAW_GATEWAY_PASSWORD",
  "CF_ACCESS_CLIENT_ID",
  "CF_ACCESS_CLIENT_SECRET",
  "CLAWTRAY_EDGE_HEADERS",
];

/** Secrets that this process was started with. */
export interface GivenSecrets {
  readonly values: Readonly<Record<string, string>>;
  /** Why others can still read them among the variables this process was started with; null when they cannot. */
  readonly visible: string | null;
}

/**
 * Removes these variables from the environment for good: from `process.env`, which children inherit, and from
 * `/proc/<pid>/environ`, which shows every process of the same user what this one was started with, whatever it has
 * deleted since (proc_pid_environ(5)). That file is a view of the process's own memory, so the entries are overwritten
 * there; the process keeps its id, its terminal and its signals, as a second start would not. To be called before
 * anything is started. On systems other than Linux only `process.env` is cleaned.
 */
export function takeGivenSecrets(
  names: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): GivenSecrets {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    if (value !== undefined) values[name] = value;
    delete environment[name];
  }
  return { values, visible: process.platform === "linux" ? overwrite(names) : null };
}

/** One variable in the block that the kernel set up at the start. */
interface Entry {
  readonly offset: number;
  readonly text: Buffer;
}

function overwrite(names: readonly string[]): string | null {
  const found = entriesOf(names);
  if (found.length === 0) return null;
  try {
    const start = blockStart();
    const memory = openSync("/proc/self/mem", "r+");
    try {
      for (const { offset, text } of found) {
        const there = Buffer.alloc(text.length);
        readSync(memory, there, 0, there.length, start + offset);
        // Nothing else is overwritten.
        if (!there.equals(text)) return "not where the system says";
        writeSync(memory, there.fill(0), 0, there.length, start + offset);
      }
    } finally {
      closeSync(memory);
    }
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  }
  return entriesOf(names).length === 0 ? null : "unchanged";
}

function entriesOf(names: readonly string[]): readonly Entry[] {
  let block: Buffer;
  try {
    block = readFileSync("/proc/self/environ");
  } catch {
    // What this process may not read, no other process of the user may.
    return [];
  }
  const found: Entry[] = [];
  for (let offset = 0; offset < block.length; ) {
    const zero = block.indexOf(0, offset);
    const text = block.subarray(offset, zero === -1 ? block.length : zero);
    const name = text.subarray(0, text.indexOf("=")).toString("latin1");
    if (names.includes(name)) found.push({ offset, text });
    offset += text.length + 1;
  }
  return found;
}

/** The address of the block, `env_start`: the 50th field (proc_pid_stat(5)); the second one may hold anything. */
function blockStart(): number {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const start = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[50 - 3]);
  if (!Number.isSafeInteger(start) || start <= 0) throw new Error("no address");
  return start;
}
