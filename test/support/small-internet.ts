import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { eventually } from "./eventually.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A network namespace in which names lead to addresses of our choice, and one server has all of them. */
export interface SmallInternet {
  /** Put before a command, runs it inside. */
  readonly prefix: readonly string[];
  readonly port: number;
  /** What each connection so far sent, in the order in which they came. */
  received(): readonly string[];
}

/** Why none can be made here; null when one can. */
export function whyNoSmallInternet(): string | null {
  if (process.platform !== "linux") return "network namespaces exist on Linux only";
  const made: SpawnSyncReturns<string> = spawnSync("unshare", ["--net", "--mount", "true"], {
    encoding: "utf8",
  });
  return made.status === 0 ? null : `network namespaces are not permitted here: ${made.stderr}`;
}

const port = 18789;

/** Writes down what it is sent, and answers every HTTP request with 503. */
const server = `
const { appendFileSync, writeFileSync } = require("node:fs");
const [folder, port] = process.argv.slice(1);
let count = 0;
require("node:net").createServer((socket) => {
  const name = folder + "/connection-" + count++;
  writeFileSync(name, "");
  socket.on("error", () => {});
  socket.on("data", (data) => {
    appendFileSync(name, data);
    socket.end("HTTP/1.1 503 No\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n");
  });
}).listen({ host: "::", port }, () => writeFileSync(folder + "/listening", ""));
`;

/** Builds it; gone when the test is. `names` as in /etc/hosts: the address of each name. */
export async function smallInternet(names: Readonly<Record<string, string>>): Promise<SmallInternet> {
  const folder = temporaryDirectory();
  const hosts = join(folder, "hosts");
  writeFileSync(
    hosts,
    Object.entries(names)
      .map(([name, address]) => `${address} ${name}\n`)
      .join(""),
  );
  const steps = [
    `mount --bind '${hosts}' /etc/hosts`,
    "ip link set lo up",
    ...[...new Set(Object.values(names))]
      .filter((address) => !/^(127\.|::1$|::ffff:)/.test(address))
      .map((address) => `ip address add ${address}/${address.includes(":") ? "128 nodad" : "32"} dev lo`),
    'exec "$0" -e "$1" "$2" "$3"',
  ];
  const inside = spawn(
    "unshare",
    ["--net", "--mount", "sh", "-ec", steps.join("\n"), process.execPath, server, folder, String(port)],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  onTestFinished(() => void inside.kill("SIGKILL"));
  await eventually(() => statSync(join(folder, "listening")));
  return {
    prefix: ["nsenter", "--target", String(inside.pid), "--net", "--mount"],
    port,
    received() {
      const found: string[] = [];
      for (let index = 0; existsSync(join(folder, `connection-${index}`)); index++)
        found.push(readFileSync(join(folder, `connection-${index}`), "latin1"));
      return found;
    },
  };
}
