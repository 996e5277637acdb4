import { expect, test } from "vitest";
import { readArguments } from "../../../src/cli/arguments.ts";
import { changesConsent } from "../../../src/cli/consent/changes-consent.ts";
import { createProgram } from "../../../src/cli/program.ts";
import { secretVariables } from "../../../src/core/environment/own-environment.ts";

/** What is its owner's alone, and what anything may do. Written before the code. */
const lines: readonly (readonly [line: string, owners: boolean])[] = [
  ["", false],
  ["--help", false],
  ["--version", false],
  ["manual", false],
  ["completions bash", false],
  ["status", false],
  ["status --json", false],
  ["doctor", false],
  ["doctor --bundle -", false],
  ["discover", false],
  ["check wss://other.example", false],
  ["logs -n 5", false],
  ["identity", false],
  ["run", false],
  ["run --service", false],
  ["run --gateway wss://other.example", true],
  ["run --display-name other", true],
  [`run --tls-fingerprint ${"00".repeat(32)}`, true],
  ["run --token-file secret", true],
  ["connect", true],
  ["connect wss://other.example", true],
  ["run --allow-insecure", true],
  [`run --accept-ssh-host-key SHA256:${"A".repeat(43)}`, true],
  ["run --edge-header CF-Access-Client-Id", true],
  ["run --edge-header-file headers", true],
  ["run --forget-edge-headers", true],
  ["run --allow-another-gateway", true],
  ["run --key-store file", true],
  ["connections", false],
  ["connections --json", false],
  ["connections add work", true],
  ["connections add work gateway.example.org", true],
  ["connections rename work office", true],
  ["connections remove work", true],
  ["pause", true],
  ["resume", true],
  ["stop 3f9a1c20", true],
  ["stop all", true],
  ["computer", false],
  ["computer status", false],
  ["computer pause", true],
  ["computer end", true],
  ["ask hello", true],
  ["capabilities", false],
  ["folders", false],
  ["folders list", false],
  ["folders trash", false],
  ["folders add /srv/shared", true],
  ["folders add /srv/shared --write", true],
  ["folders remove /srv/shared", true],
  ["folders restore 0123456789ab", true],
  ["tools", false],
  ["tools list", false],
  ["tools add files -- server", true],
  ["tools import servers.json", true],
  ["tools remove files", true],
  ["tools test files", true],
  ["tools allow files list", true],
  ["tools ask files list", true],
  ["tools off files list", true],
  ["skills", false],
  ["skills list", false],
  ["skills folder /srv/skills", true],
  ["skills folder off", true],
  ["skills this-computer on", true],
  ["capabilities on run", true],
  ["capabilities off run", true],
  ["approvals", false],
  ["approvals allow git", true],
  ["approvals remove abcdef12", true],
  ["approvals set --security full", true],
  ["activity", false],
  ["activity --clear", true],
  ["service install --gateway wss://other.example", true],
  ["service install --print", false],
  ["service uninstall", true],
  ["service status", false],
  ["service restart", false],
  ["service logs", false],
  ["forget", true],
  ["forget --yes", true],
];

test.each(lines)("clawtray %s", (line, owners) => {
  const read = readArguments(line.split(" ").filter((word) => word !== ""));
  if (!read.ok) throw new Error(read.failure);
  expect(changesConsent(read.value, { values: {} })).toBe(owners);
});

test.each(secretVariables)("%s in run's environment is its owner's alone", (name) => {
  const changes = (line: string) => {
    const read = readArguments(line.split(" "));
    if (!read.ok) throw new Error(read.failure);
    return changesConsent(read.value, { values: { [name]: "given" } });
  };
  expect(changes("run")).toBe(true);
  expect(changes("run --connection work")).toBe(true);
  expect(changes("status")).toBe(false);
  expect(changes("check wss://other.example")).toBe(false);
});

test("every command and every verb of one has a line here", () => {
  const names = createProgram(() => {})
    .commands.flatMap((command) =>
      command.commands.length === 0
        ? [command.name()]
        : command.commands.map((verb) => `${command.name()} ${verb.name()}`),
    )
    .filter((name) => !/help$|^version$/.test(name));
  const missing = names.filter((name) => !lines.some(([line]) => `${line} `.startsWith(`${name} `)));
  expect(missing).toEqual([]);
});
