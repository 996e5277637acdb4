import { win32 } from "node:path";
import { runFile } from "../../environment/run-file.ts";

/** A process, its parent, and when it began in ticks of 100 ns; null when that is not reported. */
export interface WindowsProcess {
  readonly pid: number;
  readonly parent: number;
  readonly born: bigint | null;
}

/** What ends a tree on Windows. */
export interface WindowsTreeTools {
  /** `taskkill /T /F`; false when it failed in any way. */
  taskkill(pid: number): Promise<boolean>;
  /** Every process there is; empty when nothing can list them. */
  processes(): Promise<readonly WindowsProcess[]>;
  kill(pid: number): void;
}

/** New ones may appear while the others are being ended. */
const ROUNDS = 4;

/**
 * Ends a program and what it started. Windows keeps no groups: `taskkill` goes by the parents, and where it is missing,
 * forbidden, too slow, or finds the root of the tree already gone, the same is done here. A process whose parent ended
 * earlier is nobody's child and is not found.
 */
export async function endWindowsTree(root: number, tools: WindowsTreeTools): Promise<void> {
  if (await tools.taskkill(root)) return tools.kill(root);
  const ended = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const all = await tools.processes();
    // What one of them started just before its own end is nobody's child by now, but still names it as its parent.
    const left = treeOf([root, ...ended], all).filter((pid) => !ended.has(pid));
    // The parents first, so that none of them starts another.
    for (const pid of new Set([root, ...left])) {
      tools.kill(pid);
      ended.add(pid);
    }
    if (left.length === 0) return;
  }
}

/**
 * These and their descendants, parents before children, as far as they exist. A process id may have been reused: no
 * child is older than its parent.
 */
export function treeOf(roots: readonly number[], all: readonly WindowsProcess[]): readonly number[] {
  const found = new Set<number>(all.filter(({ pid }) => roots.includes(pid)).map(({ pid }) => pid));
  const born = new Map(all.map((entry) => [entry.pid, entry.born]));
  const tree = new Set(roots);
  for (const parent of tree) {
    for (const child of all) {
      const since = born.get(parent) ?? null;
      const older = since !== null && child.born !== null && child.born < since;
      if (child.parent !== parent || older || child.pid === process.pid || child.pid <= 4) continue;
      tree.add(child.pid);
      found.add(child.pid);
    }
  }
  return [...tree].filter((pid) => found.has(pid));
}

/** A system program that says nothing for this long is not waited for, milliseconds. */
const MAX_RUN_MS = 5_000;

async function ask(
  program: readonly string[],
  words: readonly string[],
): Promise<{ ok: boolean; text: string }> {
  const root = process.env.SystemRoot ?? "C:\\Windows";
  const { error, stdout } = await runFile(win32.join(root, "System32", ...program), words, {
    timeout: MAX_RUN_MS,
    maxBuffer: 16 * 1024 * 1024,
    windowsHide: true,
  });
  // Wine writes UTF-16, of which only the digits matter.
  return { ok: error === null, text: stdout.replaceAll("\0", "") };
}

const SCRIPT =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ParentProcessId) $($_.ProcessId) $($_.CreationDate.Ticks)" }';

/** Lines of a parent, a process and, where reported, a time; other lines are skipped. */
export function readProcesses(text: string): readonly WindowsProcess[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, parent, pid, born] = /^\s*(\d+)\s+(\d+)(?:\s+(\d+))?\s*$/.exec(line) ?? [];
    if (parent === undefined || pid === undefined) return [];
    return [{ pid: Number(pid), parent: Number(parent), born: born === undefined ? null : BigInt(born) }];
  });
}

/** Uses the system's own programs. */
export const windowsTreeTools: WindowsTreeTools = {
  taskkill: async (pid) => (await ask(["taskkill.exe"], ["/PID", String(pid), "/T", "/F"])).ok,
  async processes() {
    const shell = await ask(
      ["WindowsPowerShell", "v1.0", "powershell.exe"],
      ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", SCRIPT],
    );
    const told = readProcesses(shell.text);
    if (told.length > 0) return told;
    // Gone from newer Windows; where PowerShell is forbidden it may be there.
    const older = await ask(["wbem", "wmic.exe"], ["process", "get", "ParentProcessId,ProcessId"]);
    return readProcesses(older.text);
  },
  kill(pid) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone already, or not ours to end.
    }
  },
};
