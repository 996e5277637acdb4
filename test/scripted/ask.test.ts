import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { pngOf, tiny } from "../support/pictures.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess, program } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";

const place = (stateDir: string): readonly string[] => ["--state-dir", stateDir, "--key-store", "file"];

interface NodeEventParams {
  readonly event: string;
  readonly payload: {
    readonly message?: string;
    readonly sessionKey?: string;
    readonly attachments?: unknown;
  };
}

/** What an agent says to a message: all so far, each time it grows. */
type Agent = (message: string) => { readonly texts: readonly string[]; readonly end?: object } | null;

async function nodeWithAgent(agent: Agent, { approved = true } = {}) {
  const asked: NodeEventParams[] = [];
  const gateway: ScriptedGateway = await createScriptedGateway({
    token: null,
    autoApproveDevice: true,
    autoApproveSurface: approved,
    onNodeEvent(params) {
      const { event, payload } = params as NodeEventParams;
      if (event !== "agent.request" && event !== "chat.subscribe") return undefined;
      asked.push(params as NodeEventParams);
      const said = event === "agent.request" ? agent(payload.message ?? "") : null;
      if (said === null) return { ok: true };
      const { sessionKey } = payload;
      const message = (text: string) => ({ role: "assistant", content: [{ type: "text", text }] });
      for (const text of said.texts)
        gateway.node().event("chat", { sessionKey, state: "delta", message: message(text) });
      gateway.node().event("chat", {
        sessionKey,
        ...(said.end ?? { state: "final", message: message(said.texts.at(-1) ?? "") }),
      });
      return { ok: true };
    },
  });
  onTestFinished(() => gateway.close());
  const stateDir = temporaryDirectory();
  const node = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)]);
  await node.phase("connected");
  if (approved)
    await node.until(() =>
      node.states.some((state) => state.phase === "connected" && state.surface.status === "approved"),
    );
  return { gateway, stateDir, node, asked };
}

/** A command that ends, with how it ended. */
async function said(words: readonly string[], input: string | null = null) {
  const child = spawn(process.execPath, [program, ...words], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const out: Record<"stdout" | "stderr", string> = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      out[name] += text;
    });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, ...out };
}

