import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { placesOf } from "../../src/core/instance/place.ts";
import { eventually } from "../support/eventually.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { selfSignedCertificate } from "./certificate.ts";
import { CliProcess, program } from "./cli-process.ts";
import type { ScriptedGateway } from "./gateway.ts";
import { gatewayForTest } from "./harness.ts";

const TOKEN = "recognisable-token-3c9e";
const BOOTSTRAP = "recognisable-bootstrap-77aa";

const place = (stateDir: string): string[] => ["--state-dir", stateDir, "--key-store", "file"];
const open = { autoApproveDevice: true, autoApproveSurface: true } as const;
const payload = ({ url }: ScriptedGateway) => ({ url, bootstrapToken: BOOTSTRAP });
const setupCode = (gateway: ScriptedGateway): string =>
  Buffer.from(JSON.stringify(payload(gateway))).toString("base64url");
const withoutScheme = ({ url }: ScriptedGateway): string => url.replace("ws://", "");

const connect = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
  const stateDir = temporaryDirectory();
  return { stateDir, node: new CliProcess(["connect", "--json", ...words, ...place(stateDir)], environment) };
};

/** Nothing of an identity or of settings, nor any other file. */
const isUntouched = (stateDir: string): boolean =>
  !existsSync(stateDir) || readdirSync(stateDir).length === 0;

