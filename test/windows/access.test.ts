import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWindowsComputer, type WindowsComputer } from "./harness/computer.ts";

/**
 * Wine 8 keeps no access lists and has icacls, PowerShell and most of whoami only by name, so that they are
 * stand-ins here: what is shown is how the command line asks, and what it makes of the answer.
 */
let computer: WindowsComputer;
const person = "S-1-5-21-4-5-6-1001";

beforeAll(async () => {
  computer = await createWindowsComputer();
  const system32 = join(computer.drive, "windows", "system32");
  const shell = join(system32, "WindowsPowerShell", "v1.0");
  mkdirSync(shell, { recursive: true });
  rmSync(join(shell, "powershell.exe"), { force: true });
  for (const name of ["icacls.exe", "whoami.exe"]) {
    rmSync(join(system32, name), { force: true });
    await copyFile(computer.stage.access, join(system32, name));
  }
  await copyFile(computer.stage.access, join(shell, "powershell.exe"));
  for (const name of ["icacls.exe", "whoami.exe", "powershell.exe"]) {
    const native = ["HKCU\\Software\\Wine\\DllOverrides", "/v", name, "/d", "native", "/f"];
    expect(await computer.run("reg", ["add", ...native])).toMatchObject({ code: 0 });
  }
});
afterAll(() => computer?.dispose());

const told = () => join(computer.drive, "icacls.txt");
const say = (lists: Readonly<Record<string, string>>) => {
  const lines = Object.entries(lists).map(([path, list]) => `${path}\t${list}`);
  writeFileSync(join(computer.drive, "access.txt"), `${lines.join("\n")}\n`);
};
beforeEach(() => rmSync(told(), { force: true }));

const folder = "C:\\Shared data\\a $(b) 'c' ü";
const closed = () => `O:BAG:DUD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;${person})`;
const words = (...first: string[]) => [...first, "--state-dir", folder, "--key-store", "file"];

describe("a state folder outside the profile", () => {
  test("is closed where it is made, and used", async () => {
    say({ [folder]: closed() });
    const ended = await computer.cli(words("pause"));
    expect(ended.code, ended.stderr).toBe(0);
    const grants = [person, "S-1-5-18", "S-1-5-32-544"].flatMap((sid) => ["/grant:r", `*${sid}:(OI)(CI)F`]);
    expect(readFileSync(told(), "utf8").trim().split("\t")).toEqual([
      "C:\\Shared data",
      "/inheritance:r",
      ...grants,
      "/Q",
    ]);
  });

  test("is left as it is when it is there, and used while it is closed", async () => {
    say({ [folder]: closed(), [`${folder}\\settings.json`]: closed() });
    const ended = await computer.cli(words("resume"));
    expect(ended.code, ended.stderr).toBe(0);
    expect(existsSync(told())).toBe(false);
  });

  test.each([
    ["open to others", () => `O:${person}D:AI(A;OICIID;0x1301bf;;;AU)(A;ID;FA;;;SY)`, "Authenticated Users"],
    ["another's", () => `O:S-1-5-21-1-2-3-1002D:P(A;;FA;;;${person})`, "S-1-5-21-1-2-3-1002"],
    ["of an unreadable list", () => "none", "access list"],
  ])("is refused when it is %s, with what to do", async (_, list, names) => {
    say({ [folder]: list() });
    for (const command of [
      words("pause"),
      words("run", "--gateway", "127.0.0.1:1"),
      words("run", "--json", "--gateway", "127.0.0.1:1"),
      words("forget", "--yes"),
      words("approvals", "set", "--ask", "always").filter((word) => !/^(--key-store|file)$/.test(word)),
    ]) {
      const ended = await computer.cli(command);
      expect(ended.code, command.join(" ")).not.toBe(0);
      expect(ended.stderr).toContain(names);
      expect(ended.stderr).toMatch(/--state-dir|Properties/);
    }
  });

  test("is looked at by the doctor", async () => {
    say({ [folder]: `O:${person}D:AI(A;OICIID;0x1301bf;;;AU)` });
    expect((await computer.cli(words("doctor"))).stdout).toContain("Authenticated Users");
  });

  test("in the profile is Windows' own business", async () => {
    say({});
    const ended = await computer.cli(["pause", "--key-store", "file"]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(existsSync(told())).toBe(false);
  });
});
