import { existsSync, readFileSync } from "node:fs";
import { describe } from "../../shared/words/describe.ts";
import { english } from "../../shared/words/english.ts";
import type { InstanceAnswer } from "../instance/claim.ts";
import type { ServiceStatus } from "../service/service.ts";
import { type Finding, failed, ok, skipped, warning } from "./finding.ts";
import type { DoctorWorld } from "./world.ts";

/** This program, the runtime, and the node that runs. */
export function checkVersion(answer: InstanceAnswer, { appVersion }: DoctorWorld): Finding {
  const says = `clawtray ${appVersion}, Node ${process.versions.node}, ${process.platform} ${process.arch}`;
  const running = answer.kind === "snapshot" ? answer.snapshot.version : appVersion;
  return running === appVersion
    ? ok("version", says)
    : warning(
        "version",
        `The running node is version ${running}, this is ${appVersion}.`,
        "Start it again: clawtray service restart, or end it and clawtray run",
      );
}

/** How the node is, in its own words. */
export function checkNode(answer: InstanceAnswer): Finding {
  const check = "node";
  if (answer.kind === "none")
    return warning(
      check,
      "It does not run.",
      "Start it: clawtray run, or for good: clawtray service install",
    );
  if (answer.kind === "silent")
    return failed(
      check,
      `Process ${answer.pid ?? "unknown"} holds the state folder and does not answer.`,
      "End it and start it again: clawtray run",
    );
  const { state } = answer.snapshot;
  const { sentence, remedy } = describe(state, english);
  if (state.phase === "blocked") return failed(check, sentence, remedy ?? "");
  if (state.phase === "paused") return warning(check, sentence, "Connect again: clawtray resume");
  if (state.phase === "connected" && state.surface.status !== "pending") return ok(check, sentence);
  return warning(check, sentence, remedy ?? "It goes on by itself.");
}

/** The service, if there is one. */
export function checkService(
  status: ServiceStatus | null,
  keyStore: "keychain" | "file",
  linger: boolean | null,
): Finding {
  const check = "service";
  if (status === null) return skipped(check, "No service manager is known on this system.");
  if (!status.installed) return ok(check, "not installed (clawtray service install keeps the node running)");
  const gone = programOf(status.path);
  if (gone !== null)
    return failed(
      check,
      `The unit starts ${gone}, which is not there.`,
      "Write it anew: clawtray service install",
    );
  if (!status.running)
    return failed(
      check,
      `It is installed and does not run (${status.detail}).`,
      "See why: clawtray service logs. Start it: clawtray service restart",
    );
  if (!status.enabled)
    return warning(
      check,
      "It runs, and does not start by itself.",
      "Write it anew: clawtray service install",
    );
  if (linger === true && keyStore === "keychain")
    return warning(
      check,
      "It starts before you log in, when the keychain is still locked: until then it waits.",
      "If it must connect without you, keep the key in a file: --key-store file, in a state folder of its own",
    );
  return ok(check, `${status.detail}, starts by itself`);
}

/** The unit's program, when it is not there any more. */
function programOf(path: string): string | null {
  try {
    const text = readFileSync(path, "utf8");
    const exec = /^ExecStart="([^"]+)"(?: "([^"]+)")?/m.exec(text);
    return exec?.slice(1, 3).find((word) => word?.startsWith("/") && !existsSync(word)) ?? null;
  } catch {
    return null;
  }
}
