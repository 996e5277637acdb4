import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, type TestContext } from "vitest";
import type { CheckName, Finding, Level } from "../../src/core/doctor/finding.ts";
import { claimInstance } from "../../src/core/instance/instance.ts";
import { serviceName } from "../../src/core/service/open.ts";
import { someState } from "../support/node-state.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { certificateValid, selfSignedCertificate } from "./certificate.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";
import type { ScriptedGatewayOptions } from "./options.ts";

const secretToken = "recognisable-doctor-token-9c4d";

/** A set-up that is being broken. */
interface SetUp {
  readonly home: string;
  readonly stateDir: string;
  readonly environment: Record<string, string>;
  readonly words: string[];
  readonly context: TestContext;
}

interface Broken {
  readonly what: string;
  break(setUp: SetUp): unknown;
  readonly check: CheckName;
  readonly level: Level;
  readonly says: RegExp;
  readonly todo: RegExp;
}

const settingsOf = (stateDir: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(stateDir, "settings.json"), "utf8")) as Record<string, unknown>;

const writeSettings = (stateDir: string, change: Record<string, unknown>): void =>
  writeFileSync(join(stateDir, "settings.json"), JSON.stringify({ ...settingsOf(stateDir), ...change }), {
    mode: 0o600,
  });

async function gatewayFor(options: ScriptedGatewayOptions = {}): Promise<ScriptedGateway> {
  const gateway = await createScriptedGateway({ token: secretToken, ...options });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** A node that was paired once and is not running now. */
async function paired({ stateDir }: SetUp, gateway: ScriptedGateway): Promise<void> {
  const node = new CliProcess(
    [
      "run",
      "--json",
      "--gateway",
      gateway.url,
      "--state-dir",
      stateDir,
      "--key-store",
      "file",
      "--display-name",
      "Wilhelmina's box",
    ],
    { OPENCLAW_GATEWAY_TOKEN: secretToken },
  );
  await node.phase("awaiting-approval");
  gateway.approveDevice();
  await node.phase("connected");
  node.child.kill("SIGTERM");
  await node.exited;
}

/** Knows a gateway, and was never there. */
async function knows({ stateDir }: SetUp, gateway: string): Promise<void> {
  const node = new CliProcess([
    "run",
    "--json",
    "--gateway",
    gateway,
    "--state-dir",
    stateDir,
    "--key-store",
    "file",
  ]);
  await node.until(() => node.states.length > 1);
  node.child.kill("SIGTERM");
  await node.exited;
}

async function running(
  { stateDir }: SetUp,
  words: readonly string[],
  token = secretToken,
): Promise<CliProcess> {
  const node = new CliProcess(["run", "--json", "--state-dir", stateDir, "--key-store", "file", ...words], {
    OPENCLAW_GATEWAY_TOKEN: token,
  });
  await node.until(() => node.states.length > 1);
  return node;
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A web server that is no gateway, with a clock of its own. */
async function webServer(clockAhead = 0): Promise<string> {
  const server = createHttpServer((_request, response) => {
    response.setHeader("Date", new Date(Date.now() + clockAhead).toUTCString());
    response.end("hello");
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const rootOnly = ({ context }: SetUp): void => {
  if (process.getuid?.() !== 0) context.skip("only root can give a folder to somebody else or mount one");
};

/** What is broken, and what the doctor has to say: written before the doctor was. */
const brokenSetUps: readonly Broken[] = [
  {
    what: "nothing ever ran here",
    break: () => {},
    check: "address",
    level: "failure",
    says: /No gateway is known/,
    todo: /clawtray run --gateway HOST/,
  },
  {
    what: "a name nobody knows",
    break: (setUp) => knows(setUp, "ws://gateway.invalid.local:18789"),
    check: "name",
    level: "failure",
    says: /gateway\.invalid\.local/,
    todo: /DNS|spelling/,
  },
  {
    what: "a port where nobody listens",
    break: async (setUp) => knows(setUp, `ws://127.0.0.1:${await closedPort()}`),
    check: "port",
    level: "failure",
    says: /refuse|not running|nothing/i,
    todo: /Start the gateway/,
  },
  {
    what: "a web server instead of a gateway",
    break: async (setUp) => knows(setUp, await webServer()),
    check: "gateway",
    level: "failure",
    says: /not.*gateway|gateway/i,
    todo: /HOST:PORT/,
  },
  {
    what: "a clock that is an hour behind the gateway's",
    break: async (setUp) => knows(setUp, await webServer(3_600_000)),
    check: "clock",
    level: "failure",
    says: /60 min behind/,
    todo: /NTP/,
  },
  {
    what: "a certificate that stands for itself",
    break: async (setUp) => {
      const gateway = await gatewayFor({ tls: selfSignedCertificate() });
      await knows(setUp, gateway.url);
    },
    check: "tls",
    level: "failure",
    says: /certificate/i,
    todo: /--tls-fingerprint|fingerprint/,
  },
  {
    what: "a certificate whose time is over",
    break: async (setUp) => {
      const gateway = await gatewayFor({ tls: certificateValid("240101000000Z", "250101000000Z") });
      await knows(setUp, gateway.url);
    },
    check: "tls",
    level: "failure",
    says: /expired|2025/i,
    todo: /renew/i,
  },
  {
    what: "a proxy in the environment, and a gateway that is not reached without it",
    break: async (setUp) => {
      setUp.environment.HTTPS_PROXY = "http://user:hunter2-proxy@proxy.example:3128";
      await knows(setUp, `ws://127.0.0.1:${await closedPort()}`);
    },
    check: "proxy",
    level: "failure",
    says: /HTTPS_PROXY is set; the node connects without a proxy/,
    todo: /VPN or a tunnel/,
  },
  {
    what: "a state folder that others may look into",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      chmodSync(setUp.stateDir, 0o755);
    },
    check: "state folder",
    level: "failure",
    says: /Others may look into .* \(mode 755\)/,
    todo: /chmod 700/,
  },
  {
    what: "a state folder of somebody else",
    break: (setUp) => {
      rootOnly(setUp);
      mkdirSync(setUp.stateDir, { mode: 0o700 });
      chownSync(setUp.stateDir, 65_534, 65_534);
    },
    check: "state folder",
    level: "failure",
    says: /belongs to another user \(uid 65534/,
    todo: /as that user/,
  },
  {
    what: "a file where the state folder should be",
    break: ({ stateDir }) => writeFileSync(stateDir, ""),
    check: "state folder",
    level: "failure",
    says: /is no folder/,
    todo: /Move that file away/,
  },
  {
    what: "a full disk",
    break: (setUp) => {
      rootOnly(setUp);
      mkdirSync(setUp.stateDir, { mode: 0o700 });
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", setUp.stateDir]);
      if (mounted.status !== 0) return setUp.context.skip("no file system can be mounted here");
      onTestFinished(() => void execFileSync("umount", ["--lazy", setUp.stateDir]));
      spawnSync("sh", ["-c", `cat /dev/zero > ${setUp.stateDir}/fill`]);
    },
    check: "disk space",
    level: "failure",
    says: /The disk is full/,
    todo: /Make space/,
  },
  {
    what: "settings cut in half",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      const path = join(setUp.stateDir, "settings.json");
      writeFileSync(path, readFileSync(path, "utf8").slice(0, 60));
    },
    check: "settings",
    level: "failure",
    says: /settings\.json is damaged/,
    todo: /clawtray run/,
  },
  {
    what: "settings of a newer version",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      writeSettings(setUp.stateDir, { schemaVersion: 99 });
    },
    check: "settings",
    level: "failure",
    says: /written by a newer version \(layout 99\)/,
    todo: /newer version again/,
  },
  {
    what: "a pipe in place of the settings",
    break: ({ stateDir }) => {
      mkdirSync(stateDir, { mode: 0o700 });
      execFileSync("mkfifo", [join(stateDir, "settings.json")]);
    },
    check: "settings",
    level: "failure",
    says: /cannot be read/,
    todo: /ls -l/,
  },
  {
    what: "a key file that others can read",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      chmodSync(join(setUp.stateDir, "keys.json"), 0o644);
    },
    check: "key store",
    level: "failure",
    says: /open to others/,
    todo: /chmod 600/,
  },
  {
    what: "a damaged key file",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      const path = join(setUp.stateDir, "keys.json");
      writeFileSync(path, readFileSync(path, "utf8").slice(0, 50));
    },
    check: "key store",
    level: "failure",
    says: /damaged|cannot be read/,
    todo: /backup/,
  },
  {
    what: "a key that is gone",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      rmSync(join(setUp.stateDir, "keys.json"));
    },
    check: "identity",
    level: "failure",
    says: /its key is not in the key store/,
    todo: /backup.*clawtray forget/,
  },
  {
    what: "no keychain",
    break: (setUp) => {
      mkdirSync(setUp.stateDir, { mode: 0o700 });
      setUp.environment.DBUS_SESSION_BUS_ADDRESS = "unix:path=/nonexistent/bus";
      setUp.words.push("--key-store", "keychain");
    },
    check: "key store",
    level: "failure",
    says: /no keychain here/,
    todo: /--key-store file/,
  },
  {
    what: "a token with a line break",
    break: async (setUp) => {
      await knows(setUp, await webServer());
      setUp.environment.OPENCLAW_GATEWAY_TOKEN = `${secretToken}\n`;
    },
    check: "credentials",
    level: "failure",
    says: /OPENCLAW_GATEWAY_TOKEN holds a line break/,
    todo: /Set it again/,
  },
  {
    what: "an empty search path",
    break: (setUp) => {
      setUp.environment.PATH = "";
    },
    check: "search path",
    level: "failure",
    says: /PATH is empty/,
    todo: /Set PATH/,
  },
  {
    what: "a folder in the search path where anybody may put programs",
    break: (setUp) => {
      const open = join(setUp.home, "open");
      mkdirSync(open);
      chmodSync(open, 0o777);
      setUp.environment.PATH = `${open}:${process.env.PATH}`;
    },
    check: "search path",
    level: "warning",
    says: /other users may put programs there/,
    todo: /chmod o-w/,
  },
  {
    what: "no bubblewrap",
    break: (setUp) => {
      setUp.environment.PATH = join(setUp.home, "empty");
    },
    check: "cage",
    level: "warning",
    says: /bubblewrap is not installed/,
    todo: /apt install bubblewrap/,
  },
  {
    what: "rules that cannot be understood",
    break: async (setUp) => {
      await paired(setUp, await gatewayFor());
      writeFileSync(join(setUp.stateDir, "exec-approvals.json"), "{", { mode: 0o600 });
    },
    check: "rules",
    level: "failure",
    says: /nothing runs/,
    todo: /clawtray approvals set/,
  },
  {
    what: "rules that let everything run",
    break: async (setUp) => {
      const set = new CliProcess([
        "approvals",
        "set",
        "--security",
        "full",
        "--ask",
        "off",
        "--state-dir",
        setUp.stateDir,
      ]);
      await set.exited;
    },
    check: "rules",
    level: "warning",
    says: /without a question/,
    todo: /--security allowlist --ask on-miss/,
  },
  {
    what: "a service whose program was removed",
    break: async (setUp) => {
      const print = new CliProcess(["service", "install", "--print", "--state-dir", setUp.stateDir]);
      await print.exited;
      const folder = join(setUp.home, ".config/systemd/user");
      mkdirSync(folder, { recursive: true });
      const name = serviceName(setUp.stateDir, join(setUp.home, ".config/clawtray"));
      writeFileSync(
        join(folder, `${name}.service`),
        print.stdout.replace(process.execPath, "/opt/gone/node"),
      );
    },
    check: "service",
    level: "failure",
    says: /\/opt\/gone\/node, which is not there/,
    todo: /clawtray service install/,
  },
  {
    what: "a node that does not run",
    break: async (setUp) => paired(setUp, await gatewayFor()),
    check: "node",
    level: "warning",
    says: /does not run/,
    todo: /clawtray run/,
  },
  {
    what: "a wrong token",
    break: async (setUp) => {
      const gateway = await gatewayFor();
      const node = await running(setUp, ["--gateway", gateway.url], "wrong-but-recognisable-77");
      await node.phase("blocked");
    },
    check: "node",
    level: "failure",
    says: /token/i,
    todo: /Ask the administrator for the right one/,
  },
  {
    what: "a device that waits for its administrator",
    break: async (setUp) => {
      const gateway = await gatewayFor();
      const node = await running(setUp, ["--gateway", gateway.url]);
      await node.phase("awaiting-approval");
    },
    check: "node",
    level: "warning",
    says: /administrator/,
    todo: /openclaw devices approve/,
  },
  {
    what: "a paused node",
    break: async (setUp) => {
      const gateway = await gatewayFor({ autoApproveDevice: true });
      const node = await running(setUp, ["--gateway", gateway.url]);
      await node.phase("connected");
      const paused = new CliProcess(["pause", "--state-dir", setUp.stateDir]);
      await paused.exited;
      await node.phase("paused");
    },
    check: "node",
    level: "warning",
    says: /[Pp]aused/,
    todo: /clawtray resume/,
  },
  {
    what: "a running node of an older version",
    break: async ({ stateDir }) => {
      const claim = await claimInstance({
        stateDir,
        describe: () => ({ pid: process.pid, version: "0.0.1", startedAt: 1, state: someState() }),
      });
      if (!claim.ok) throw new Error(claim.failure.kind);
      onTestFinished(() => claim.value.release());
    },
    check: "version",
    level: "warning",
    says: /running node is version 0\.0\.1/,
    todo: /clawtray service restart/,
  },
];

