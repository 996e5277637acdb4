import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { switchBuiltIn } from "../../src/core/tools/tool-list.ts";
import { PseudoTerminal, terminalTool } from "../support/pseudo-terminal.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { CliProcess } from "./cli-process.ts";
import { createScriptedGateway, type ScriptedGateway } from "./gateway.ts";

const program = fileURLToPath(new URL("../../out/cli/index.js", import.meta.url));
const tool = terminalTool();
if (tool === null) console.warn("skipped: neither script (util-linux) nor python3 can give a terminal here");

const denied = {
  ok: false,
  error: { code: "SYSTEM_RUN_DENIED", message: expect.stringContaining("refused") },
};
const isAsked = (screen: string): boolean => screen.includes("May this run?");
/** The answers are marked as keys once they count. */
const takesAnswers = (screen: string): boolean => screen.includes("[d] Deny");

async function nodeInTerminal() {
  const stateDir = temporaryDirectory();
  const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
  onTestFinished(() => gateway.close());
  const words = ["run", "--gateway", gateway.url, "--key-store", "file", "--state-dir", stateDir];
  const terminal = new PseudoTerminal(tool ?? "script", [process.execPath, program, ...words], {
    ...process.env,
    TERM: "xterm",
    OPENCLAW_GATEWAY_TOKEN: "shared-token",
  });
  await terminal.shows((screen) => screen.includes("● Connected"));
  return { gateway, terminal, stateDir };
}

const ask = (gateway: ScriptedGateway, ...command: string[]) =>
  gateway.invoke("system.run", { command, agentId: "main" }).result;

/** Presses the key until it has answered: pressed right behind others it may come as a part of them, and counts for nothing. */
async function answer<Result>(
  terminal: PseudoTerminal,
  key: string,
  result: Promise<Result>,
): Promise<Result> {
  terminal.press(key);
  const again = setInterval(() => terminal.press(key), 300);
  return result.finally(() => clearInterval(again));
}

