import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { findFreePort } from "../../scripts/gateway/ports.ts";
import { eventually } from "./eventually.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A CONNECT proxy on loopback: Debian's tinyproxy, in the foreground, as whoever runs the test. */
export interface Tinyproxy {
  readonly port: number;
  /** Put before a command, lets it see the names of `hosts`. */
  readonly prefix: readonly string[];
  /** Where it was asked to lead, one `host:port` each. */
  targets(): readonly string[];
}

interface TinyproxyOptions {
  /** Name and password that are asked for. */
  readonly signIn?: readonly [string, string];
  /** The only port it leads to; any without. */
  readonly onlyPort?: number;
  /** A name that leads to 127.0.0.1 for it, and for what is run behind `prefix`. */
  readonly host?: string;
}

/** Starts one that is gone when the test is. A `host` takes a mount namespace. */
export async function tinyproxy({ signIn, onlyPort, host }: TinyproxyOptions = {}): Promise<Tinyproxy> {
  const folder = temporaryDirectory();
  const port = await findFreePort();
  const log = join(folder, "log");
  const configuration = [
    `Port ${port}`,
    "Listen 127.0.0.1",
    "Allow 127.0.0.1",
    `LogFile "${log}"`,
    "LogLevel Info",
    ...(signIn === undefined ? [] : [`BasicAuth ${signIn.join(" ")}`]),
    ...(onlyPort === undefined ? [] : [`ConnectPort ${onlyPort}`]),
  ];
  const file = join(folder, "tinyproxy.conf");
  writeFileSync(file, `${configuration.join("\n")}\n`);
  writeFileSync(join(folder, "hosts"), `127.0.0.1 localhost ${host ?? ""}\n`);
  const inside = `mount --bind '${folder}/hosts' /etc/hosts && exec tinyproxy -d -c '${file}'`;
  const running =
    host === undefined
      ? spawn("tinyproxy", ["-d", "-c", file], { stdio: "ignore" })
      : spawn("unshare", ["--mount", "sh", "-ec", inside], { stdio: "ignore" });
  onTestFinished(() => void running.kill("SIGKILL"));
  const said = (): string => readFileSync(log, "latin1");
  await eventually(() => {
    if (!/Accepting connections/i.test(said())) throw new Error("it does not listen yet");
  });
  return {
    port,
    prefix: ["nsenter", "--target", String(running.pid), "--mount"],
    targets: () => [...said().matchAll(/CONNECT (\S+) HTTP/g)].map((found) => found[1] ?? ""),
  };
}
