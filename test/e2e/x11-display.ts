import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

/** An X11 display of its own, without a window manager. */
export interface X11Display {
  /** As `DISPLAY` names it. */
  readonly name: string;
  /** What shows where no window is. */
  paint(colour: string): void;
  /** From now on it answers nobody. */
  hang(): void;
  dispose(): Promise<void>;
}

/** What Debian calls `xvfb` and `x11-xserver-utils`; null when both are here. */
export function missingForX11(): string | null {
  for (const program of ["Xvfb", "xsetroot"]) {
    try {
      execFileSync("which", [program], { stdio: "ignore" });
    } catch {
      return `no ${program} on this machine`;
    }
  }
  return null;
}

/** Starts one of this size; as large as the display the stand-in for Electron tells of. */
export async function startX11Display(width = 1_280, height = 720): Promise<X11Display> {
  const screen = ["-screen", "0", `${width}x${height}x24`];
  // It chooses a number that is free, and says which when it is ready. It would start afresh whenever its last program
  // ends, and drop the one that is just connecting.
  const server = spawn("Xvfb", ["-displayfd", "3", ...screen, "-nolisten", "tcp", "-noreset"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const ended = once(server, "exit");
  const [number] = await Promise.race([
    once(server.stdio[3] as Readable, "data"),
    ended.then(() => Promise.reject(new Error("Xvfb ended at once"))),
  ]);
  const name = `:${String(number).trim()}`;
  return {
    name,
    paint: (colour) => {
      execFileSync("xsetroot", ["-display", name, "-solid", colour]);
    },
    hang: () => void server.kill("SIGSTOP"),
    async dispose() {
      server.kill();
      // Whoever is stopped does not hear of its end.
      server.kill("SIGCONT");
      await ended;
    },
  };
}
