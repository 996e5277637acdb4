import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { failure, success } from "../../shared/result.ts";
import { labelOf, launchdPlist } from "./launchd-plist.ts";
import type { ServiceManager, ServiceScope, ServiceWorld } from "./service.ts";
import { findUnit, removeUnit, toolFailure, unitRefusal, usableWords, writeUnit } from "./unit-file.ts";

/** launchctl's own code for a service that is not loaded (launchctl error 113). */
const NOT_LOADED = 113;

export function launchd(scope: ServiceScope, name: string, world: ServiceWorld): ServiceManager {
  const label = labelOf(name);
  const folder = scope === "system" ? "/Library/LaunchDaemons" : join(world.home, "Library", "LaunchAgents");
  const path = join(world.root, folder, `${label}.plist`);
  const domain = scope === "system" ? "system" : `gui/${world.uid ?? 0}`;
  const target = `${domain}/${label}`;
  const launchctl = (...words: string[]) => world.run("launchctl", words);

  return {
    manager: "launchd",
    path,
    unit(spec) {
      const usable = usableWords([...spec.program, spec.searchPath ?? "", spec.logFile]);
      return usable.ok ? success(launchdPlist(spec)) : usable;
    },
    async install(spec, { start }) {
      const text = this.unit(spec);
      if (!text.ok) return text;
      const written = writeUnit(path, text.value);
      if (!written.ok || !start) return written;
      try {
        mkdirSync(dirname(spec.logFile), { recursive: true });
      } catch {
        // launchd then starts it without a log.
      }
      // An older one is still loaded from its own definition; one that is not loaded is not a failure.
      await launchctl("bootout", target);
      await launchctl("enable", target);
      const loaded = await launchctl("bootstrap", domain, path);
      return loaded.code === 0 ? success(undefined) : failure(toolFailure("launchctl", loaded));
    },
    async uninstall() {
      if (findUnit(path) === "none") return failure({ kind: "not-installed" });
      const refusal = unitRefusal(path);
      if (refusal !== null) return failure(refusal);
      if (world.root === "") {
        const ended = await launchctl("bootout", target);
        if (ended.code === null) return failure(toolFailure("launchctl", ended));
      }
      return removeUnit(path);
    },
    async restart() {
      if (findUnit(path) === "none") return failure({ kind: "not-installed" });
      const done = await launchctl("kickstart", "-k", target);
      if (done.code === 0) return success(undefined);
      const loaded = await launchctl("bootstrap", domain, path);
      return loaded.code === 0 ? success(undefined) : failure(toolFailure("launchctl", loaded));
    },
    async status() {
      if (findUnit(path) === "none") return { installed: false };
      const shown = await launchctl("print", target);
      const pid = Number(/^\s*pid = (\d+)/m.exec(shown.stdout)?.[1] ?? 0);
      const loaded = shown.code === 0;
      return {
        installed: true,
        path,
        enabled: loaded,
        running: pid > 0,
        pid: pid > 0 ? pid : null,
        detail: loaded
          ? (/^\s*state = (.+)$/m.exec(shown.stdout)?.[1] ?? "loaded")
          : shown.code === NOT_LOADED
            ? "not loaded"
            : `launchctl ended with ${shown.code}`,
      };
    },
    logCommand: () => null,
  };
}