/** Everything that was written down beneath a folder. */
const written = (stateDir: string): string =>
  readdirSync(stateDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "identity.key" && !entry.name.includes("key"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");

describe("clawtray connect takes whatever was pasted", () => {
  test.each<[string, (gateway: ScriptedGateway) => string]>([
    ["an address with quotes", ({ url }) => `"${url}".`],
    ["an address without a scheme", withoutScheme],
    ["a dashboard's page", ({ url }) => `${url.replace("ws:", "http:")}/chat?session=main`],
  ])("%s", async (_what, text) => {
    const gateway = await gatewayForTest({ token: TOKEN, ...open });
    const { node } = connect([text(gateway)], { OPENCLAW_GATEWAY_TOKEN: TOKEN });
    const { gateway: reached } = await node.phase("connected");
    expect(reached?.url).toBe(gateway.url);
  });

  test.each<[string, (gateway: ScriptedGateway) => string]>([
    ["a setup code", setupCode],
    ["an oc-pair:// link", (gateway) => `oc-pair://${setupCode(gateway)}`],
    ["the whole command", (gateway) => `openclaw connect oc-pair://${setupCode(gateway)} --service`],
  ])("%s, whose sign-in is written nowhere", async (_what, text) => {
    const gateway = await gatewayForTest({ token: null, bootstrapToken: BOOTSTRAP, ...open });
    const { node, stateDir } = connect([text(gateway)]);
    await node.phase("connected");
    // While it runs its files come and go.
    node.child.kill("SIGTERM");
    await node.exited;
    expect(node.stdout + node.stderr).not.toContain(BOOTSTRAP);
    expect(written(stateDir)).not.toContain(BOOTSTRAP);
  });

  test.skipIf(process.platform === "win32")(
    "a join link whose server is silent; a signal then ends it and leaves no socket behind",
    async () => {
      let asked = false;
      const server = createServer(() => {
        asked = true;
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      onTestFinished(() => {
        server.closeAllConnections();
        server.close();
      });
      const { node, stateDir } = connect([
        `http://127.0.0.1:${(server.address() as AddressInfo).port}/j/${"a".repeat(22)}`,
      ]);
      await eventually(() => expect(asked).toBe(true));
      const sockets = () =>
        placesOf(stateDir).flatMap((socketPlace) =>
          socketPlace.kind === "directory" && existsSync(socketPlace.directory)
            ? readdirSync(socketPlace.directory).filter((name) => name.endsWith(".sock"))
            : [],
        );
      expect(sockets().length).toBeGreaterThan(0);
      node.child.kill("SIGTERM");
      await node.exited;
      expect(node.child.signalCode).toBe("SIGTERM");
      expect(sockets()).toEqual([]);
    },
  );

  test("a join link, which is asked for once", async () => {
    const gateway = await gatewayForTest({ token: null, bootstrapToken: BOOTSTRAP, ...open });
    const asked: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(payload(gateway)));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const path = `/j/${"a".repeat(22)}`;
    const { node } = connect([`http://127.0.0.1:${port}${path}`]);
    await node.phase("connected");
    expect(asked).toEqual([path]);
  });

  test("a setup code on standard input, so that it appears in no process list", async () => {
    const gateway = await gatewayForTest({ token: null, bootstrapToken: BOOTSTRAP, ...open });
    const child = spawn(process.execPath, [
      program,
      "connect",
      "-",
      "--json",
      ...place(temporaryDirectory()),
    ]);
    onTestFinished(() => void child.kill("SIGKILL"));
    child.stdin.end(`  ${setupCode(gateway)}\n`);
    await gateway.until(() => gateway.nodes().length === 1);
  });

  test.each([
    ["a broken code", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpX", /setup code/],
    ["a variable", "$GATEWAY", /GATEWAY is a variable/],
    ["two addresses", "10.0.0.1:1 10.0.0.2:1", /more than one address/],
    ["nothing", " ", /The address is empty/],
    ["a link with the token", `http://127.0.0.1:1/#token=${TOKEN}`, /other users can read.*clawtray connect/],
  ])("%s is refused with its reason, and nothing is made", async (_what, text, sentence) => {
    const { node, stateDir } = connect([text]);
    expect(await node.exited).toBe(2);
    expect(node.stderr).toMatch(sentence);
    expect(node.stdout + node.stderr).not.toContain(TOKEN);
    expect(isUntouched(stateDir)).toBe(true);
  });
});

test("a setup code that was used is told as one, with how to get another", async () => {
  const gateway = await gatewayForTest({ token: null, bootstrapToken: "another one", ...open });
  const { node } = connect([setupCode(gateway)]);
  expect(await node.phase("blocked")).toMatchObject({ reason: "setup-code-refused" });
  expect(gateway.attempts).toHaveLength(1);
});

test("a gateway without setup codes is told as one", async () => {
  const gateway = await gatewayForTest({ generation: "old", token: null, ...open });
  const { node } = connect([setupCode(gateway)]);
  expect(await node.phase("blocked")).toMatchObject({ reason: "setup-code-unsupported" });
});

describe("a token comes from where nobody else can read it", () => {
  test("a file", async () => {
    const gateway = await gatewayForTest({ token: TOKEN, ...open });
    const file = join(temporaryDirectory(), "token");
    writeFileSync(file, `${TOKEN}\r\n`);
    const { node, stateDir } = connect([gateway.url, "--token-file", file]);
    await node.phase("connected");
    node.child.kill("SIGTERM");
    await node.exited;
    expect(node.stdout + node.stderr + written(stateDir)).not.toContain(TOKEN);
  });

  test("standard input", async () => {
    const gateway = await gatewayForTest({ token: TOKEN, ...open });
    const words = ["run", "--gateway", gateway.url, "--token-file", "-", "--json"];
    const child = spawn(process.execPath, [program, ...words, ...place(temporaryDirectory())]);
    onTestFinished(() => void child.kill("SIGKILL"));
    child.stdin.end(`${TOKEN}\n`);
    await gateway.until(() => gateway.nodes().length === 1);
  });

  test.each<[string, string, Readonly<Record<string, string>>, RegExp]>([
    ["that is not there", "missing", {}, /ENOENT.*contains only the token/],
    ["that is empty", "empty", {}, /contains no token/],
    ["of two lines", "two", {}, /line break/],
    ["besides the environment", "good", { OPENCLAW_GATEWAY_TOKEN: TOKEN }, /given twice/],
  ])("a file %s is refused before anything is made", async (_what, name, environment, sentence) => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "empty"), " \n");
    writeFileSync(join(folder, "two"), `${TOKEN}\n${TOKEN}\n`);
    writeFileSync(join(folder, "good"), TOKEN);
    const { node, stateDir } = connect(["127.0.0.1:1", "--token-file", join(folder, name)], environment);
    expect(await node.exited).toBe(2);
    expect(node.stderr).toMatch(sentence);
    expect(node.stderr).not.toContain(TOKEN);
    expect(isUntouched(stateDir)).toBe(true);
  });

  test("a second --gateway is refused, not preferred", async () => {
    const stateDir = temporaryDirectory();
    const words = ["run", "--gateway", "127.0.0.1:1", "--gateway=127.0.0.1:2", ...place(stateDir)];
    const node = new CliProcess(words);
    expect(await node.exited).toBe(2);
    expect(node.stderr).toContain("--gateway was given more than once");
    expect(isUntouched(stateDir)).toBe(true);
  });
});

describe("where nobody can be asked, what is missing is said", () => {
  test.each([
    ["run", "clawtray run --gateway HOST"],
    ["connect", "clawtray connect HOST"],
  ])("%s ends with 2 and has made nothing", async (command, advice) => {
    const stateDir = temporaryDirectory();
    const node = new CliProcess([command, ...place(stateDir)]);
    expect(await node.exited).toBe(2);
    expect(node.stderr).toContain(advice);
    expect(isUntouched(stateDir)).toBe(true);
  });
});

const tool = terminalTool();

describe.skipIf(tool === null)(`a question in a terminal (by ${tool})`, () => {
  const inTerminal = (stateDir: string, ...words: readonly string[]) =>
    new PseudoTerminal(
      tool ?? "script",
      [
        "sh",
        "-c",
        '"$@"; echo "ended with $?"',
        "sh",
        process.execPath,
        program,
        ...words,
        ...place(stateDir),
      ],
      { ...process.env, TERM: "xterm" },
    );

  test.each([
    ["run", "\u0003"],
    ["run", "\u0004"],
    ["connect", "\u0003"],
    ["connect", "\u0004"],
  ])("where the gateway is: %s and %j end the program, and nothing was made", async (command, key) => {
    const stateDir = temporaryDirectory();
    const terminal = inTerminal(stateDir, command);
    await terminal.shows((screen) => screen.includes("Where is the gateway?"));
    terminal.press(key);
    await terminal.shows((screen) => screen.includes("ended with 2"));
    expect(terminal.screen).toContain("nothing was changed");
    expect(isUntouched(stateDir)).toBe(true);
  });

  test.each(["\u0003", "\u0004"])("for a token by --token-file -: %j ends the program", async (key) => {
    const stateDir = temporaryDirectory();
    const terminal = inTerminal(stateDir, "connect", "127.0.0.1:1", "--token-file", "-");
    await terminal.shows((screen) => screen.includes("Gateway token (not shown)"));
    terminal.press(key);
    await terminal.shows((screen) => screen.includes("ended with 2"));
    expect(isUntouched(stateDir)).toBe(true);
  });

  test("a slip is told, and a dashboard's link with its token connects", async () => {
    const gateway = await gatewayForTest({ token: TOKEN, ...open });
    const stateDir = temporaryDirectory();
    const terminal = inTerminal(stateDir, "connect");
    await terminal.shows((screen) => screen.includes("Where is the gateway?"));
    terminal.press("$GATEWAY\r");
    // Asked again: what is pasted before that is shown by the terminal, as before any question.
    await terminal.shows((screen) => /GATEWAY is a variable.*Where is the gateway\?/s.test(screen));
    terminal.press(`${gateway.url.replace("ws:", "http:")}/#token=${TOKEN}\r`);
    await terminal.shows((screen) => screen.includes("● Connected"));
    expect(terminal.output).not.toContain(TOKEN);
    expect(terminal.output).toContain("characters, not shown)");
    // While it runs its files come and go.
    terminal.press("q");
    await terminal.shows((screen) => screen.includes("ended with 0"));
    expect(written(stateDir)).not.toContain(TOKEN);
  });

  test("what is pasted while an answer is tried is not shown, and the terminal is given back as it was", async () => {
    const held: ServerResponse[] = [];
    const server = createServer((_request, response) => void held.push(response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const ask = `stty -a; "$@"; echo "ended with $?"; stty -a`;
    const terminal = new PseudoTerminal(
      tool ?? "script",
      ["sh", "-c", ask, "sh", process.execPath, program, "connect", ...place(temporaryDirectory())],
      { ...process.env, TERM: "xterm" },
    );
    await terminal.shows((screen) => screen.includes("Where is the gateway?"));
    terminal.press(`http://127.0.0.1:${port}/j/${"a".repeat(22)}\r`);
    await expect.poll(() => held.length).toBe(1);
    terminal.press(`${TOKEN}\n`);
    // Its echo would have come back by the time of an answer to what was pressed after it.
    held[0]?.writeHead(404).end();
    await terminal.shows((screen) => /ended with \d[\s\S]*echo/.test(screen));
    expect(terminal.output).not.toContain(TOKEN);
    const modes = terminal.output.match(/-?\becho\b|-?\bicanon\b|-?\bisig\b/g) ?? [];
    expect(modes.filter((mode) => mode.startsWith("-"))).toEqual([]);
    expect(modes.length).toBeGreaterThanOrEqual(6);
  });

  test("a setup code that was pasted is not shown, and an address that is typed is", async () => {
    const gateway = await gatewayForTest({ token: null, bootstrapToken: BOOTSTRAP, ...open });
    const pasting = inTerminal(temporaryDirectory(), "connect");
    await pasting.shows((screen) => screen.includes("Where is the gateway?"));
    pasting.press(`${setupCode(gateway)}\r`);
    await pasting.shows((screen) => screen.includes("● Connected"));
    expect(pasting.output).not.toContain(setupCode(gateway));

    const typing = inTerminal(temporaryDirectory(), "connect");
    await typing.shows((screen) => screen.includes("Where is the gateway?"));
    let typed = "";
    for (const key of "$GATEVAY") {
      typed += key;
      typing.press(key);
      await typing.shows((screen) => screen.includes(`> ${typed}`));
    }
    typing.press("\u007f\r");
    await typing.shows((screen) => screen.includes("GATEVA is a variable"));
  });

  test("a new setup code instead of a used one connects, and one for another gateway is not used", async () => {
    const gateway = await gatewayForTest({ token: null, bootstrapToken: BOOTSTRAP, ...open });
    const code = (bootstrapToken: string, url = gateway.url) =>
      Buffer.from(JSON.stringify({ url, bootstrapToken })).toString("base64url");
    const terminal = inTerminal(temporaryDirectory(), "connect", code("used"));
    const enter = async (text: string, times: number) => {
      await terminal.shows((screen) => screen.split("t enter token").length > times);
      terminal.press("t");
      await terminal.shows((screen) => screen.split("New setup code, or").length > times);
      terminal.press(`${text}\r`);
    };
    await enter(code(BOOTSTRAP, "ws://127.0.0.1:9"), 1);
    await terminal.shows((screen) => screen.includes("for another gateway"));
    await enter(code(BOOTSTRAP), 2);
    await terminal.shows((screen) => screen.includes("● Connected"));
    expect(gateway.attempts).toHaveLength(2);
    expect(terminal.output).not.toContain(code(BOOTSTRAP));
  });

  test("Ctrl+C while it waits says that the request stays, and what to run", async () => {
    const gateway = await gatewayForTest({ token: null });
    const stateDir = temporaryDirectory();
    const terminal = inTerminal(stateDir, "connect", gateway.url);
    await terminal.shows((screen) => screen.includes("Waiting for approval"));
    terminal.press("\u0003");
    await terminal.shows((screen) => screen.includes("ended with 0"));
    expect(terminal.screen.replace(/\s+/g, " ")).toContain(
      `The request stays at ${withoutScheme(gateway)} for about five minutes`,
    );
    expect(terminal.screen).toContain(`clawtray run --state-dir ${stateDir}`);
  });

  test("an unknown certificate is accepted by a key and a yes, and by nothing else", async () => {
    const certificate = selfSignedCertificate();
    const gateway = await gatewayForTest({ token: null, tls: certificate, ...open });
    const terminal = inTerminal(temporaryDirectory(), "connect", gateway.url);
    const answer = async (key: string, times: number) => {
      await terminal.shows((screen) => screen.split("a accept certificate").length > times);
      terminal.press("a");
      await terminal.shows((screen) => screen.split("see the same fingerprint?").length > times);
      terminal.press(`${key}\r`);
    };
    await answer("n", 1);
    await answer("", 2);
    expect(terminal.screen).toMatch(new RegExp(`Certificate +${certificate.fingerprint}`));
    await answer("y", 3);
    await terminal.shows((screen) => screen.includes("● Connected"));
  });

  test.each(["\u0003", "\u0004"])("for the token of the live view: %j ends the program", async (key) => {
    const gateway = await gatewayForTest({ token: TOKEN });
    const terminal = inTerminal(temporaryDirectory(), "run", "--gateway", gateway.url);
    await terminal.shows((screen) => screen.includes("t enter token"));
    terminal.press("t");
    await terminal.shows((screen) => screen.includes("Gateway token (not shown)"));
    terminal.press(key);
    await terminal.shows((screen) => screen.includes("ended with 0"));
  });
});