describe.skipIf(tool === null)(`the question in a terminal (by ${tool})`, () => {
  test("shows who asks and the exact command, with what cannot be seen, and d denies it", async () => {
    const { gateway, terminal } = await nodeInTerminal();
    const result = ask(gateway, "printf", "%s  %s", "a b", "x\u202ey");
    await terminal.shows(takesAnswers);
    expect(terminal.screen).toContain(`The agent "main" at ${gateway.url} asks to run:`);
    expect(terminal.screen).toContain('      printf "%s  %s" "a b" x⟨U+202E⟩y\n');
    expect(terminal.screen).toMatch(/Folder +\//);
    expect(terminal.screen).toMatch(/! It contains characters that are invisible/);
    expect(terminal.screen).toMatch(/Without an answer, this is refused in \d+ s\./);
    expect(await answer(terminal, "d", result)).toMatchObject(denied);
    await terminal.shows((screen) => !isAsked(screen) && screen.includes("q quit"));
  });

  test("takes nothing for a yes but the key for it: not Return, not a pasted text", async () => {
    const { gateway, terminal } = await nodeInTerminal();
    const result = ask(gateway, "true");
    await terminal.shows(takesAnswers);
    terminal.press("\r");
    terminal.press("\u001b[a");
    const second = ask(gateway, "false");
    await terminal.shows((screen) => screen.includes("One more question is waiting."));
    terminal.press("oao");
    const third = ask(gateway, "true", "three");
    await terminal.shows((screen) => screen.includes("2 more questions are waiting."));
    expect(await answer(terminal, "d", result)).toMatchObject(denied);
    for (const [command, next] of [
      ["false", second],
      ["true three", third],
    ] as const) {
      await terminal.shows((screen) => screen.includes(`      ${command}\n`) && takesAnswers(screen));
      expect(await answer(terminal, "d", next)).toMatchObject(denied);
    }
  });

  test("o allows it once, a always, and then it is not asked again", async () => {
    const { gateway, terminal } = await nodeInTerminal();
    const once = ask(gateway, "printf", "hello");
    await terminal.shows(takesAnswers);
    expect(await answer(terminal, "o", once)).toMatchObject({
      ok: true,
      payload: { stdout: "hello", exitCode: 0 },
    });
    await terminal.shows((screen) => !isAsked(screen));

    const always = ask(gateway, "printf", "hello");
    await terminal.shows(takesAnswers);
    expect(await answer(terminal, "a", always)).toMatchObject({ ok: true });
    await terminal.shows((screen) => !isAsked(screen));

    expect(await ask(gateway, "printf", "hello")).toMatchObject({ ok: true, payload: { stdout: "hello" } });
    expect(isAsked(terminal.screen)).toBe(false);

    const other = ask(gateway, "printf", "other");
    await terminal.shows(takesAnswers);
    expect(await answer(terminal, "d", other)).toMatchObject(denied);
  });

  test("shows a command longer than the screen whole, and says that it begins above", async () => {
    const { gateway, terminal } = await nodeInTerminal();
    const words = Array.from({ length: 400 }, (_, index) => `argument-${index}`);
    const result = ask(gateway, "printf", ...words);
    await terminal.shows(takesAnswers);
    expect(terminal.screen).toContain("The question starts above the top of this screen.");
    const shown = terminal.screen.replaceAll(/\n {6}/g, "");
    // A space at the end of a line is not seen; everything else is.
    expect(shown.replaceAll(" ", "")).toContain(`printf${words.join("")}`);
    expect(await answer(terminal, "d", result)).toMatchObject(denied);
  });

  test("shows the whole of a long command that comes after one that was long in the same way", async () => {
    const { gateway, terminal } = await nodeInTerminal();
    const words = Array.from({ length: 400 }, (_, index) => `argument-${index}`);
    const first = ask(gateway, "printf", "harmless", ...words);
    await terminal.shows(takesAnswers);
    const second = ask(gateway, "printf", "horrible", ...words);
    await terminal.shows((screen) => screen.includes("One more question is waiting."));
    expect(await answer(terminal, "d", first)).toMatchObject(denied);
    await terminal.shows((screen) => !screen.includes("more question") && takesAnswers(screen));
    expect(terminal.screen).toContain("printf horrible argument-0");
    expect(await answer(terminal, "d", second)).toMatchObject(denied);
  });
});

describe("the question without a terminal", () => {
  test("is not asked: the command is denied at once", async () => {
    const gateway = await createScriptedGateway({ autoApproveDevice: true, autoApproveSurface: true });
    onTestFinished(() => gateway.close());
    const node = new CliProcess(
      ["run", "--gateway", gateway.url, "--key-store", "file", "--state-dir", temporaryDirectory()],
      { OPENCLAW_GATEWAY_TOKEN: "shared-token" },
    );
    await node.until(() => node.stdout.includes("Connected"));
    // What was asked and not answered has another message.
    expect(await ask(gateway, "true")).toMatchObject({
      ok: false,
      error: { code: "SYSTEM_RUN_DENIED", message: "SYSTEM_RUN_DENIED: approval required" },
    });
  });

  test("an agent's question takes what is typed here, and the log holds only the question", async () => {
    const { gateway, terminal, stateDir } = await nodeInTerminal();
    expect((await switchBuiltIn(stateDir, ["ask_person"], "ask")).ok).toBe(true);
    await gateway.until(() => {
      const said = gateway.attempts.at(-1)?.params as { commands?: readonly string[] } | null | undefined;
      return said?.commands?.includes("mcp.tools.call.v1") === true && gateway.nodes().length === 1;
    });
    const call = (args: object) =>
      gateway.invoke("mcp.tools.call.v1", { server: "clawtray", tool: "ask_person", arguments: args }).result;
    const typed = call({ question: "Which branch?" });
    await terminal.shows((screen) => screen.includes("[r] Type an answer"));
    expect(terminal.screen).toContain(`Somebody at ${gateway.url} asks you:`);
    expect(terminal.screen).toContain("Never type a password");
    terminal.press("r");
    await terminal.shows((screen) => screen.includes("Your answer (empty: not yet):"));
    terminal.press("recognisable-branch\r");
    expect(await typed).toMatchObject({ ok: true, payload: { content: [{ text: "recognisable-branch" }] } });
    const chosen = call({ question: "Ship it?", choices: ["Yes", "No"] });
    await terminal.shows((screen) => screen.includes("[2] No"));
    expect(await answer(terminal, "2", chosen)).toMatchObject({
      ok: true,
      payload: { content: [{ text: "No" }] },
    });
    const log = readFileSync(join(stateDir, "activity.jsonl"), "utf8");
    expect(log).toContain("Which branch?");
    expect(log).not.toContain("recognisable");
  });
});
