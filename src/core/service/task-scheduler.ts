import { win32 } from "node:path";
import { failure, type Result, success } from "../../shared/result.ts";
import type { FileFailure } from "../files/problem.ts";
import { makePrivateFolder, windowsTools } from "../files/windows-access.ts";
import type { ServiceFailure, ServiceManager, ServiceScope, ServiceWorld } from "./service.ts";
import { LOCAL_SERVICE, taskXml } from "./task-xml.ts";
import { findUnit, removeUnit, toolFailure, unitRefusal, usableWords, writeUnit } from "./unit-file.ts";

const folderSentence = ({ path, problem, detail }: FileFailure): string =>
  `${path} cannot be used (${problem}: ${detail}). Remove it, or give access to administrators and the system only`;

/**
 * Windows' Task Scheduler. The XML is kept beside the state, because `schtasks` reads it from a file and the owner may
 * want to as well. `person` is `DOMAIN\user`.
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
      // Whoever may write here could have the system start anything, as anyone.
      if (scope === "system" && process.platform === "win32") {
        const folder = makePrivateFolder(win32.dirname(path), windowsTools, [LOCAL_SERVICE]);
        if (!folder.ok) return failure({ kind: "failed", detail: folderSentence(folder.failure) });
      }
      // The scheduler reads UTF-16 with a byte-order mark, which is what it writes itself.
      const written = writeUnit(path, Buffer.from(`\ufeff${text.value}`, "utf16le"));
      if (!written.ok || !start) return written;
      const created = await ask("/Create", "/TN", task, "/XML", path, "/F");
      if (!created.ok) return created;
      const started = await ask("/Run", "/TN", task);
      return started.ok ? success(undefined) : started;
    },
    async uninstall() {
      if (findUnit(path) === "none") return failure({ kind: "not-installed" });
      const refusal = unitRefusal(path);
      if (refusal !== null) return failure(refusal);
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
