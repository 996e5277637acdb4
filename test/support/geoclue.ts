import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished } from "vitest";
import { end, startBus } from "../real-electron/desktop.ts";
import { lacking } from "./lacking.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A place as GeoClue's properties state it; degrees, meters, and seconds and microseconds since the epoch. */
export interface GeocluePlace {
  readonly Latitude: number;
  readonly Longitude: number;
  readonly Accuracy: number;
  readonly Altitude?: number;
  readonly Speed?: number;
  readonly Heading?: number;
  readonly Timestamp: readonly [seconds: number, micros: number];
}

/** What it does when it is asked; see geoclue.py. */
export interface GeoclueManner {
  readonly start?: string;
  readonly silent?: boolean;
  readonly places?: readonly GeocluePlace[];
}

/** What to add to the name of tests that are skipped because it cannot run here; empty where it can. */
export const geoclueLacks =
  process.platform !== "linux"
    ? " (GeoClue is a service of Linux)"
    : existsSync("/usr/lib/python3/dist-packages/dbus")
      ? lacking("dbus-daemon")
      : " (python3-dbus is not installed here)";

/** The system's own: others in front of it may lack the bindings. */
const python = "/usr/bin/python3";

/** A system bus of its own, with nobody on it; it ends with the test. */
export async function systemBus() {
  const started: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of started.reverse()) await end(child);
  });
  return {
    started,
    environment: { DBUS_SYSTEM_BUS_ADDRESS: await startBus(temporaryDirectory(), false, started) },
  };
}

/** GeoClue on a system bus of its own; both end with the test. */
export async function startGeoclue(manner: GeoclueManner) {
  const { started, environment } = await systemBus();
  const wanted = JSON.stringify({ start: "answers", places: [], ...manner });
  const service = spawn(python, [join(import.meta.dirname, "geoclue.py"), wanted], {
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  started.push(service);
  const said: string[] = [];
  createInterface(service.stdout).on("line", (line) => said.push(line));
  await expect.poll(() => said).toContain("ready");
  return { environment, said };
}