/** Every file under the folder, with its text. */
function everything(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return {};
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    files
      // A running node goes on telling its state.
      .filter((name) => !name.startsWith("last-state.json") && statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), "latin1")]),
  );
}

function seedOf(stateDir: string): string | null {
  const path = join(stateDir, "keys.json");
  if (!existsSync(path)) return null;
  return /"seed\\?":\\?"([\w-]{40,})/.exec(readFileSync(path, "utf8"))?.[1] ?? null;
}

describe.skipIf(process.platform === "win32")("clawtray doctor", () => {
  it.for(brokenSetUps)(
    "names what is wrong and what to do: $what",
    async ({ break: breakIt, ...expected }, context) => {
      const home = temporaryDirectory();
      const setUp: SetUp = {
        home,
        stateDir: join(home, "state"),
        environment: {
          HOME: home,
          XDG_CONFIG_HOME: "",
          OPENCLAW_GATEWAY_TOKEN: "",
          DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus",
        },
        words: [],
        context,
      };
      await breakIt(setUp);
      const words = ["doctor", "--state-dir", setUp.stateDir, ...setUp.words];
      const before = everything(setUp.stateDir);
      const doctor = new CliProcess([...words, "--json"], setUp.environment);
      const code = await doctor.exited;
      const { findings } = JSON.parse(doctor.stdout) as { findings: Finding[] };
      const found = findings.find(({ check }) => check === expected.check);
      expect(found?.level, JSON.stringify(found)).toBe(expected.level);
      expect(found?.says).toMatch(expected.says);
      expect(found?.todo).toMatch(expected.todo);
      for (const { level, todo } of findings)
        if (level === "failure" || level === "warning") expect(todo).not.toBe("");
      expect(code).toBe(findings.some(({ level }) => level === "failure") ? 1 : 0);
      expect(everything(setUp.stateDir), "nothing was changed").toEqual(before);

      const bundle = new CliProcess([...words, "--bundle", "-"], setUp.environment);
      await bundle.exited;
      JSON.parse(bundle.stdout);
      const seed = seedOf(setUp.stateDir);
      const secrets = [
        secretToken,
        "hunter2",
        "wrong-but-recognisable",
        "gateway.invalid",
        home,
        "Wilhelmina",
        ...(seed === null ? [] : [seed]),
      ];
      if (userInfo().username !== "root") secrets.push(userInfo().username);
      if (hostname().length > 2 && hostname() !== "localhost") secrets.push(hostname());
      for (const secret of secrets) {
        expect(bundle.stdout, "the bundle").not.toContain(secret);
        if (secret !== home && secret !== "gateway.invalid")
          expect(doctor.stdout + doctor.stderr).not.toContain(secretToken);
      }
      expect(bundle.stdout).not.toMatch(/[0-9a-f]{64}/);
    },
  );

  it("finds nothing wrong with a node that is connected, and says one line of each check", async () => {
    const home = temporaryDirectory();
    const stateDir = join(home, "state");
    const gateway = await gatewayFor({ autoApproveDevice: true, autoApproveSurface: true });
    const node = new CliProcess(
      ["run", "--json", "--gateway", gateway.url, "--state-dir", stateDir, "--key-store", "file"],
      {
        OPENCLAW_GATEWAY_TOKEN: secretToken,
      },
    );
    await node.until(() =>
      node.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
    );
    const doctor = new CliProcess(["doctor", "--state-dir", stateDir], { HOME: home });
    const code = await doctor.exited;
    expect(doctor.stdout).not.toContain("FAILED");
    expect(code).toBe(0);
    const lines = doctor.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(20);
    for (const line of lines) expect(line).toMatch(/^(ok|warning|FAILED|-) +[a-z ]+ {2,}\S/);
    expect(gateway.nodes()).toHaveLength(1);
  });
});
