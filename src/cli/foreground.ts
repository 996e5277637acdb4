import { readFileSync } from "node:fs";

/**
 * Whether this process may use its terminal now. One that a shell runs in the background is stopped by the system when
 * it writes there (`stty tostop`) or changes how the terminal reads keys (SIGTTOU, termios(3)), so it must do neither.
 * True when nothing says so, and when there is no terminal.
 */
export function isForeground(): boolean {
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    return isForegroundGroup(stat);
  } catch {
    return true;
  }
}

/**
 * From a line of `/proc/<pid>/stat` (proc_pid_stat(5)): fields 5, 7 and 8, after a name that may hold anything. Pure.
 */
export function isForegroundGroup(stat: string): boolean {
  const [, , group, , terminal, foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return terminal === "0" || foreground === "-1" || group === foreground;
}

/** Notices when the program comes to the foreground and leaves it, as with a shell's `fg` and `bg`. */
interface Ground {
  /** Looks now; true in the foreground. */
  look(): boolean;
  end(): void;
}

/**
 * `come` is called whenever the program is back in the foreground, and the function it returned when it no longer is.
 */
export function followForeground(come: () => () => void): Ground {
  let leave: (() => void) | null = null;
  const end = (): void => {
    leave?.();
    leave = null;
  };
  const look = (): boolean => {
    const here = isForeground();
    if (!here) end();
    else if (leave === null) {
      // Whatever comes to the foreground may look again.
      leave = () => {};
      leave = come();
    }
    return here;
  };
  return { look, end };
}
