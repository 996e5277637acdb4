import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { launchdPlist } from "../../../src/core/service/launchd-plist.ts";
import { openServiceManager, serviceName } from "../../../src/core/service/open.ts";
import type { ServiceSpec, ServiceWorld } from "../../../src/core/service/service.ts";
import { systemdUnit } from "../../../src/core/service/systemd-unit.ts";
import { taskXml } from "../../../src/core/service/task-xml.ts";
import { windowsWord } from "../../../src/core/service/windows-words.ts";
import { readPlist, readSystemdUnit, readTask } from "../../service/fake-manager.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Words that every unit format has a meaning of its own for. */
const oddWords = [
  '/opt/it\'s a "program"/100%/$HOME/a&b<c>/clawtray',
  "run",
  "--service",
  "--state-dir",
  "/home/jörg/%h/$(id)/$PATH/back\\slash/'quote'/\"quote\"/tail\\",
];

const spec = (
  scope: ServiceSpec["scope"],
  program: readonly string[] = ["/bin/true", "run", "--service"],
): ServiceSpec => ({
  scope,
  name: "clawtray",
  program,
  searchPath: "/usr/bin:/home/jörg/my tools/100%:/bin",
  account: scope === "system" ? "clawtray" : null,
  stateDir: scope === "system" ? "/var/lib/clawtray" : null,
  logFile: "/home/jörg/<logs>/service.log",
});

const has = (tool: string): boolean => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;

describe("the unit for systemd", () => {
  test.skipIf(!has("systemd-analyze")).each(["user", "system"] as const)(
    "passes systemd's own check: %s",
    (scope) => {
      const folder = temporaryDirectory();
      const path = join(folder, "clawtray-check.service");
      // The account is made when the service is installed; the check wants one that is there.
      writeFileSync(path, systemdUnit({ ...spec(scope), account: scope === "system" ? "daemon" : null }));
      const checked = spawnSync("systemd-analyze", [`--${scope}`, "--man=no", "verify", path], {
        encoding: "utf8",
      });
      const about = checked.stderr.split("\n").filter((line) => line.includes("clawtray-check"));
      expect(about).toEqual([]);
      expect(checked.stderr).not.toMatch(/Unknown (key|section)|Failed to parse/);
    },
  );

  test.skipIf(!has("systemd-analyze"))("of the computer is well contained, by systemd's own measure", () => {
    const path = join(temporaryDirectory(), "clawtray-check.service");
    writeFileSync(path, systemdUnit(spec("system")));
    const words = ["security", "--offline=true", "--no-pager", path];
    const { stdout } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
    const exposure = Number(/exposure level for .*: ([\d.]+)/.exec(stdout)?.[1]);
    expect(exposure).toBeGreaterThan(0);
    // 9.6 without any; 4.x with what still lets programs be started and contained.
    expect(exposure).toBeLessThan(5);
  });

  test("gives every word and the search path back as they were", () => {
    const unit = readSystemdUnit(systemdUnit(spec("user", oddWords)));
    expect(unit.words).toEqual(oddWords);
    expect(unit.environment.PATH).toBe(spec("user").searchPath);
    expect(unit.final).toEqual([2]);
  });

  test("keeps the namespaces, the whole of /proc and the system calls that containing a program takes", () => {
    const text = systemdUnit(spec("system"));
    expect(text).not.toMatch(
      /RestrictNamespaces|SystemCallFilter|ProtectKernelTunables|ProtectKernelLogs|ProtectProc|MemoryDenyWrite/,
    );
    expect(text).toMatch(/^User=clawtray$/m);
    expect(text).toMatch(/^StateDirectory=clawtray$/m);
    expect(text).toMatch(/^NoNewPrivileges=yes$/m);
    expect(systemdUnit({ ...spec("system"), stateDir: "/srv/node" })).not.toMatch(/StateDirectory/);
  });
});

describe("the property list for launchd", () => {
  test.skipIf(!has("plistutil")).each(["user", "system"] as const)("is one, by libplist: %s", (scope) => {
    const path = join(temporaryDirectory(), "check.plist");
    writeFileSync(path, launchdPlist(spec(scope, oddWords)));
    const binary = `${path}.bin`;
    const converted = spawnSync("plistutil", ["-i", path, "-o", binary, "-f", "bin"], { encoding: "utf8" });
    expect(converted.status, converted.stderr).toBe(0);
    expect(readFileSync(binary).subarray(0, 8).toString()).toBe("bplist00");
    // What libplist understood, written by libplist.
    const { stdout: understood } = spawnSync("plistutil", ["-i", binary, "-f", "xml"], { encoding: "utf8" });
    const { words, environment } = readPlist(understood);
    expect(words).toEqual(oddWords);
    expect(environment).toEqual({
      PATH: spec(scope).searchPath,
      ...(scope === "system" ? { HOME: "/var/lib/clawtray" } : {}),
    });
    expect(understood).toMatch(/<key>Label<\/key>\s*<string>ai\.openclaw\.clawtray<\/string>/);
    expect(understood).toMatch(/<key>KeepAlive<\/key>\s*<dict>\s*<key>SuccessfulExit<\/key>\s*<false\/>/);
    expect(/<key>UserName<\/key>/.test(understood)).toBe(scope === "system");
  });

  test("gives every word back as it was", () => {
    expect(readPlist(launchdPlist(spec("user", oddWords))).words).toEqual(oddWords);
  });
});

