import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";

const folder = "C:\\Programs\\Clawtray";
const link = "HKCU\\Software\\Classes\\oc-pair";
const windows = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion";
const atLogin = `${windows}\\Run`;
const vetoes = `${windows}\\Explorer\\StartupApproved\\Run`;
const name = "ai.openclaw.clawtray";

let computer: WindowsComputer;

beforeAll(async () => {
  computer = await createWindowsComputer();
  const repository = resolve(import.meta.dirname, "../..");
  await promisify(execFile)("makensis", [
    "-V2",
    `-DOUT=${join(computer.drive, "setup.exe")}`,
    `-DPART=${join(repository, "packaging", "windows", "installer.nsh")}`,
    join(import.meta.dirname, "harness", "installer.nsi"),
  ]);
});
afterAll(() => computer?.dispose());

const reg = (...words: string[]) => computer.run("reg", words);
const has = async (key: string, value?: string) =>
  (await reg("query", key, ...(value === undefined ? [] : ["/v", value]))).code === 0;

/** What the app writes when it is started: for this program. */
async function write(program: string): Promise<void> {
  const command = `"${program}" "%1"`;
  expect(await reg("add", `${link}\\shell\\open\\command`, "/ve", "/d", command, "/f")).toMatchObject({
    code: 0,
  });
  const start = `"${program}" --hidden`;
  expect(await reg("add", atLogin, "/v", name, "/d", start, "/f")).toMatchObject({ code: 0 });
  await reg("add", vetoes, "/v", name, "/t", "REG_BINARY", "/d", "020000000000000000000000", "/f");
  await reg("add", atLogin, "/v", "another", "/d", "C:\\another.exe", "/f");
}

const commandFile = () =>
  readdirSync(join(computer.drive, "users"))
    .map((user) => join(computer.drive, "users", user, "AppData/Local/Microsoft/WindowsApps/clawtray.cmd"))
    .some((path) => existsSync(path));

/** In its own folder, so that the end of the process is the end of its work. */
const uninstall = (...words: string[]) =>
  computer.run(`${folder}\\uninstall.exe`, ["/S", ...words, `_?=${folder}`]);

describe("the project's part of the installer", () => {
  beforeEach(async () => {
    expect(await computer.run("C:\\setup.exe", ["/S"])).toMatchObject({ code: 0 });
    expect(commandFile()).toBe(true);
  });

  test("takes the link scheme and the start at login away with the app, and nothing else", async () => {
    await write(`${folder}\\Clawtray.exe`);
    expect(await uninstall()).toMatchObject({ code: 0 });
    expect(await has(link)).toBe(false);
    expect(await has(atLogin, name)).toBe(false);
    expect(await has(vetoes, name)).toBe(false);
    expect(await has(atLogin, "another")).toBe(true);
    expect(commandFile()).toBe(false);
  });

  test("leaves them while it is updated", async () => {
    await write(`${folder}\\Clawtray.exe`);
    expect(await uninstall("--updated")).toMatchObject({ code: 0 });
    expect(await has(`${link}\\shell\\open\\command`)).toBe(true);
    expect(await has(atLogin, name)).toBe(true);
  });

  test.each(["D:\\portable\\Clawtray.exe", `${folder} 2\\Clawtray.exe`])(
    "leaves what another installation (%s) wrote since",
    async (program) => {
      await write(program);
      expect(await uninstall()).toMatchObject({ code: 0 });
      expect(await has(`${link}\\shell\\open\\command`)).toBe(true);
      expect(await has(atLogin, name)).toBe(true);
    },
  );
});
