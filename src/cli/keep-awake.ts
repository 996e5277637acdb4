import { spawn } from "node:child_process";
import { createKeepAwake, type KeepAwake } from "../core/awake/keep-awake.ts";
import { isOnMains } from "../core/device/mains.ts";
import { createProgramEnvironment } from "../core/exec/process/program-environment.ts";
import { systemClock } from "../core/time/clock.ts";
import type { AwakeChoice } from "../shared/awake.ts";
import type { Serving } from "./serving.ts";

/**
 * What keeps a computer awake for as long as its standard input is open: its end is ours, however we end. Sources:
 * systemd-inhibit(1), caffeinate(8).
 */
const programs: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  linux: [
    "systemd-inhibit",
    "--what=idle:sleep",
    "--who=Clawtray",
    "--why=connected to an OpenClaw gateway",
    "--mode=block",
    "cat",
  ],
  darwin: ["caffeinate", "-i", "cat"],
};

/** Starts nothing before it is needed. Null where this computer has no program for it. */
export function keepAwakeWhile(
  serving: Pick<Serving, "all" | "subscribe">,
  choice: AwakeChoice,
  platform: NodeJS.Platform = process.platform,
): KeepAwake | null {
  const [program, ...words] = programs[platform] ?? [""];
  const path = createProgramEnvironment(process.env, platform).locate(program, "/")?.path;
  if (path === undefined) return null;
  const awake = createKeepAwake({
    clock: systemClock,
    choice: () => choice,
    isConnected: () => serving.all().some(({ state }) => state.phase === "connected"),
    onMains: () => isOnMains(platform),
    hold() {
      const child = spawn(path, words, { stdio: ["pipe", "ignore", "ignore"] });
      // Refused by the system: the computer sleeps as it would without us.
      child.on("error", () => {});
      child.stdin.on("error", () => {});
      return () => child.stdin.end();
    },
  });
  let before = "";
  serving.subscribe(() => {
    const now = serving
      .all()
      .map(({ state }) => state.phase)
      .join();
    if (now !== before) awake.look();
    before = now;
  });
  awake.look();
  return awake;
}