describe("the task for Windows", () => {
  test.skipIf(!has("xmllint")).each(["user", "system"] as const)("follows the schema: %s", (scope) => {
    const path = join(temporaryDirectory(), "task.xml");
    writeFileSync(path, Buffer.from(`\ufeff${taskXml(spec(scope, oddWords), "BÜRO\\jörg & co")}`, "utf16le"));
    const schema = fileURLToPath(new URL("../../service/task.xsd", import.meta.url));
    const checked = spawnSync("xmllint", ["--noout", "--schema", schema, path], { encoding: "utf8" });
    expect(checked.status, checked.stderr).toBe(0);
  });

  test("gives every word back as it was, and opens no window", () => {
    const xml = taskXml(spec("user", oddWords), "PC\\me");
    expect(readTask(Buffer.from(xml, "utf16le")).words).toEqual(oddWords);
    expect(xml).toContain("<Command>conhost.exe</Command><Arguments>--headless ");
    expect(taskXml(spec("system"), "")).toContain("<UserId>S-1-5-19</UserId>");
  });

  test.each([
    ["plain", "plain"],
    ["", '""'],
    ["two words", '"two words"'],
    ["C:\\Program Files\\x\\", '"C:\\Program Files\\x\\\\"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\"slash', '"back\\\\\\"slash"'],
    ["C:\\no\\space\\", "C:\\no\\space\\"],
  ])("writes %j as Windows reads it", (word, written) => {
    expect(windowsWord(word)).toBe(written);
  });
});

describe("a service that cannot be", () => {
  const world: ServiceWorld = {
    env: {},
    home: temporaryHome(),
    uid: 1,
    root: "",
    run: async () => ({ code: 1, stdout: "", stderr: "Failed to connect to bus: No medium found" }),
  };

  test.each(["linux", "darwin", "win32"])(
    "has words with a line break: refused on %s, and nothing written",
    async (platform) => {
      const manager = openServiceManager(platform, "user", "clawtray", world);
      const wanted = spec("user", ["/bin/true", "a\nExecStartPre=/bin/evil"]);
      expect(await manager?.install(wanted, { start: true })).toMatchObject({
        ok: false,
        failure: { kind: "unusable-words" },
      });
      expect(existsSync(manager?.path ?? "")).toBe(false);
    },
  );

  test("has no manager: nothing is written", async () => {
    const manager = openServiceManager("linux", "user", "clawtray", world);
    expect(await manager?.install(spec("user"), { start: true })).toMatchObject({
      ok: false,
      failure: { kind: "no-manager" },
    });
    expect(existsSync(manager?.path ?? "")).toBe(false);
    expect(openServiceManager("freebsd", "user", "clawtray", world)).toBeNull();
  });
});

describe("a unit that is there already", () => {
  const user = spec("user");
  const units: Readonly<Record<string, Buffer>> = {
    linux: Buffer.from(systemdUnit(user)),
    darwin: Buffer.from(launchdPlist(user)),
    win32: Buffer.from(`\ufeff${taskXml(user, "PC\\me")}`, "utf16le"),
  };
  const marked = (bytes: Buffer, to: string, encoding: BufferEncoding): Buffer =>
    Buffer.from(bytes.toString(encoding).replace(" (layout 1)", to), encoding);

  /** What installing over it and removing it end with, and whether it is as it was after the installing. */
  async function over(platform: string, change: string) {
    const encoding = platform === "win32" ? "utf16le" : "utf8";
    const before = marked(units[platform] ?? Buffer.alloc(0), change, encoding);
    expect(before.equals(units[platform] ?? before)).toBe(false);
    const root = temporaryDirectory();
    const run: ServiceWorld["run"] = async () => ({ code: 0, stdout: "", stderr: "" });
    const world: ServiceWorld = { env: {}, home: "/home/me", uid: 1, root, run };
    const manager = openServiceManager(platform, "user", "clawtray", world);
    const path = manager?.path ?? "";
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, before);
    const installed = await manager?.install(user, { start: false });
    const untouched = readFileSync(path).equals(before);
    const removed = await manager?.uninstall();
    return { installed, untouched, removed, there: existsSync(path), path };
  }

  test.each(["linux", "darwin", "win32"])("of a newer layout stays as it is: %s", async (platform) => {
    const { path, ...found } = await over(platform, " (layout 2)");
    const refused = { ok: false, failure: { kind: "newer", path } };
    expect(found).toEqual({ installed: refused, untouched: true, removed: refused, there: true });
  });

  test.each(["linux", "darwin", "win32"])("of before layouts had a number is ours: %s", async (platform) => {
    const { installed, untouched, removed, there } = await over(platform, "");
    expect(installed).toMatchObject({ ok: true });
    expect(removed).toMatchObject({ ok: true });
    expect([untouched, there]).toEqual([false, false]);
  });
});

test("a state folder of its own has a service of its own", () => {
  expect(serviceName("/home/me/.config/clawtray", "/home/me/.config/clawtray")).toBe("clawtray");
  expect(serviceName("/srv/a", "/x")).toMatch(/^clawtray-[0-9a-f]{8}$/);
  expect(serviceName("/srv/a", "/x")).not.toBe(serviceName("/srv/b", "/x"));
});

/** Made once, for nothing is to be written there. */
function temporaryHome(): string {
  return "/nonexistent/home";
}
