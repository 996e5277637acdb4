import { win32 } from "node:path";
import { failure, type Result, success } from "../result.ts";
import type { ServiceFailure, ServiceManager, ServiceScope, ServiceWorld } from "./service.ts";
import { taskXml } from "./task-xml.ts";
import { findUnit, removeUnit, toolFailure, usableWords, writeUnit } from "./unit-file.ts";

/**
 * Windows' Task Scheduler. The XML is kept beside the state, for `schtasks` reads it from a file and
 * the owner may want to. `person` is `DOMAIN\user`.
 */
export function taskScheduler(scope: ServiceScope, name: string, world: ServiceWorld): ServiceManager {
  const { env, home } = world;
  const base =
    scope === "system"
      ? (env.ProgramData ?? "C:\\ProgramData")
      : (env.APPDATA ?? win32.join(home, "AppData", "Roaming"));
  const path = world.root + win32.join(base, "Clawtray", `${name}-task.xml`);
  const person = [env.USERDOMAIN, env.USERNAME]
    .filter((part) => part !== undefined && part !== "")
    .join("\\");
  const task = `\\Clawtray\\${name}`;

  async function ask(...words: string[]): Promise<Result<string, ServiceFailure>> {
    const result = await world.run("schtasks.exe", words);
    return result.code === 0 ? success(result.stdout) : failure(toolFailure("schtasks", result));
  }

  return {
    manager: "Task Scheduler",
    path,
    unit(spec) {
      const usable = usableWords(spec.program);
      return usable.ok ? success(taskXml(spec, person)) : usable;
    },
    async install(spec, { start }) {
      const text = this.unit(spec);
      if (!text.ok) return text;
      // The scheduler reads UTF-16 with its mark, as it writes.
      const written = writeUnit(path, Buffer.from(`\ufeff${text.value}`, "utf16le"));
      if (!written.ok || !start) return written;
      const created = await ask("/Create", "/TN", task, "/XML", path, "/F");
      if (!created.ok) return created;
      const started = await ask("/Run", "/TN", task);
      return started.ok ? success(undefined) : started;
    },
    async uninstall() {
      const found = findUnit(path);
      if (found === "none") return failure({ kind: "not-installed" });
      if (found === "not-ours") return failure({ kind: "not-ours", path });
      if (world.root === "") {
        await ask("/End", "/TN", task);
        const deleted = await ask("/Delete", "/TN", task, "/F");
        if (!deleted.ok) return deleted;
      }
      return removeUnit(path);
    },
    async restart() {
      if (findUnit(path) === "none") return failure({ kind: "not-installed" });
      await ask("/End", "/TN", task);
      const started = await ask("/Run", "/TN", task);
      return started.ok ? success(undefined) : started;
    },
    async status() {
      if (findUnit(path) === "none") return { installed: false };
      // The list's words are in the system's language; the numbers of the XML and of CSV columns are not enough either.
      const shown = await ask("/Query", "/TN", task, "/FO", "CSV", "/NH");
      const state = shown.ok
        ? (/"([^"]*)"\s*$/.exec(shown.value.trim())?.[1] ?? "unknown")
        : "not registered";
      return {
        installed: true,
        path,
        enabled: shown.ok,
        running: state === "Running",
        pid: null,
        detail: state,
      };
    },
    logCommand: () => null,
  };
}
