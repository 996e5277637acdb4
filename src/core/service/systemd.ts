import { join, posix } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import type { ServiceFailure, ServiceManager, ServiceScope, ServiceStatus, ServiceWorld } from "./service.ts";
import { systemdUnit } from "./systemd-unit.ts";
import { findUnit, removeUnit, toolFailure, unitRefusal, usableWords, writeUnit } from "./unit-file.ts";

/** Where units are kept: systemd.unit(5), "Unit File Load Path". */
function unitFolder(scope: ServiceScope, { env, home, root }: ServiceWorld): string {
  if (scope === "system") return join(root, "/etc/systemd/system");
  const configured = env.XDG_CONFIG_HOME;
  const base = configured && posix.isAbsolute(configured) ? configured : posix.join(home, ".config");
  return join(root, base, "systemd", "user");
}

export function systemd(scope: ServiceScope, name: string, world: ServiceWorld): ServiceManager {
  const unit = `${name}.service`;
  const path = join(unitFolder(scope, world), unit);
  const mode = scope === "user" ? ["--user"] : [];

  async function ask(...words: string[]): Promise<Result<string, ServiceFailure>> {
    const result = await world.run("systemctl", [...mode, ...words]);
    return result.code === 0 ? success(result.stdout) : failure(toolFailure("systemctl", result));
  }

  async function status(): Promise<ServiceStatus> {
    const found = findUnit(path);
    if (found === "none") return { installed: false };
    const shown = await ask(
      "show",
      unit,
      "--property=ActiveState,SubState,MainPID,UnitFileState,ExecMainStatus",
    );
    return shown.ok ? statusOf(path, shown.value) : unknownStatus(path, shown.failure);
  }

  return {
    manager: "systemd",
    path,
    unit(spec) {
      const usable = usableWords([...spec.program, spec.searchPath ?? ""]);
      return usable.ok ? success(systemdUnit(spec)) : usable;
    },
    async install(spec, { start }) {
      const text = this.unit(spec);
      if (!text.ok) return text;
      if (start) {
        // A manager that does not answer is reported before anything is written.
        const there = await ask("show", "--property=Version");
        if (!there.ok) return there;
      }
      const written = writeUnit(path, text.value);
      if (!written.ok || !start) return written;
      for (const words of [["daemon-reload"], ["enable", unit], ["restart", unit]]) {
        const done = await ask(...words);
        if (!done.ok) return done;
      }
      return success(undefined);
    },
    async uninstall() {
      if (findUnit(path) === "none") return failure({ kind: "not-installed" });
      const refusal = unitRefusal(path);
      if (refusal !== null) return failure(refusal);
      if (world.root === "") {
        const stopped = await ask("disable", "--now", unit);
        if (!stopped.ok) return stopped;
      }
      const removed = removeUnit(path);
      if (removed.ok && world.root === "") await ask("daemon-reload");
      return removed;
    },
    async restart() {
      if (findUnit(path) === "none") return failure({ kind: "not-installed" });
      const done = await ask("restart", unit);
      return done.ok ? success(undefined) : done;
    },
    status,
    logCommand: (lines, { follow }) => [
      "journalctl",
      ...mode,
      "--unit",
      unit,
      "--lines",
      String(lines),
      "--no-pager",
      ...(follow ? ["--follow"] : []),
    ],
  };
}

/** There is a unit, and systemd does not say how it is doing. */
const unknownStatus = (path: string, problem: ServiceFailure): ServiceStatus => ({
  installed: true,
  path,
  enabled: false,
  running: false,
  pid: null,
  detail: detailOf(problem),
});

/** Reads what `systemctl show` printed: one `Name=value` per line. */
function statusOf(path: string, shown: string): ServiceStatus {
  const facts = new Map(shown.split("\n").map((line) => splitOnce(line)));
  const pid = Number(facts.get("MainPID") ?? 0);
  const state = `${facts.get("ActiveState") ?? "unknown"} (${facts.get("SubState") ?? "unknown"})`;
  const last = facts.get("ExecMainStatus") ?? "0";
  return {
    installed: true,
    path,
    enabled: facts.get("UnitFileState")?.startsWith("enabled") ?? false,
    running: facts.get("ActiveState") === "active",
    pid: pid > 0 ? pid : null,
    detail: last === "0" || facts.get("ActiveState") === "active" ? state : `${state}, last exit ${last}`,
  };
}

const detailOf = (problem: ServiceFailure): string => ("detail" in problem ? problem.detail : problem.kind);

function splitOnce(line: string): [string, string] {
  const at = line.indexOf("=");
  return [line.slice(0, at), line.slice(at + 1)];
}
