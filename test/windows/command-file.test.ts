import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../e2e/until.ts";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";

/**
 * `clawtray.cmd` of the installed desktop app, under Wine's command interpreter, in the folder the installer makes;
 * and what the installer puts on the PATH, with the text it has in installer.nsh.
 */
const repository = resolve(import.meta.dirname, "../..");
let computer: WindowsComputer;
/** `%LOCALAPPDATA%` of the one person on that computer, as this machine names it. */
let local = "";
let program = "";

beforeAll(async () => {
  computer = await createWindowsComputer();
  const users = join(computer.drive, "users");
  const [user = ""] = readdirSync(users).filter((name) => name !== "Public");
  local = join(users, user, "AppData", "Local");
  program = join(local, "Programs", "clawtray");
  const resources = join(program, "resources");
  mkdirSync(join(resources, "bin"), { recursive: true });
  cpSync(join(repository, "out", "cli"), join(resources, "cli"), { recursive: true });
  cpSync(computer.stage.modules, join(resources, "cli", "node_modules"), { recursive: true });
  const packaging = join(repository, "packaging");
  copyFileSync(join(packaging, "cli-package.json"), join(resources, "cli", "package.json"));
  copyFileSync(join(packaging, "windows", "clawtray.cmd"), join(resources, "bin", "clawtray.cmd"));
  copyFileSync(computer.stage.node, join(resources, "bin", "node.exe"));
  copyFileSync(computer.stage.shim, join(resources, "bin", "bcryptprimitives.dll"));
  // It leaves a mark when it is started.
  copyFileSync(computer.stage.witness, join(program, "Clawtray.exe"));
  const apps = join(local, "Microsoft", "WindowsApps");
  mkdirSync(apps, { recursive: true });
  writeFileSync(join(apps, "clawtray.cmd"), textOfInstaller());
});
afterAll(() => computer?.dispose());

/** What installer.nsh writes, its own variables replaced as NSIS replaces them. */
function textOfInstaller(): string {
  const script = readFileSync(join(repository, "packaging", "windows", "installer.nsh"), "utf8");
  const [, text] = /FileWrite \$0 '(.*)'/.exec(script) ?? [];
  if (text === undefined) throw new Error("installer.nsh writes nothing");
  // biome-ignore lint/suspicious/noTemplateCurlyInString: NSIS writes its variables so.
  return text.replaceAll("${APP_FILENAME}", "clawtray").replaceAll("$\\r$\\n", "\r\n");
}

const clawtray = (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  // Wine's way to say PATH.
  const environment = { WINEPATH: computer.windowsPath(join(local, "Microsoft", "WindowsApps")), ...more };
  return computer.run("cmd", ["/c", "clawtray", ...words], { environment });
};

test("it is the command line, with its words and its exit code", async () => {
  const version = await clawtray(["--version"]);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  const wrong = await clawtray(["stauts"]);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("status");
});

test("a word with spaces stays one", async () => {
  const folder = "C:\\state of a node";
  const { code, stdout } = await clawtray(["status", "--json", "--state-dir", folder]);
  expect([code, stdout]).toEqual([expect.any(Number), expect.stringContaining("state of a node")]);
});

test("without a word it opens the app and comes back", async () => {
  const mark = join(local, "mark");
  const { code } = await clawtray([], { WITNESS_FILE: computer.windowsPath(mark) });
  expect(code).toBe(0);
  await until("the app was started", () => existsSync(mark) && readFileSync(mark, "utf8").endsWith("\n"));
  expect(readFileSync(mark, "utf8").trim()).toBe(computer.windowsPath(join(program, "Clawtray.exe")));
});