describe("clawtray ask", { timeout: 120_000 }, () => {
  test("prints the answer through the running node, and as JSON", async () => {
    const { stateDir, asked } = await nodeWithAgent((message) => ({
      texts: ["You ", `You said: ${message}`],
    }));
    expect(await said(["ask", "what", "time?", ...place(stateDir)])).toEqual({
      code: 0,
      stdout: "You said: what time?\n",
      stderr: "",
    });
    expect(asked.map(({ event, payload }) => [event, payload.sessionKey])).toEqual([
      ["chat.subscribe", "agent:main:main"],
      ["agent.request", "agent:main:main"],
    ]);
    const json = await said(
      ["ask", "-", "--json", "--session", "agent:main:notes", ...place(stateDir)],
      "a\nb\n",
    );
    expect(JSON.parse(json.stdout)).toEqual({ session: "agent:main:notes", answer: "You said: a\nb" });
  });

  test("shows what a terminal would obey, and a second message of the agent after the first", async () => {
    const { stateDir } = await nodeWithAgent(() => ({
      texts: ["\u001b]0;title\u0007red\u001b[31m", "Second:\n\u202eevil", "Second:\n\u202eevil done"],
    }));
    const { code, stdout } = await said(["ask", "x", ...place(stateDir)]);
    expect(code).toBe(0);
    expect([...stdout].filter((character) => character !== "\n" && character < " ")).toEqual([]);
    expect(stdout).not.toContain("\u202e");
    expect(stdout).toMatch(/red.*\n\nSecond:\n.*evil done\n$/su);
  });

  test("passes on a long answer whole", async () => {
    const text = "0123456789 äöü 🙂\n".repeat(12_000);
    const { stateDir } = await nodeWithAgent(() => ({ texts: [text.slice(0, 100_000), text] }));
    const { stdout } = await said(["ask", "--json", "x", ...place(stateDir)]);
    expect(JSON.parse(stdout)).toEqual({ session: "agent:main:main", answer: text });
  });

  test.each([
    [
      "the agent's error",
      { state: "error", errorMessage: "no model" },
      /ended with an error. It says: no model\n$/,
    ],
    ["that somebody stopped it", { state: "aborted" }, /stopped the agent/],
    ["that it said nothing", { state: "final" }, /said nothing/],
  ])("says %s", async (_, end, sentence) => {
    const { stateDir } = await nodeWithAgent(() => ({ texts: [], end }));
    const { code, stdout, stderr } = await said(["ask", "x", ...place(stateDir)]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(sentence);
  });

  test("says that the connection was lost, and then that there is none", async () => {
    const { gateway, stateDir, node, asked } = await nodeWithAgent(() => null);
    const waiting = said(["ask", "x", ...place(stateDir)]);
    await gateway.until(() => asked.some(({ event }) => event === "agent.request"));
    await gateway.close();
    expect(await waiting).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("was lost before the agent"),
    });
    await node.until(() => node.states.at(-1)?.phase !== "connected");
    const again = await said(["ask", "x", ...place(stateDir)]);
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("not connected to its gateway") });
  });

  test("sends pictures with the message, as large as a gateway takes them", async () => {
    const { stateDir, asked } = await nodeWithAgent(() => ({ texts: ["A box."] }));
    const folder = temporaryDirectory();
    const files = { "shot.png": pngOf(6_291_456), "photo.png": Buffer.from(tiny.jpeg, "base64") };
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    const images = Object.keys(files).flatMap((name) => ["--file", join(folder, name)]);
    expect(await said(["ask", ...images, "What is this?", ...place(stateDir)])).toMatchObject({
      code: 0,
      stdout: "A box.\n",
    });
    const common = { type: "image", fileName: "shot.png", mimeType: "image/png" };
    expect(asked.at(-1)?.payload).toMatchObject({
      message: "What is this?",
      attachments: [
        { ...common, content: files["shot.png"].toString("base64") },
        { ...common, content: tiny.jpeg, fileName: "photo.png", mimeType: "image/jpeg" },
      ],
    });
  });

  test("sends a text below the message, whatever its name says", async () => {
    const { stateDir, asked } = await nodeWithAgent(() => ({ texts: ["Two lines."] }));
    const file = join(temporaryDirectory(), "notes.png");
    writeFileSync(file, "Grüße\r\n```\r\n");
    const { code, stdout } = await said(["ask", "--file", file, "What is this?", ...place(stateDir)]);
    expect([code, stdout]).toEqual([0, "Two lines.\n"]);
    const { message, attachments } = asked.at(-1)?.payload ?? {};
    expect([message, attachments]).toEqual([
      'What is this?\n\nFile "notes.png":\n````png\nGrüße\n```\n````',
      undefined,
    ]);
  });

  test("says what is wrong with a file, and sends nothing", async () => {
    const { stateDir, asked } = await nodeWithAgent(() => ({ texts: ["no"] }));
    const folder = temporaryDirectory();
    const file = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    for (const [path, sentence] of [
      [file("notes.png", "\x7fELF\0"), "is neither text nor a PNG"],
      [file("boot.log", "x".repeat(20_000)), "is too long"],
      [file("cut.jpg", Buffer.from(tiny.jpeg, "base64").subarray(0, 400)), "is broken"],
      [file("none.gif", ""), "is empty"],
      [file("large.png", pngOf(6_291_457)), "is too large"],
      [folder, "not a file"],
      [join(folder, "missing.png"), "ENOENT"],
    ] as const) {
      const { code, stderr } = await said(["ask", "x", "--file", path, ...place(stateDir)]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
    const many = Array(11)
      .fill(["--file", file("a.png", pngOf(100))])
      .flat();
    expect((await said(["ask", "x", ...many, ...place(stateDir)])).stderr).toMatch(/At most .?10.? pictures/);
    expect(asked).toEqual([]);
  });

  test("sends nothing to a gateway that would leave the pictures out", async () => {
    const gateway = await createScriptedGateway({ token: null, autoApproveDevice: true, generation: "old" });
    onTestFinished(() => gateway.close());
    const stateDir = temporaryDirectory();
    const node = new CliProcess(["run", "--json", "--gateway", gateway.url, ...place(stateDir)]);
    await node.phase("connected");
    const image = join(temporaryDirectory(), "a.png");
    writeFileSync(image, pngOf(100));
    const { code, stderr } = await said(["ask", "x", "--file", image, ...place(stateDir)]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("passes no pictures on")]);
  });

  test("sends nothing while the surface waits for its approval", async () => {
    const { stateDir, asked } = await nodeWithAgent(() => ({ texts: ["no"] }), { approved: false });
    const { code, stderr } = await said(["ask", "x", ...place(stateDir)]);
    expect([code, asked]).toEqual([1, []]);
    expect(stderr).toContain("has not yet approved");
  });

  test("needs a running node and a message of a length that a gateway takes", async () => {
    const stateDir = temporaryDirectory();
    const nobody = await said(["ask", "x", ...place(stateDir)]);
    expect(nobody).toMatchObject({ code: 7, stderr: expect.stringContaining("No node is running here") });
    for (const [words, input] of [
      [["ask"], null],
      [["ask", "  "], null],
      [["ask", "-"], " \n"],
      [["ask", "x".repeat(20_001)], null],
      [["ask", "-"], "x".repeat(70_000)],
      [["ask", "x", "--session", "a\u202eb"], null],
    ] as const) {
      const { code, stderr } = await said([...words, ...place(stateDir)], input);
      expect([code, stderr === ""]).toEqual([2, false]);
    }
  });
});
