import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  descendsFromNode,
  isStartedByCommand,
  type ProcessFacts,
} from "../../../src/cli/consent/started-by-command.ts";
import { eventually } from "../../support/eventually.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

test("a command from the gateway is known by its mark", () => {
  expect(isStartedByCommand({ CLAWTRAY_INVOKE: "x" }, process.platform, null)).toBe(true);
  expect(isStartedByCommand({}, process.platform, null)).toBe(false);
});

const file = join(import.meta.dirname, "../../../src/cli/consent/started-by-command.ts");
const has = (program: string): boolean => existsSync(`/usr/bin/${program}`);

/** Writes what it finds into a file; `$NODE_PID` is not in its environment, so it comes as a word. */
const probe = (nodePid: string, out: string): string =>
  `import(${JSON.stringify(file)}).then((m) => require("fs").writeFileSync(${JSON.stringify(out)}, String(m.isStartedByCommand(process.env, "linux", ${nodePid}))))`;

/** What stands in for the node: starts a shell as a command is started, and lives on. */
const standIn = `
const { spawn } = require("node:child_process");
const child = spawn("/bin/sh", ["-c", process.argv[1].replaceAll("NODE_PID", String(process.pid))], {
  detached: true, stdio: "ignore", env: { PATH: process.env.PATH, CLAWTRAY_INVOKE: "x" },
});
setTimeout(() => {}, 60_000);
`;

/** The probe as a word of a shell. */
const run = (out: string): string => `"${process.execPath}" -e '${probe("NODE_PID", out)}'`;

const escapes: readonly (readonly [name: string, needs: string, script: (out: string) => string])[] = [
  ["with its mark", "sh", (out) => `${run(out)}; true`],
  ["without its mark", "env", (out) => `env -u CLAWTRAY_INVOKE ${run(out)}; true`],
  ["without any variable", "env", (out) => `env -i ${run(out)}; true`],
  ["without any variable, in place of the shell", "env", (out) => `exec env -i ${run(out)}`],
  ["in a session of its own", "setsid", (out) => `env -i setsid ${run(out)}; true`],
  ["immune to hang-ups", "nohup", (out) => `env -i nohup ${run(out)}; true`],
  ["in the background of a shell that ends", "env", (out) => `env -i ${run(out)} & exit 0`],
  [
    "forked twice",
    "setsid",
    (out) =>
      `(env -i setsid sh -c 'sleep 0.3; exec "$0" -e "$1"' "${process.execPath}" '${probe("NODE_PID", out)}' &) & exit 0`,
  ],
  [
    "through Python, forked twice",
    "python3",
    (out) =>
      `exec env -i python3 -c 'import os,sys,time\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\ntime.sleep(.3)\nos.execv(sys.argv[1],sys.argv[1:])' "${process.execPath}" -e '${probe("NODE_PID", out)}'`,
  ],
  [
    "through Perl",
    "perl",
    (out) =>
      `exec env -i perl -e 'fork and exit; sleep 1; exec @ARGV' "${process.execPath}" -e '${probe("NODE_PID", out)}'`,
  ],
];

describe.skipIf(process.platform !== "linux")("what a command starts is known as such", () => {
  test.each(escapes.filter(([, needs]) => has(needs) || needs === "sh"))(
    "%s",
    async (_name, _needs, script) => {
      const out = join(temporaryDirectory(), "out");
      const node = spawn(process.execPath, ["-e", standIn, script(out)], { stdio: "ignore" });
      try {
        await eventually(() => expect(existsSync(out) && readFileSync(out, "utf8")).toBe("true"));
      } finally {
        node.kill("SIGKILL");
      }
    },
  );

  test("and what its owner starts while a node is running is not", async () => {
    const node = spawn(process.execPath, ["-e", standIn, "true"], { stdio: "ignore" });
    const out = join(temporaryDirectory(), "out");
    execFileSync("/bin/sh", ["-c", `env -i ${run(out).replaceAll("NODE_PID", String(node.pid))}; true`]);
    node.kill("SIGKILL");
    expect(readFileSync(out, "utf8")).toBe("false");
  });
});

const at = (pid: number, parent: number, start: number, cgroup: string): ProcessFacts => ({
  pid,
  parent,
  start,
  cgroup,
  marked: false,
});

describe("by the lines of both", () => {
  const first = at(1, 0, 0, "init");
  const manager = at(50, 1, 5, "manager");
  const terminal = at(60, 50, 10, "terminal");
  const multiplexer = at(70, 50, 10, "session");
  const node = at(100, 50, 20, "service");
  const nodeHere = at(101, 70, 20, "session");

  test.each<readonly [string, boolean, readonly ProcessFacts[], readonly ProcessFacts[]]>([
    [
      "a shell in a terminal",
      false,
      [at(200, 60, 30, "terminal"), terminal, manager, first],
      [node, manager, first],
    ],
    ["an orphan of a service", true, [at(200, 50, 30, "service"), manager, first], [node, manager, first]],
    [
      "what an orphan started",
      true,
      [at(201, 200, 31, "service"), at(200, 1, 30, "service"), first],
      [node, first],
    ],
    [
      "another pane beside the node",
      false,
      [at(200, 70, 30, "session"), multiplexer, first],
      [nodeHere, multiplexer, first],
    ],
    [
      "a shell older than the node",
      false,
      [at(15, 1, 15, "session"), first],
      [at(101, 1, 20, "session"), first],
    ],
    ["one brought into a container", false, [at(200, 0, 30, "box")], [at(1, 0, 20, "box")]],
    [
      "one whose node is the first process",
      true,
      [at(200, 1, 30, "box"), at(1, 0, 20, "box")],
      [at(1, 0, 20, "box")],
    ],
    ["where no node runs", false, [at(200, 1, 30, "service"), first], []],
  ])("%s: %s", (_what, expected, own, theirs) => {
    expect(descendsFromNode(own, theirs)).toBe(expected);
  });
});
