import { existsSync, readFileSync } from "node:fs";
import { describe } from "../../shared/words/describe.ts";
import { englishFor } from "../../shared/words/on-windows.ts";
import { type ChooseProxy, isAlwaysDirect, proxyOfEnvironment, readProxy } from "../gateway/proxy.ts";
import type { InstanceAnswer } from "../instance/claim.ts";
import type { ServiceStatus } from "../service/service.ts";
import { findUnit } from "../service/unit-file.ts";
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
        "Start it again: clawtray service restart, or stop it and run clawtray run",
      );
}

/**
 * The proxy that the running node uses: what the environment says, as here, or what the desktop app was told by the
 * system, which only a desktop app can ask.
 */
export function proxyLike(answer: InstanceAnswer, env: DoctorWorld["env"]): ChooseProxy {
  const used = answer.kind === "snapshot" ? answer.snapshot.state.gateway?.proxy : undefined;
  return (address) => {
    const said = proxyOfEnvironment(address, env);
    if (said !== null || used === undefined || isAlwaysDirect(address)) return said ?? { kind: "direct" };
    return readProxy(used, "system");
  };
}

/** How the node is doing, in its own words. */
export function checkNode(answer: InstanceAnswer): Finding {
  const check = "node";
  if (answer.kind === "none")
    return warning(
      check,
      "It is not running.",
      "Start it: clawtray run, or permanently: clawtray service install",
    );
  if (answer.kind === "silent")
    return failed(
      check,
      `Process ${answer.pid ?? "unknown"} holds the state folder but does not answer.`,
      "Stop it and start it again: clawtray run",
    );
  if (answer.kind === "unproven") {
    const { sentence, remedy } = englishFor(process.platform).blocked["control-pipe-taken"];
    return failed(check, sentence, remedy);
  }
  const { state } = answer.snapshot;
  const { sentence, remedy } = describe(state, englishFor(process.platform));
  if (state.phase === "blocked") return failed(check, sentence, remedy ?? "");
  if (state.phase === "paused") return warning(check, sentence, "Connect again: clawtray resume");
  if (state.phase === "connected" && state.surface.status !== "pending") return ok(check, sentence);
  return warning(check, sentence, remedy ?? "It continues on its own.");
}

/** The service, if there is one. */
export function checkService(
  status: ServiceStatus | null,
  keyStore: "keychain" | "file",
  { linger }: { readonly linger: boolean | null },
): Finding {
  const check = "service";
  if (status === null) return skipped(check, "No service manager is known on this system.");
  if (!status.installed) return ok(check, "not installed (clawtray service install keeps the node running)");
  if (findUnit(status.path) === "newer")
    return warning(
      check,
      `${status.path} was written by a newer version; it is left as it is.`,
      "Use the newer version again: clawtray service restart",
    );
  const gone = programOf(status.path);
  if (gone !== null)
    return failed(
      check,
      `The unit starts ${gone}, which does not exist.`,
      "Write it again: clawtray service install",
    );
  if (!status.running)
    return failed(
      check,
      `It is installed but not running (${status.detail}).`,
      "See why: clawtray service logs. Start it: clawtray service restart",
    );
  if (!status.enabled)
    return warning(
      check,
      "It is running, but does not start automatically.",
      "Write it again: clawtray service install",
    );
  if (linger === true && keyStore === "keychain")
    return warning(
      check,
      "It starts before you log in, while the keychain is still locked: until you do, it waits.",
      "If it must connect without you, keep the key in a file: --key-store file, in a separate state folder",
    );
  return ok(check, `${status.detail}, starts automatically`);
}

/** The unit's program, if it no longer exists. */
function programOf(path: string): string | null {
  try {
    const text = readFileSync(path, "utf8");
    const exec = /^ExecStart="([^"]+)"(?: "([^"]+)")?/m.exec(text);
    return exec?.slice(1, 3).find((word) => word?.startsWith("/") && !existsSync(word)) ?? null;
  } catch {
    return null;
  }
}
