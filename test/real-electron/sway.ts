import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { waitFor } from "../../scripts/gateway/wait.ts";
import { endingWithUs } from "./ending-with-us.ts";

const run = promisify(execFile);

/**
 * Windows float, as they do on GNOME and KDE. (A tile is resized as soon as it is there; Electron 25 with a
 * GPU process of its own ends with a segmentation fault in about every second such start.)
 */
const configuration = (namesFile: string) => `xwayland disable
output HEADLESS-1 resolution 1280x800
default_border none
default_floating_border none
for_window [app_id=".*"] floating enable
exec printf '%s\\n%s\\n' "$WAYLAND_DISPLAY" "$SWAYSOCK" >'${namesFile}.draft' && mv '${namesFile}.draft' '${namesFile}'
`;

/** What finds this compositor in the environment. */
export interface WaylandNames {
  readonly WAYLAND_DISPLAY: string;
  readonly SWAYSOCK: string;
}

/**
 * Starts a Wayland compositor without a screen, drawn by the processor; its sockets lie in `XDG_RUNTIME_DIR` of `env`.
 * Resolves once programs can reach it.
 */
export async function startSway(
  folder: string,
  env: NodeJS.ProcessEnv,
  started: ChildProcess[],
): Promise<WaylandNames> {
  const config = join(folder, "sway.conf");
  const names = join(folder, "sway.names");
  writeFileSync(config, configuration(names));
  const { DISPLAY: _x11, ...rest } = env;
  const sway = spawn(...endingWithUs("sway", ["--config", config]), {
    env: { ...rest, WLR_BACKENDS: "headless", WLR_LIBINPUT_NO_DEVICES: "1", WLR_RENDERER: "pixman" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  started.push(sway);
  let said = "";
  (sway.stderr as Readable).on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const failed = once(sway, "exit").then(() => Promise.reject(new Error(`sway ended at once: ${said}`)));
  failed.catch(() => undefined);
  const read = waitFor(
    "sway is there",
    async () =>
      run("cat", [names]).then(
        ({ stdout }) => stdout,
        () => null,
      ),
    {
      timeoutMs: 30_000,
      everyMs: 50,
    },
  );
  const [display = "", socket = ""] = (await Promise.race([read, failed])).split("\n");
  return { WAYLAND_DISPLAY: display, SWAYSOCK: socket };
}
