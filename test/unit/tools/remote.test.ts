import { readFileSync } from "node:fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { createProgramEnvironment } from "../../../src/core/exec/process/program-environment.ts";
import { systemClock } from "../../../src/core/time/clock.ts";
import { keepServer, removeServer } from "../../../src/core/tools/kept-servers.ts";
import { inEnglish } from "../../../src/core/tools/reason.ts";
import { redact } from "../../../src/core/tools/redact.ts";
import type { Variables } from "../../../src/core/tools/secrets.ts";
import { readServerUrl } from "../../../src/core/tools/server-url.ts";
import { readServersFile } from "../../../src/core/tools/servers-file.ts";
import { type RemoteEntry, readToolList } from "../../../src/core/tools/tool-list.ts";
import { superviseServer } from "../../../src/core/tools/tool-server.ts";
import { variablesOf } from "../../../src/core/tools/variables-of.ts";
import { success } from "../../../src/shared/result.ts";
import { eventually } from "../../support/eventually.ts";
import { filesBelow } from "../../support/files-below.ts";
import { type HttpToolServer, startHttpToolServer } from "../../support/http-tool-server.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const SECRET = "Bearer recognisable-header-4c1e";
const entry: RemoteEntry = {
  name: "far",
  url: "",
  query: true,
  headers: ["Authorization"],
  secrets: "0123456789abcdef0123456789abcdef",
  tools: [{ tool: "echo", consent: "allow" }],
};
const values: Variables = { Authorization: SECRET, "?": "?key=recognisable-query-77f0" };

/** The supervised server, what it logged, and how often it changed. */
function supervise({ url }: Pick<HttpToolServer, "url">, given: Variables = values) {
  const logged: string[] = [];
  let changes = 0;
  const environment = createProgramEnvironment({}, process.platform);
  const server = superviseServer(
    { ...entry, url },
    {
      clock: systemClock,
      log: { log: (level, message, more) => void logged.push(JSON.stringify({ level, message, ...more })) },
      appVersion: "0.0.0",
      platform: process.platform,
      home: "/",
      programs: async () => environment,
      cage: async () => null,
      variables: async () => success(given),
    },
    () => changes++,
  );
  onTestFinished(() => server.close());
  return { server, logged, changes: () => changes };
}

test.each([
  ["Bearer recognisable-1", "invalid token recognisable-1", "invalid token [redacted]"],
  ["Bearer recognisable-1", "you sent Bearer recognisable-1", "you sent [redacted]"],
  ["?key=recognisable-2&v=1", "no key recognisable-2", "no key [redacted]"],
  ["?recognisable-3", "no key recognisable-3", "no key [redacted]"],
  ["recognisable-4\nrecognisable-5", "recognisable-5 and recognisable-4", "[redacted] and [redacted]"],
  ["on", "it is on", "it is on"],
])("%j is taken out of what a server says, whole or in part", (value, text, said) => {
  expect(redact(text, { value })).toBe(said);
});

const signal = () => new AbortController().signal;
const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const failureOf = (work: Promise<unknown>): Promise<string> => work.then(() => "it worked", said);

describe("a server over HTTP", () => {
  test("is sent its headers and its query with every request, and nothing of them is said again", async () => {
    const far = await startHttpToolServer({ Authorization: SECRET });
    const { server, logged } = supervise(far);
    expect((await server.ready()).map(({ name }) => name)).toContain("echo");
    const result = await server.call("echo", { text: "hi" }, signal());
    expect(result.content).toEqual([{ type: "text", text: '{"text":"hi"}' }]);
    await eventually(() => expect(far.seen.map(({ method }) => method)).toContain("GET"));
    for (const { headers, path } of far.seen)
      expect([headers.authorization, path]).toEqual([SECRET, "/mcp?key=recognisable-query-77f0"]);
    const told = await failureOf(server.call("teller", {}, signal()));
    expect(told).toMatch(/you sent \[redacted\]/);
    await server.close();
    expect(far.seen.at(-1)?.method, "it is taken leave of").toBe("DELETE");
    expect(logged.join("\n")).not.toContain("recognisable");
  });

  test("streams an answer, and lists again when it says that its tools changed", async () => {
    const far = await startHttpToolServer();
    const { server } = supervise(far);
    await server.ready();
    const { content } = await server.call("long", {}, signal());
    expect(String(content[0]?.text)).toMatch(/^begin x+ end$/);
    await eventually(() => expect(far.seen.map(({ method }) => method)).toContain("GET"));
    far.names = ["fresh"];
    await eventually(() => {
      far.notify({ method: "notifications/tools/list_changed" });
      expect(server.tools()?.map(({ name }) => name)).toEqual(["fresh"]);
    });
  });

  test.each([
    ["a wrong key", { status: 401 }, /does not accept the headers it was sent, or wants some \(HTTP 401\)/],
    ["another address", { status: 404 }, /no such server at its address/],
    ["an error", { status: 500 }, /it answered with HTTP 500/],
    [
      "a redirect elsewhere",
      { status: 307, headers: { location: "http://127.0.0.1:9/mcp" } },
      /it redirects to http:\/\/127\.0\.0\.1:9, which is not followed/,
    ],
    ["a redirect at home", { status: 308, headers: { location: "/other" } }, /redirects to another path/],
  ] as const)("%s is said in our own words", async (_, instead, expected) => {
    const far = await startHttpToolServer();
    far.instead = instead;
    const { server, logged } = supervise(far);
    expect(await failureOf(server.ready())).toMatch(expected);
    expect(far.seen).toHaveLength(1);
    expect(server.standing().kind).toBe("failed");
    expect(logged.join("\n")).not.toContain("recognisable");
  });

  test("one that is not there is said so, and is had as soon as a person has seen it work", async () => {
    const far = await startHttpToolServer();
    far.instead = { status: 403 };
    const { server } = supervise(far);
    for (let pauses = 0; pauses < 2; pauses++) {
      await failureOf(server.ready());
      server.retry();
    }
    await eventually(() => expect(server.standing()).toMatchObject({ kind: "failed" }));
    far.instead = null;
    server.retry();
    await eventually(() => expect(server.standing()).toEqual({ kind: "running" }));
    await far.close();
    expect(await failureOf(supervise(far).server.ready())).toMatch(/nothing answers at its address/);
  });

  test("a session that is over is begun anew, and its tools are gone meanwhile", async () => {
    const far = await startHttpToolServer();
    const { server, changes } = supervise(far);
    await server.ready();
    const before = changes();
    far.forgetSessions();
    expect(await failureOf(server.call("echo", {}, signal()))).toMatch(/its session is over/);
    await eventually(() => expect(server.tools()).not.toBeNull());
    expect(changes()).toBeGreaterThanOrEqual(before + 2);
    expect(await server.call("echo", {}, signal())).toMatchObject({ content: [{ text: "{}" }] });
  });

  test("what it sends without an end is not read to the end", async () => {
    const far = await startHttpToolServer();
    const { server, logged } = supervise(far);
    await server.ready();
    await failureOf(server.call("endless", {}, signal()));
    await eventually(() => expect(logged.join("\n")).toContain("more than 16 MB in one message"));
  });

  test("a call that is cancelled ends at once", async () => {
    const far = await startHttpToolServer();
    const { server } = supervise(far);
    await server.ready();
    const cancel = new AbortController();
    const call = failureOf(server.call("never", {}, cancel.signal));
    await eventually(() => expect(far.seen.length).toBeGreaterThan(3));
    cancel.abort(new Error("no longer wanted"));
    expect(await call).toContain("no longer wanted");
    expect(server.standing()).toEqual({ kind: "running" });
  });

  test("without its values it is not asked at all", async () => {
    const far = await startHttpToolServer();
    const { server } = supervise(far, { "?": "" });
    expect(await failureOf(server.ready())).toContain("the values of its headers are no longer kept");
    expect(far.seen).toEqual([]);
  });
});

describe("an address", () => {
  test.each([
    ["https://tools.example.org/mcp", "https://tools.example.org/mcp", ""],
    [" HTTPS://Tools.Example.org ", "https://tools.example.org/", ""],
    ["https://example.org/mcp?key=x#y", "https://example.org/mcp", "?key=x"],
    ["http://localhost:3000/mcp", "http://localhost:3000/mcp", ""],
    ["http://[::1]:3000/mcp", "http://[::1]:3000/mcp", ""],
    ["http://192.168.1.5/mcp", "http://192.168.1.5/mcp", ""],
    ["http://127.1/mcp", "http://127.0.0.1/mcp", ""],
  ])("%j is taken", (text, url, query) => {
    expect(readServerUrl(text)).toEqual({ ok: true, value: { url, query } });
  });

  test.each([
    ["http://tools.example.org/mcp", /needs https/],
    ["http://nas.local/mcp", /needs https/],
    ["http://localhost.example.org/", /needs https/],
    ["http://8.8.8.8/mcp", /needs https/],
    ["http://0x08080808/mcp", /needs https/],
    ["https://ann:recognisable@example.org/", /as a header/],
    ["ftp://example.org", /begin with https/],
    ["file:///etc/passwd", /begin with https/],
    ["https://", /is not one/],
    ["tools.example.org", /is not one/],
    [`https://example.org/${"x".repeat(3_000)}`, /too long/],
  ])("%j is refused, and not repeated", (text, why) => {
    const read = readServerUrl(text);
    expect(read.ok ? "" : inEnglish(read.failure)).toMatch(why);
    expect(JSON.stringify(read)).not.toContain("recognisable");
  });
});

describe("the list", () => {
  test("keeps names, the vault keeps values, and removing forgets them", async () => {
    const place = { stateDir: temporaryDirectory(), keyStore: "file" } as const;
    const server = {
      name: "far",
      url: "https://example.org/mcp?key=recognisable-1",
      headers: { Authorization: "recognisable-2" },
    };
    expect(await keepServer(server, place)).toEqual({ ok: true, value: undefined });
    expect(await keepServer({ ...server, name: "FAR" }, place)).toMatchObject({ ok: false });
    const list = readToolList(place.stateDir);
    const [kept] = list.ok ? list.value : [];
    if (kept === undefined) throw new Error("it is on the list");
    expect(kept).toMatchObject({
      url: "https://example.org/mcp",
      query: true,
      headers: ["Authorization"],
      tools: [],
    });
    const withValues = () =>
      filesBelow(place.stateDir).filter((path) => readFileSync(path, "utf8").includes("recognisable")).length;
    expect(JSON.stringify(list)).not.toContain("recognisable");
    expect(withValues()).toBe(1);
    expect(await variablesOf("file", place.stateDir, kept)).toEqual({
      ok: true,
      value: { Authorization: "recognisable-2", "?": "?key=recognisable-1" },
    });
    expect(await removeServer("far", place)).toEqual({ ok: true, value: undefined });
    expect(withValues()).toBe(0);
  });

  test.each([
    [{ url: "https://example.org/mcp", headers: { Authorization: "x" } }, null],
    [{ type: "http", url: "https://example.org/mcp" }, null],
    [{ serverUrl: "https://example.org/mcp" }, null],
    [{ type: "sse", url: "https://example.org/sse" }, /SSE of 2024/],
    [{ url: 5 }, /not a text/],
    [{ url: "http://example.org/mcp" }, /needs https/],
    [{ url: "https://example.org", command: "x" }, /a "command" and an address/],
    [{ url: "https://example.org", headers: { Authorization: "Bearer $" + "{TOKEN}" } }, /placeholder/],
    [
      { url: "https://example.org", headers: { Authorization: "recognisable\nHost: x" } },
      /value of Authorization/,
    ],
    [{ url: "https://example.org", headers: { Host: "x" } }, /Host is not yours/],
    [{ url: "https://example.org", headers: { "Mcp-Session-Id": "x" } }, /Mcp-Session-Id is not yours/],
    [{ url: "https://example.org", headers: { "bad name": "x" } }, /name of a header/],
    [{ url: "https://example.org", headers: { A: "x", a: "y" } }, /twice/],
    [{ url: "https://example.org", headers: [] }, /not an object/],
    [{ command: "x", env: { KEY: "$" + "{input:key}" } }, /placeholder/],
  ])("an import of %j", (server, why) => {
    const read = readServersFile(JSON.stringify({ mcpServers: { far: server } }));
    if (!read.ok) throw new Error(read.failure.code);
    const whys = read.value.refused.map((one) => inEnglish(one.why));
    expect(whys).toEqual(why === null ? [] : [expect.stringMatching(why)]);
    expect(JSON.stringify(read.value.refused)).not.toContain("recognisable");
  });
});
